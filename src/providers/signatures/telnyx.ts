import { fromBase64Url } from "../../core/base64url.ts";
import type { Callback } from "../../core/delivery.ts";
import { isRecent, unixTime } from "./age.ts";
import { base64Header, prefixed } from "./bytes.ts";
import { type Doubt, notSigned, tooOld, wrongSignature } from "./doubt.ts";

const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

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
  const signedAt = unixTime(timestamp);
  if (signature === undefined || Number.isNaN(signedAt)) return notSigned;

  const raw = rawPublicKey(publicKey);
  // Of another length, workerd throws instead of saying no.
  if (raw === undefined || signature.byteLength !== SIGNATURE_BYTES) return wrongSignature;
  const key = await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
  const genuine = await crypto.subtle.verify({ name: "Ed25519" }, key, signature, prefixed(`${timestamp}|`, bytes));
  if (!genuine) return wrongSignature;
  return isRecent(signedAt, now) ? undefined : tooOld;
}
