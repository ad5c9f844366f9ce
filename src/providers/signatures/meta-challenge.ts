import type { CallbackFailure, CallbackReading } from "../../core/delivery.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import { notSigned, wrongSignature } from "./doubt.ts";
import { isSame } from "./hmac.ts";

/** What Meta asks to read again. Nothing else is: the answer is ours, and the address may be anybody's. */
const CHALLENGE = /^[A-Za-z0-9_-]{1,128}$/;

/**
 * Answers Meta's question whether callbacks are wanted at an address, for whoever knows the token for it.
 *
 * @see https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests
 */
export async function challengeIn(
  url: string,
  verifyToken: string | undefined,
): Promise<Result<CallbackReading, CallbackFailure>> {
  const query = URL.parse(url)?.searchParams;
  const shown = query?.get("hub.verify_token") ?? "";
  const challenge = query?.get("hub.challenge") ?? "";
  if (query?.get("hub.mode") !== "subscribe" || !CHALLENGE.test(challenge)) return fail(notSigned);
  if (verifyToken === undefined || !(await isSame(shown, verifyToken))) return fail(wrongSignature);
  return ok({ events: [], reply: { type: "text/plain", body: challenge } });
}
