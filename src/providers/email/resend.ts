import * as z from "zod";
import type { Envelope } from "../../core/message.ts";
import { fail, ok } from "../../core/result.ts";
import { defineProvider } from "../provider.ts";
import { call, failureOf, isObject, noAnswer, readJson, textField, type Verdict, verdicts } from "../reply.ts";
import { apiKey, baseUrl, mailbox, mailboxText, renamed } from "../settings.ts";

const settings = z.object({
  RESEND_API_KEY: apiKey,
  MAIL_FROM: mailbox,
  MAIL_REPLY_TO: mailbox.optional(),
  RESEND_BASE_URL: baseUrl("https://api.resend.com"),
});

/** What its error names mean where the status alone would mislead; the rest is read from the status. */
const named: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
  ["rate_limit_exceeded", verdicts.throttled],
  // Our own earlier try is still under way; its answer can be had in a moment.
  ["concurrent_idempotent_requests", verdicts.throttled],
  // Used up until tomorrow or next month: waiting does not help this message.
  ["daily_quota_exceeded", verdicts.quotaUsedUp],
  ["monthly_quota_exceeded", verdicts.quotaUsedUp],
  ["application_error", verdicts.unreachable],
  ["internal_server_error", verdicts.unreachable],
  ["missing_api_key", verdicts.unauthorized],
  ["restricted_api_key", verdicts.unauthorized],
  ["invalid_api_key", verdicts.unauthorized],
]);

const bodyOf = ({ MAIL_FROM, MAIL_REPLY_TO }: z.output<typeof settings>, envelope: Envelope): string =>
  JSON.stringify({
    from: mailboxText(renamed(MAIL_FROM, envelope.senderName)),
    to: [envelope.to],
    reply_to: MAIL_REPLY_TO && mailboxText(MAIL_REPLY_TO),
    subject: envelope.subject ?? "",
    text: envelope.text,
    html: envelope.html,
    headers: envelope.headers,
  });

/** @see https://resend.com/docs/api-reference/emails/send-email */
export const resend = defineProvider({
  name: "resend",
  channels: ["email"],
  idempotent: true,
  settings,
  sender: (chosen, outside) => async (envelope) => {
    const response = await call(outside, `${chosen.RESEND_BASE_URL}/emails`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${chosen.RESEND_API_KEY}`,
        "Content-Type": "application/json",
        // Kept there for 24 hours: a second try of a message that did go out does not send it again.
        "Idempotency-Key": envelope.idempotencyKey,
      },
      body: bodyOf(chosen, envelope),
    });
    if (response === undefined) return fail(noAnswer);
    const answer = await readJson(response);
    if (response.ok && isObject(answer)) return ok({ providerMessageId: textField(answer, "id") ?? null });
    const name = textField(answer, "name") ?? "";
    return fail(failureOf(response, { now: outside.now(), verdict: named.get(name), vendorCode: name }));
  },
});
