import * as z from "zod/mini";
import type { Callback, CallbackFailure } from "../core/delivery.ts";
import type { Receipt, SendFailure } from "../core/message.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { formIn } from "./callback.ts";
import { isObject, textField } from "./json.ts";
import type { Outside } from "./provider.ts";
import { byCode, call, failureOf, noAnswer, readJson, verdicts } from "./reply.ts";
import { apiKey, baseUrl } from "./settings.ts";
import { twilioDoubt } from "./signatures/twilio.ts";

/** What texts and calls share: the account, and how it is asked. */
export const twilioAccount = {
  TWILIO_ACCOUNT_SID: apiKey.check(z.regex(/^AC[0-9a-fA-F]{32}$/, "starts with AC and has 34 characters")),
  /** Needed even beside an API key: callbacks are signed with it. */
  TWILIO_AUTH_TOKEN: apiKey,
  TWILIO_API_KEY_SID: z.optional(apiKey.check(z.regex(/^SK[0-9a-fA-F]{32}$/, "starts with SK and has 34 characters"))),
  TWILIO_API_KEY_SECRET: z.optional(apiKey),
  TWILIO_BASE_URL: baseUrl("https://api.twilio.com"),
};

type Account = z.output<z.ZodMiniObject<typeof twilioAccount>>;

/** An API key is a pair. */
export function wholeApiKey(chosen: Account, context: z.core.$RefinementCtx<Account>): void {
  const { TWILIO_API_KEY_SID: sid, TWILIO_API_KEY_SECRET: secret } = chosen;
  if ((sid === undefined) === (secret === undefined)) return;
  const missing = sid === undefined ? "TWILIO_API_KEY_SID" : "TWILIO_API_KEY_SECRET";
  context.addIssue({ code: "custom", path: [missing], message: "goes with the other half of the API key" });
}

/** Error codes by what they mean; the rest is read from the status. */
const named = byCode([
  [verdicts.throttled, [20429, 21611, 30001]],
  [verdicts.unreachable, [20500]],
  [verdicts.unauthorized, [20003, 30002]],
  // The account, the sender, or the countries that the account may reach.
  [verdicts.notConfigured, [20404, 21212, 21215, 21408, 21606, 21703, 30034]],
  // Not a number, not a mobile, not reachable; the last two were stopped as fraud, and would be elsewhere.
  [verdicts.undeliverable, [21211, 21214, 21217, 21612, 21614, 30003, 30004, 30005, 30006, 21216, 30450]],
  [verdicts.suppressed, [21610]],
  [verdicts.rejected, [21602, 21617]],
]);

/** Asks the account for a new message or call. Nothing of Twilio's is idempotent: a second request is a second one. */
export async function postToTwilio(
  { outside, account }: { readonly outside: Outside; readonly account: Account },
  resource: "Messages" | "Calls",
  form: URLSearchParams,
): Promise<Result<Receipt, SendFailure>> {
  const sid = account.TWILIO_ACCOUNT_SID;
  const user = account.TWILIO_API_KEY_SID ?? sid;
  const password = account.TWILIO_API_KEY_SECRET ?? account.TWILIO_AUTH_TOKEN;
  const response = await call(outside, `${account.TWILIO_BASE_URL}/2010-04-01/Accounts/${sid}/${resource}.json`, {
    method: "POST",
    headers: {
      Authorization: `Basic ${btoa(`${user}:${password}`)}`,
      "Content-Type": "application/x-www-form-urlencoded",
    },
    body: form.toString(),
  });
  if (response === undefined) return fail(noAnswer);
  const answer = await readJson(response);
  if (response.ok && isObject(answer)) return ok({ providerMessageId: textField(answer, "sid") ?? null });
  const code = isObject(answer) && typeof answer["code"] === "number" ? answer["code"] : undefined;
  return fail(
    failureOf(response, {
      now: outside.now(),
      verdict: code === undefined ? undefined : named.get(code),
      vendorCode: code?.toString(),
    }),
  );
}

/** Believes what the auth token signed and hands its fields on. */
export const twilioCallback =
  <Reading>(authToken: string, read: (form: URLSearchParams) => Reading) =>
  async (callback: Callback): Promise<Result<Reading, CallbackFailure>> => {
    const doubt = await twilioDoubt(callback, authToken);
    return doubt === undefined ? ok(read(formIn(callback.bytes))) : fail(doubt);
  };
