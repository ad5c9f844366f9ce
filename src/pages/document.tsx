import type { Child } from "hono/jsx";
import { css } from "./style.ts";

export type DocumentProps = {
  /** What this state of the page is about; the app's name is added. */
  readonly title: string;
  readonly appName: string;
  readonly nonce: string;
  readonly children: Child;
};

/** The frame of every hosted page: one `main`, one stylesheet, nothing from anywhere else. */
export function Document({ title, appName, nonce, children }: DocumentProps) {
  return (
    <html lang="en" dir="ltr">
      <head>
        <meta charset="utf-8" />
        <title>{`${title} – ${appName}`}</title>
        <meta name="viewport" content="width=device-width" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="data:," />
        <style nonce={nonce}>{css}</style>
      </head>
      <body>
        <header>
          <p class="app">{appName}</p>
        </header>
        <main>{children}</main>
      </body>
    </html>
  );
}
