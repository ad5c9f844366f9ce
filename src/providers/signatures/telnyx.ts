import { fromBase64Url } from "../../core/base64url.ts";
import type { Callback } from "../../core/delivery.ts";
import { type Doubt, isStale, notSigned, tooOld, wrongSignature } from "./doubt.ts";
import { base64Header } from "./hmac.ts";

const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const SECONDS = /^\d{1,12}$/;

function joined(prefix: string, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(prefix);
  const whole = new Uint8Array(head.byteLength + bytes.byteLength);
  whole.set(head);
  whole.set(bytes, head.byteLength);
  return whole;
}

/** The bytes of a public key as Telnyx shows it; undefined if the text is something else. */
export function rawPublicKey(text: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes = fromBase64Url(text);
  return bytes?.byteLength === KEY_BYTES ? bytes : undefined;
}

/**
 * Whether Telnyx sent a callback, within the last minutes: Ed25519 over the time and the raw body.
 *
 * @see https://developers.telnyx.com/development/api-fundamentals/webhooks/receiving-webhooks
 */
export async function telnyxDoubt(
  { headers, bytes }: Callback,
  { publicKey, now }: { readonly publicKey: string; readonly now: number },
): Promise<Doubt> {
  const signature = base64Header(headers.get("telnyx-signature-ed25519"));
  const timestamp = headers.get("telnyx-timestamp") ?? "";
  if (signature === undefined || !SECONDS.test(timestamp)) return notSigned;

  const raw = rawPublicKey(publicKey);
  // Of another length, workerd throws instead of saying no.
  if (raw === undefined || signature.byteLength !== SIGNATURE_BYTES) return wrongSignature;
  const key = await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
  const genuine = await crypto.subtle.verify({ name: "Ed25519" }, key, signature, joined(`${timestamp}|`, bytes));
  if (!genuine) return wrongSignature;
  return isStale(Number(timestamp) * 1_000, now) ? tooOld : undefined;
}
