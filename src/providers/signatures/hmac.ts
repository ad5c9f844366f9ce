import { fromBase64Url } from "../../core/base64url.ts";

const encoder = new TextEncoder();
const HEX = /^(?:[0-9a-f]{2})+$/i;

/** What vendors sign: text, or the raw bytes of a body. */
export type Signed = string | Uint8Array<ArrayBuffer>;

const bytesOf = (signed: Signed): Uint8Array => (typeof signed === "string" ? encoder.encode(signed) : signed);

/** Whether `signature` is the HMAC of `signed` under `key`; in a time that tells nothing about the right one. */
export async function isHmac(
  hash: "SHA-1" | "SHA-256",
  { key, signed, signature }: { key: string; signed: Signed; signature: Uint8Array<ArrayBuffer> | undefined },
): Promise<boolean> {
  if (signature === undefined || key === "") return false;
  const algorithm = { name: "HMAC", hash };
  const imported = await crypto.subtle.importKey("raw", encoder.encode(key), algorithm, false, ["verify"]);
  return crypto.subtle.verify("HMAC", imported, signature, bytesOf(signed));
}

/** The SHA-256 of a body, in the small hexadecimal digits that vendors write it with. */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The bytes of a header in base64; undefined if it is missing, empty or something else. */
export const base64Header = (value: string | null): Uint8Array<ArrayBuffer> | undefined =>
  value === null || value.trim() === "" ? undefined : fromBase64Url(value.trim());

/** The bytes that hexadecimal digits stand for; undefined if these are none. */
export const fromHex = (text: string): Uint8Array<ArrayBuffer> | undefined =>
  HEX.test(text) ? Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)) : undefined;
