import { fromBase64Url } from "../../core/base64url.ts";
import type { Callback } from "../../core/delivery.ts";
import { isRecent, unixTime } from "./age.ts";
import { prefixed } from "./bytes.ts";
import { type Doubt, notSigned, tooOld, wrongSignature } from "./doubt.ts";

const SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature";
const TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp";
// The vendor names none; its tries of one callback lie further apart than those of others.
const TOLERANCE_MS = 10 * 60_000;
const NUMBER_BYTES = 32;

const P256 = { name: "ECDSA", namedCurve: "P-256" } as const;

/**
 * Whether the time and the raw body were signed with the key that `publicKey` (SPKI) belongs to, within ten minutes
 * of now.
 *
 * @see https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features
 */
export async function sendgridDoubt(
  { headers, bytes }: Callback,
  { publicKey, now }: { readonly publicKey: Uint8Array<ArrayBuffer>; readonly now: number },
): Promise<Doubt> {
  const shown = headers.get(SIGNATURE);
  const seconds = headers.get(TIMESTAMP);
  if (!shown || !seconds) return notSigned;
  const signature = rawSignature(fromBase64Url(shown) ?? new Uint8Array());
  if (signature === undefined) return wrongSignature;
  if (!(await verified(publicKey, signature, prefixed(seconds, bytes)))) return wrongSignature;
  return isRecent(unixTime(seconds), now, TOLERANCE_MS) ? undefined : tooOld;
}

async function verified(
  publicKey: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
  content: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey("spki", publicKey, P256, false, ["verify"]);
    return await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, content);
  } catch {
    // Not a point on the curve: nothing was ever signed with it.
    return false;
  }
}

/** The two numbers of a DER signature side by side, 32 bytes each, as WebCrypto wants them; undefined if it is none. */
export function rawSignature(der: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return undefined;
  const first = numberAt(der, 2);
  const second = first && numberAt(der, first.end);
  if (!first || second?.end !== der.length) return undefined;
  const raw = new Uint8Array(2 * NUMBER_BYTES);
  raw.set(first.digits, NUMBER_BYTES - first.digits.length);
  raw.set(second.digits, raw.length - second.digits.length);
  return raw;
}

/** A DER integer without the zero that keeps it from being negative. */
function numberAt(der: Uint8Array, at: number): { readonly digits: Uint8Array; readonly end: number } | undefined {
  const length = der[at + 1];
  if (der[at] !== 0x02 || length === undefined) return undefined;
  const end = at + 2 + length;
  const digits = der.subarray(at + 2, end);
  const unsigned = digits[0] === 0 ? digits.subarray(1) : digits;
  return end > der.length || unsigned.length > NUMBER_BYTES ? undefined : { digits: unsigned, end };
}
