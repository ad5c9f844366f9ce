import * as z from "zod/mini";
import type { DeliveryEvent } from "../../core/delivery.ts";
import type { Envelope } from "../../core/message.ts";
import { fail, ok } from "../../core/result.ts";
import { readObject, timeOf } from "../callback.ts";
import { type Outcome, outcomes } from "../events.ts";
import { isObject, textField } from "../json.ts";
import { defineProvider } from "../provider.ts";
import { call, failureOf, noAnswer, readJson, type Verdict, verdicts } from "../reply.ts";
import { apiKey, baseUrl, mailboxText, mailSettings, renamed, webhookSecrets } from "../settings.ts";
import { verifyStandardWebhook } from "../signatures/standard-webhooks.ts";
import { vendorCodeOf } from "../vendor-code.ts";

const settings = z.lazy(() =>
  z.object({
    RESEND_API_KEY: apiKey,
    ...mailSettings,
    /** Of the webhook, if there is one. */
    RESEND_WEBHOOK_SECRET: z.optional(webhookSecrets),
    RESEND_BASE_URL: baseUrl("https://api.resend.com"),
  }),
);

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

const told: ReadonlyMap<string, Outcome> = new Map<string, Outcome>([
  ["email.sent", outcomes.sent],
  ["email.delivery_delayed", outcomes.deferred],
  ["email.delivered", outcomes.delivered],
  ["email.bounced", outcomes.bounced],
  ["email.failed", outcomes.failed],
  ["email.suppressed", outcomes.suppressed],
  ["email.complained", outcomes.complained],
]);

/** What one callback tells, or nothing: it may be about an opened mail. */
function eventIn(callback: unknown, eventId: string, now: number): readonly DeliveryEvent[] {
  const data = isObject(callback) ? callback["data"] : undefined;
  const providerMessageId = textField(data, "email_id");
  const outcome = told.get(textField(callback, "type") ?? "");
  if (!isObject(data) || providerMessageId === undefined || outcome === undefined) return [];
  const { bounce } = data;
  const code = textField(bounce, "subType") ?? textField(data["failed"] ?? data["suppressed"], "reason");
  return [
    {
      eventId,
      providerMessageId,
      recipient: null,
      ...(textField(bounce, "type") === "Permanent" ? outcomes.gone : outcome),
      at: timeOf(textField(callback, "created_at"), now),
      vendorCode: vendorCodeOf(code),
    },
  ];
}

/**
 * @see https://resend.com/docs/api-reference/emails/send-email
 * @see https://resend.com/docs/webhooks/introduction
 */
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
  callbacks: ({ RESEND_WEBHOOK_SECRET: secrets }, outside) =>
    secrets &&
    (async (callback) => {
      const now = outside.now();
      const signed = await verifyStandardWebhook(callback, { prefix: "svix", secrets, now });
      if (!signed.ok) return signed;
      return readObject(callback.bytes, (object) => eventIn(object, signed.value.id, now));
    }),
});
