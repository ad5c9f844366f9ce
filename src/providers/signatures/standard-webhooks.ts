import { fromBase64Url } from "../../core/base64url.ts";
import type { Callback, CallbackFailure } from "../../core/delivery.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import { isRecent, unixTime } from "./age.ts";
import { type Bytes, bytesOf, prefixed } from "./bytes.ts";
import { notSigned, tooOld, wrongSignature } from "./doubt.ts";
import { hmacOf, isHmac } from "./hmac.ts";

const VERSION = "v1,";
// Each costs a computation, and a header has room for hundreds.
const MOST_SIGNATURES = 8;

/** Keys that count at the same time: more than one while they are being changed. */
export type SigningSecrets = readonly Bytes[];

const signedContent = (id: string, seconds: string, body: Bytes): Bytes => prefixed(`${id}.${seconds}.`, body);

/** The three headers that show who sent `body`: a signature with each secret, so that receivers may have either. */
export async function signStandardWebhook(
  { id, at, body }: { readonly id: string; readonly at: number; readonly body: string },
  secrets: SigningSecrets,
): Promise<Readonly<Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string>>> {
  const seconds = String(Math.floor(at / 1_000));
  const content = signedContent(id, seconds, bytesOf(body));
  const signatures = await Promise.all(
    secrets.map(async (key) => {
      const mac = await hmacOf("SHA-256", { key, signed: content });
      return VERSION + btoa(String.fromCharCode(...mac));
    }),
  );
  return { "webhook-id": id, "webhook-timestamp": seconds, "webhook-signature": signatures.join(" ") };
}

/**
 * Whether one of the signatures was made with one of the secrets within five minutes of now. Answers the id, which is
 * the same on every try. `prefix` is what the names of the headers start with.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export async function verifyStandardWebhook(
  { headers, bytes }: Callback,
  {
    prefix,
    secrets,
    now,
  }: { readonly prefix: "webhook" | "svix"; readonly secrets: SigningSecrets; readonly now: number },
): Promise<Result<{ readonly id: string }, CallbackFailure>> {
  const id = headers.get(`${prefix}-id`);
  const seconds = headers.get(`${prefix}-timestamp`);
  const shown = headers.get(`${prefix}-signature`);
  if (!id || !seconds || !shown) return fail(notSigned);
  const signatures = signaturesIn(shown);
  const signed = signedContent(id, seconds, bytes);
  const tries = secrets.flatMap((key) => signatures.map((signature) => isHmac("SHA-256", { key, signed, signature })));
  if (!(await Promise.all(tries)).includes(true)) return fail(wrongSignature);
  return isRecent(unixTime(seconds), now) ? ok({ id }) : fail(tooOld);
}

/** Some senders set commas between signatures where the standard has spaces alone. */
function signaturesIn(header: string): readonly Bytes[] {
  return header
    .split(/,?\s+/)
    .filter((entry) => entry.startsWith(VERSION))
    .slice(0, MOST_SIGNATURES)
    .flatMap((entry) => fromBase64Url(entry.slice(VERSION.length)) ?? []);
}
