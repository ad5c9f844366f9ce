import type { Callback } from "../../core/delivery.ts";
import { fromHex } from "./bytes.ts";
import { type Doubt, notSigned, wrongSignature } from "./doubt.ts";
import { isHmac } from "./hmac.ts";

const SCHEME = "sha256=";

/**
 * Whether Meta sent a callback: HMAC-SHA256 of the raw body under the app's secret. No time is signed: a repeat is told
 * by the events in it.
 *
 * @see https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads
 */
export async function metaDoubt({ headers, bytes }: Callback, appSecret: string): Promise<Doubt> {
  const header = headers.get("x-hub-signature-256") ?? "";
  if (!header.startsWith(SCHEME)) return notSigned;
  const signature = fromHex(header.slice(SCHEME.length));
  return (await isHmac("SHA-256", { key: appSecret, signed: bytes, signature })) ? undefined : wrongSignature;
}
