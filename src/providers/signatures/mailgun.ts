import type { CallbackFailure } from "../../core/delivery.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import { textField } from "../json.ts";
import { isRecent, unixTime } from "./age.ts";
import { fromHex } from "./bytes.ts";
import { notSigned, tooOld, wrongSignature } from "./doubt.ts";
import { isHmac } from "./hmac.ts";

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
  if (!seconds || !token || !signature) return fail(notSigned);
  const genuine = await isHmac("SHA-256", { key, signed: seconds + token, signature: fromHex(signature) });
  if (!genuine) return fail(wrongSignature);
  return isRecent(unixTime(seconds), now) ? ok({ token }) : fail(tooOld);
}
