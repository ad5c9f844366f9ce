import { fromBase64Url } from "../../core/base64url.ts";

export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const HEX = /^(?:[0-9a-f]{2})+$/i;

export const bytesOf = (value: string | Bytes): Bytes =>
  typeof value === "string" ? Uint8Array.from(encoder.encode(value)) : value;

/** A body with a text before it: several vendors sign the time, or more, that way. */
export function prefixed(head: string, body: Uint8Array): Bytes {
  const prefix = encoder.encode(head);
  const whole = new Uint8Array(prefix.length + body.length);
  whole.set(prefix);
  whole.set(body, prefix.length);
  return whole;
}

/** The bytes of a header in base64; undefined if it is missing, empty or something else. */
export const base64Header = (value: string | null): Bytes | undefined =>
  value === null || value.trim() === "" ? undefined : fromBase64Url(value.trim());

/** The bytes that hexadecimal digits stand for; undefined if these are none. */
export const fromHex = (text: string): Bytes | undefined =>
  HEX.test(text) ? Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)) : undefined;

/** The SHA-256 of a body, in the small hexadecimal digits that vendors write it with. */
export async function sha256Hex(bytes: Bytes): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
