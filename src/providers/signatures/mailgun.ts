import type { CallbackFailure } from "../../core/delivery.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import { textField } from "../reply.ts";
import { isRecent } from "./age.ts";
import { hmacKey } from "./hmac-sha256.ts";

const TOLERANCE_MS = 5 * 60_000;
const HEX = /^(?:[0-9a-f]{2}){32}$/i;

const encoder = new TextEncoder();

/**
 * Whether a time and a token were signed with `key` within five minutes of now. The signature stands in the body and
 * covers nothing else of it: whoever sees one callback can make others with its token. So the token, which it answers,
 * is to be taken once.
 *
 * @see https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks
 */
export async function verifyMailgun(
  shown: unknown,
  { key, now }: { readonly key: string; readonly now: number },
): Promise<Result<{ readonly token: string }, CallbackFailure>> {
  const seconds = textField(shown, "timestamp");
  const token = textField(shown, "token");
  const signature = textField(shown, "signature");
  if (!seconds || !token || !signature) return fail({ reason: "not_signed" });
  if (!HEX.test(signature)) return fail({ reason: "wrong_signature" });
  const signed = await crypto.subtle.verify(
    "HMAC",
    await hmacKey(encoder.encode(key), "verify"),
    Uint8Array.from(signature.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)),
    encoder.encode(seconds + token),
  );
  if (!signed) return fail({ reason: "wrong_signature" });
  return isRecent(seconds, now, TOLERANCE_MS) ? ok({ token }) : fail({ reason: "too_old" });
}
