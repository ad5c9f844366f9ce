import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import type { Translator } from "../copy/translator.ts";
import { script } from "./script.ts";

/** The page in another language. */
export type OtherLanguage = { readonly lang: string; readonly name: string; readonly href: string };

/** Latin digits and 24 hours, as the translator has them. */
const AS_ON_SERVER = "-u-ca-gregory-hc-h23-nu-latn";

export type DocumentProps = {
  readonly words: Translator;
  /** As it stands in the tab, with the app's name. */
  readonly title: string;
  readonly appName: string;
  readonly css: string;
  /** A `data:` address. */
  readonly logo: string | null;
  readonly supportUrl: string | null;
  readonly languages: readonly OtherLanguage[];
  readonly nonce: string;
  /** The path that is to stand in the address bar, where the address holds a secret. */
  readonly forget: string | undefined;
  readonly children: Child;
};

const Languages = ({ words, languages }: Pick<DocumentProps, "words" | "languages">) => (
  <nav aria-label={words.say("page.languages")}>
    <ul class="languages">
      {languages.map(({ lang, name, href }) => (
        <li>
          <a href={href} lang={lang} hreflang={lang} aria-current={lang === words.lang ? "true" : undefined}>
            {name}
          </a>
        </li>
      ))}
    </ul>
  </nav>
);

/** The frame of every hosted page: one `main`, one stylesheet, one script, nothing from anywhere else. */
export function Document(props: DocumentProps) {
  const { words, title, appName, css, logo, supportUrl, languages, nonce, forget, children } = props;
  return (
    <html lang={words.lang} dir={words.dir}>
      <head>
        <meta charset="utf-8" />
        <title>{title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href={logo ?? "data:,"} />
        <style nonce={nonce}>{raw(css)}</style>
        {/* A module runs when all is there; nothing is painted before, so that the times it puts in move no line. */}
        <script type="module" blocking="render" nonce={nonce}>
          {raw(script)}
        </script>
      </head>
      <body data-forget={forget} data-dates={words.dates + AS_ON_SERVER}>
        <header>
          <p class="app">
            {logo !== null && <img src={logo} alt="" />}
            {appName}
          </p>
        </header>
        <main>{children}</main>
        {(supportUrl !== null || languages.length > 1) && (
          <footer>
            {supportUrl !== null && (
              <p>
                <a href={supportUrl}>{words.say("page.help", { app: appName })}</a>
              </p>
            )}
            {languages.length > 1 && <Languages words={words} languages={languages} />}
          </footer>
        )}
      </body>
    </html>
  );
}
