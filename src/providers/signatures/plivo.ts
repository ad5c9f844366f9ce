import type { Callback, CallbackFailure } from "../../core/delivery.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import { base64Header } from "./bytes.ts";
import { notSigned, wrongSignature } from "./doubt.ts";
import { isHmac } from "./hmac.ts";

type Pair = readonly [name: string, value: string];

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** Names and values in the order of the names; those of one name in the order of their values. */
const sorted = (text: string): readonly Pair[] =>
  [...new URLSearchParams(text)].sort(
    ([leftName, leftValue], [rightName, rightValue]) => compare(leftName, rightName) || compare(leftValue, rightValue),
  );

/** Cut from the text as it is: a parser of addresses would add a slash, and the signature would be another. */
function split(url: string): { readonly address: string; readonly query: string } {
  const [address = "", ...rest] = url.split("?");
  return { address, query: rest.join("?") };
}

function signedTextV3({ method, url, bytes }: Callback, nonce: string): string {
  const { address, query } = split(url);
  const sortedQuery = sorted(query)
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  if (method === "GET") return `${sortedQuery === "" ? address : `${address}?${sortedQuery}`}.${nonce}`;
  const fields = sorted(new TextDecoder().decode(bytes))
    .map(([name, value]) => name + value)
    .join("");
  return `${address}?${sortedQuery === "" ? "" : `${sortedQuery}.`}${fields}.${nonce}`;
}

/** The signatures in a header, which may be several, with commas between. */
const signaturesIn = (header: string): readonly (Uint8Array<ArrayBuffer> | undefined)[] =>
  header.split(",").map((part) => base64Header(part));

/**
 * Whether Plivo sent a callback: HMAC-SHA256 under the auth token. Version 3 signs address, fields and nonce. Version
 * 2, which messages still come with, signs the address and the nonce only, so that whoever once saw such a callback
 * could send another body with its headers: it counts only where there is no version 3, and its nonce, which is then
 * the answer's `token`, is to be taken once.
 *
 * @see https://www.plivo.com/docs/messaging/concepts/signature-validation
 */
export async function verifyPlivo(
  callback: Callback,
  authToken: string,
): Promise<Result<{ readonly token?: string }, CallbackFailure>> {
  const { headers, url } = callback;
  // "MA" is signed with the token of the main account, where a subaccount sent the message.
  const v3 = headers.get("x-plivo-signature-v3") ?? headers.get("x-plivo-signature-ma-v3");
  const v2 = headers.get("x-plivo-signature-v2");
  const nonce = headers.get(v3 === null ? "x-plivo-signature-v2-nonce" : "x-plivo-signature-v3-nonce");
  const header = v3 ?? v2;
  if (header === null || nonce === null || nonce === "") return fail(notSigned);

  const signed = v3 === null ? split(url).address + nonce : signedTextV3(callback, nonce);
  const tries = signaturesIn(header).map((signature) => isHmac("SHA-256", { key: authToken, signed, signature }));
  if (!(await Promise.all(tries)).includes(true)) return fail(wrongSignature);
  return ok(v3 === null ? { token: nonce } : {});
}
