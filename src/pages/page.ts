import { toBase64Url } from "../core/base64url.ts";
import type { World } from "../core/ports.ts";

const NONCE_BYTES = 16;

/** Headers of every hosted page: nothing from elsewhere, nothing to elsewhere, never framed, never cached. */
const pageHeaders = (nonce: string, lang: string, formTargets: readonly string[]): Record<string, string> => ({
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy": [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    ["form-action 'self'", ...formTargets].join(" "),
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "Cache-Control": "no-store",
  "Content-Language": lang,
  "Cross-Origin-Opener-Policy": "same-origin",
  Vary: "Accept-Language, Cookie",
  "Permissions-Policy": "otp-credentials=(self), camera=(), microphone=(), geolocation=()",
  "X-Robots-Tag": "noindex, nofollow",
});

/**
 * Where a form's answer may lead besides our own pages. Chromium holds every redirect that follows a form to the
 * policy of its page, also those that other sites make then; without a word, the person would stay on the form.
 */
function formTargetsOf(target: string | undefined): readonly string[] {
  const url = target === undefined ? null : URL.parse(target);
  if (url === null) return [];
  // Wherever the site leads on to over https is its own matter.
  if (url.protocol === "https:") return ["https:"];
  return [url.protocol === "http:" ? url.origin : url.protocol];
}

export type PageOptions = {
  /** The language that the page is in. */
  readonly lang: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where the answer to the page's form leads in the end, if that is not one of our pages. */
  readonly formTarget?: string | undefined;
};

/** A page as an answer. The markup is given the nonce that its style and script must carry. */
export async function page(
  world: Pick<World, "random">,
  status: number,
  markup: (nonce: string) => { toString(): string | Promise<string> },
  { lang, headers, formTarget }: PageOptions,
): Promise<Response> {
  const nonce = toBase64Url(world.random(NONCE_BYTES));
  const html = await markup(nonce).toString();
  return new Response(`<!doctype html>${html}`, {
    status,
    headers: { ...pageHeaders(nonce, lang, formTargetsOf(formTarget)), ...headers },
  });
}
