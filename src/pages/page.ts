import { toBase64Url } from "../core/base64url.ts";
import type { World } from "../core/ports.ts";

const NONCE_BYTES = 16;

/** Headers of every hosted page: nothing from elsewhere, nothing to elsewhere, never framed, never cached. */
const pageHeaders = (nonce: string): Record<string, string> => ({
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy": [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "Cache-Control": "no-store",
  "Content-Language": "en",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Permissions-Policy": "otp-credentials=(self), camera=(), microphone=(), geolocation=()",
  "X-Robots-Tag": "noindex, nofollow",
});

/** A page as an answer. The markup is given the nonce that its style and script must carry. */
export async function page(
  world: Pick<World, "random">,
  status: number,
  markup: (nonce: string) => { toString(): string | Promise<string> },
): Promise<Response> {
  const nonce = toBase64Url(world.random(NONCE_BYTES));
  const html = await markup(nonce).toString();
  return new Response(`<!doctype html>${html}`, { status, headers: pageHeaders(nonce) });
}
