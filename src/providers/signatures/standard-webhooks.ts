import { fromBase64Url } from "../../core/base64url.ts";
import type { Callback, CallbackFailure } from "../../core/delivery.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import { isRecent } from "./age.ts";
import { hmacKey } from "./hmac-sha256.ts";

const TOLERANCE_MS = 5 * 60_000;
const VERSION = "v1,";
// Each costs a computation, and a header has room for hundreds.
const MOST_SIGNATURES = 8;

const encoder = new TextEncoder();

/** Keys that count at the same time: more than one while they are being changed. */
export type SigningSecrets = readonly Uint8Array<ArrayBuffer>[];

function signedContent(id: string, seconds: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = encoder.encode(`${id}.${seconds}.`);
  const content = new Uint8Array(head.length + body.length);
  content.set(head);
  content.set(body, head.length);
  return content;
}

/** The three headers that show who sent `body`: a signature with each secret, so that receivers may have either. */
export async function signStandardWebhook(
  { id, at, body }: { readonly id: string; readonly at: number; readonly body: string },
  secrets: SigningSecrets,
): Promise<Readonly<Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string>>> {
  const seconds = String(Math.floor(at / 1_000));
  const content = signedContent(id, seconds, encoder.encode(body));
  const signatures = await Promise.all(
    secrets.map(async (secret) => {
      const mac = await crypto.subtle.sign("HMAC", await hmacKey(secret, "sign"), content);
      return VERSION + btoa(String.fromCharCode(...new Uint8Array(mac)));
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
  if (!id || !seconds || !shown) return fail({ reason: "not_signed" });
  const signatures = signaturesIn(shown);
  const content = signedContent(id, seconds, bytes);
  for (const secret of secrets) {
    const key = await hmacKey(secret, "verify");
    for (const signature of signatures) {
      if (!(await crypto.subtle.verify("HMAC", key, signature, content))) continue;
      return isRecent(seconds, now, TOLERANCE_MS) ? ok({ id }) : fail({ reason: "too_old" });
    }
  }
  return fail({ reason: "wrong_signature" });
}

/** Some senders set commas between signatures where the standard has spaces alone. */
function signaturesIn(header: string): readonly Uint8Array<ArrayBuffer>[] {
  return header
    .split(/,?\s+/)
    .filter((entry) => entry.startsWith(VERSION))
    .slice(0, MOST_SIGNATURES)
    .flatMap((entry) => fromBase64Url(entry.slice(VERSION.length)) ?? []);
}
