import { toBase64Url } from "../../core/base64url.ts";
import type { Random } from "../../core/ids.ts";

/*
 * A browser proves itself by a secret in a cookie, and each form it is given by a masked copy of that secret. A flow
 * keeps a digest of the secret of the browser that started it; the secret itself is nowhere but in that browser.
 */

const SECRET_BYTES = 32;

const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

const xor = (left: Uint8Array, right: Uint8Array): Uint8Array => left.map((byte, index) => byte ^ (right[index] ?? 0));

export const newSecret = (random: Random): string => toBase64(random(SECRET_BYTES));
export const newPad = (random: Random): string => toBase64(random(SECRET_BYTES));

/** The secret a CSRF cookie carries, if it is one of ours by its form. */
export function readSecret(cookie: string | undefined): string | undefined {
  if (cookie?.length !== 44) return undefined;
  return fromBase64(cookie)?.length === SECRET_BYTES ? cookie : undefined;
}

/** What a flow keeps of the secret of its browser. */
export async function digestSecret(secret: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret));
  return toBase64Url(new Uint8Array(digest));
}

/** The form's copy: 64 bytes, the pad and then the secret under it, so that the same secret looks different per flow. */
export function maskSecret(secret: string, pad: string): string {
  const mask = fromBase64(pad) ?? new Uint8Array(SECRET_BYTES);
  const bytes = fromBase64(secret) ?? new Uint8Array(SECRET_BYTES);
  return toBase64(Uint8Array.of(...mask, ...xor(bytes, mask)));
}

/** Whether a form's token belongs to this cookie. The bare secret counts too, as clients that read cookies send it. */
export function tokenMatches(token: string | undefined, secret: string | undefined): boolean {
  if (!token || !secret || token.length > 88) return false;
  const bytes = fromBase64(token);
  const expected = fromBase64(secret);
  if (!bytes || !expected) return false;
  const given =
    bytes.length === 2 * SECRET_BYTES ? xor(bytes.slice(SECRET_BYTES), bytes.slice(0, SECRET_BYTES)) : bytes;
  if (given.length !== expected.length) return false;
  let difference = 0;
  for (const [index, byte] of given.entries()) difference |= byte ^ (expected[index] ?? 0);
  return difference === 0;
}

/** The name Kratos clients expect: it tells deployments on one host apart. */
export async function csrfCookieName(publicUrl: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${publicUrl}/`));
  let name = "csrf_token_";
  for (const byte of new Uint8Array(digest)) name += (byte | 0x100).toString(16).slice(1);
  return name;
}
