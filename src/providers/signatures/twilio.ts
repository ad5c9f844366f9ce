import type { Callback } from "../../core/delivery.ts";
import { base64Header, sha256Hex } from "./bytes.ts";
import { type Doubt, notSigned, wrongSignature } from "./doubt.ts";
import { isHmac } from "./hmac.ts";

const HOST_WITHOUT_PORT = /^(https?):\/\/[^/?#:]+(?=[/?#]|$)/;
const DEFAULT_PORT = /^(https:\/\/[^/?#:]+):443(?=[/?#]|$)|^(http:\/\/[^/?#:]+):80(?=[/?#]|$)/;

/** The address with and without the default port: Twilio signs one or the other, as it finds fit. */
const spellings = (url: string): readonly string[] => [
  url.replace(DEFAULT_PORT, "$1$2"),
  url.replace(HOST_WITHOUT_PORT, (origin, scheme) => `${origin}:${scheme === "https" ? 443 : 80}`),
];

/** Each name with each of its values, in the order of both; what is there twice counts once. */
function pairsOf(bytes: Uint8Array<ArrayBuffer>): string {
  const form = new URLSearchParams(new TextDecoder().decode(bytes));
  const names = [...new Set(form.keys())].sort();
  return names.flatMap((name) => [...new Set(form.getAll(name))].sort().map((value) => name + value)).join("");
}

/**
 * Whether Twilio sent a callback: HMAC-SHA1 under the account's auth token (API keys sign nothing) of the address and
 * the form fields, or, of a JSON body, of the address alone, which then carries the body's hash. No time is signed: a
 * repeat is told by the events in it.
 *
 * @see https://www.twilio.com/docs/usage/webhooks/webhooks-security
 */
export async function twilioDoubt({ url, headers, bytes }: Callback, authToken: string): Promise<Doubt> {
  const signature = base64Header(headers.get("x-twilio-signature"));
  if (signature === undefined) return notSigned;

  const hash = URL.parse(url)?.searchParams.get("bodySHA256") ?? null;
  if (hash !== null && hash !== (await sha256Hex(bytes))) return wrongSignature;
  const fields = hash === null ? pairsOf(bytes) : "";

  const tries = spellings(url).map((spelling) =>
    isHmac("SHA-1", { key: authToken, signed: spelling + fields, signature }),
  );
  return (await Promise.all(tries)).includes(true) ? undefined : wrongSignature;
}
