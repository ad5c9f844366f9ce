import type { Child } from "hono/jsx";
import { Unavailable } from "../core/failure.ts";
import type { World } from "../core/ports.ts";
import { ForgetQuery } from "./components.tsx";
import { Document } from "./document.tsx";
import { page } from "./page.ts";

/** What a page that a link in a mail leads to says. */
export type LinkView = {
  readonly title: string;
  readonly body: Child;
  readonly appName?: string;
  /** Where the answer to the page's form leads in the end. */
  readonly formTarget?: string | undefined;
  /** Whether the address of the page holds a secret that works: it is taken out of the address bar. */
  readonly holdsSecret?: boolean;
};

const RETRY_AFTER_S = 5;

/** What all pages behind links share: their frame, and how they say that now is not the time. */
export function createLinkPages(world: Pick<World, "now" | "random">, ofApp: string) {
  const show = (
    status: number,
    { title, body, appName = ofApp, formTarget, holdsSecret = false }: LinkView,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> =>
    page(
      world,
      status,
      (nonce) => (
        <Document title={title} appName={appName} nonce={nonce}>
          <h1>{title}</h1>
          {body}
          {holdsSecret && <ForgetQuery nonce={nonce} />}
        </Document>
      ),
      { headers, formTargets: formTarget === undefined ? [] : [formTarget] },
    );

  return {
    show,

    /** Guesses at the address are held back until `retryAt` (epoch milliseconds). */
    wait: (retryAt: number): Promise<Response> =>
      show(
        429,
        { title: "Wait a little", body: <p>Too many wrong codes were tried for this address. Try again later.</p> },
        { "Retry-After": String(Math.max(1, Math.ceil((retryAt - world.now()) / 1_000))) },
      ),

    /** Whatever was thrown, without a word of it. */
    failed(error: Error): Promise<Response> {
      const unavailable = error instanceof Unavailable;
      return show(
        unavailable ? 503 : 500,
        {
          title: "Sorry, there is a problem with this page",
          body: <p>Your link still works. Try again in a few minutes.</p>,
        },
        unavailable ? { "Retry-After": String(RETRY_AFTER_S) } : {},
      );
    },
  };
}
