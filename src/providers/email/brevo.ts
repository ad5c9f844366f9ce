import * as z from "zod/mini";
import type { DeliveryEvent } from "../../core/delivery.ts";
import type { Envelope } from "../../core/message.ts";
import { fail, ok } from "../../core/result.ts";
import { readObject, timeOfSeconds } from "../callback.ts";
import { type Outcome, outcomes } from "../events.ts";
import { isObject, textField } from "../json.ts";
import { defineProvider } from "../provider.ts";
import { call, failureOf, noAnswer, readJson, type Verdict, verdicts } from "../reply.ts";
import { apiKey, baseUrl, type Mailbox, mailSettings, renamed } from "../settings.ts";
import { sharedSecretDoubt } from "../signatures/shared-secret.ts";
import { withoutBrackets } from "./message-id.ts";

const settings = z.lazy(() =>
  z.object({
    BREVO_API_KEY: apiKey,
    ...mailSettings,
    /** The bearer token that its webhooks bring along, for it signs none; set where the webhook is made. */
    BREVO_WEBHOOK_TOKEN: z.optional(apiKey),
    BREVO_BASE_URL: baseUrl("https://api.brevo.com"),
  }),
);

/** What its error codes mean where the status alone would mislead; the rest is read from the status. */
const coded: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
  ["unauthorized", verdicts.unauthorized],
  ["permission_denied", verdicts.unauthorized],
  ["not_enough_credits", verdicts.quotaUsedUp],
  ["account_under_validation", verdicts.notConfigured],
]);

const LONGEST_NAME = 70;

const person = ({ name, address }: Mailbox) => ({
  email: address,
  ...(name === null ? {} : { name: [...name].slice(0, LONGEST_NAME).join("") }),
});

const bodyOf = ({ MAIL_FROM, MAIL_REPLY_TO }: z.output<typeof settings>, envelope: Envelope): string =>
  JSON.stringify({
    sender: person(renamed(MAIL_FROM, envelope.senderName)),
    // Whether links are rewritten is a setting of the account alone.
    to: [{ email: envelope.to, contactPixelTrackingConsent: false }],
    replyTo: MAIL_REPLY_TO && person(MAIL_REPLY_TO),
    subject: envelope.subject ?? "",
    textContent: envelope.text,
    htmlContent: envelope.html,
    // A key it takes but promises nothing about.
    headers: { ...envelope.headers, "Idempotency-Key": envelope.idempotencyKey },
  });

const told: ReadonlyMap<string, Outcome> = new Map<string, Outcome>([
  ["request", outcomes.sent],
  ["deferred", outcomes.deferred],
  ["delivered", outcomes.delivered],
  ["soft_bounce", outcomes.bounced],
  ["hard_bounce", outcomes.gone],
  ["invalid_email", outcomes.gone],
  // By the recipient's server, or for something that happened with this account only.
  ["blocked", outcomes.failed],
  ["error", outcomes.failed],
  ["spam", outcomes.complained],
]);

/** What one callback tells, or nothing: it may be about an opened mail. */
function eventIn(callback: Readonly<Record<string, unknown>>, now: number): readonly DeliveryEvent[] {
  const { ts_event: seconds } = callback;
  const name = textField(callback, "event") ?? "";
  const messageId = textField(callback, "message-id");
  const outcome = told.get(name);
  if (outcome === undefined || messageId === undefined) return [];
  const providerMessageId = withoutBrackets(messageId);
  return [
    {
      // It numbers webhooks, not what they tell.
      eventId: [providerMessageId, name, ...(typeof seconds === "number" ? [seconds] : [])].join(" "),
      providerMessageId,
      recipient: null,
      ...outcome,
      at: timeOfSeconds(seconds, now),
      vendorCode: name,
    },
  ];
}

/**
 * @see https://developers.brevo.com/reference/send-transac-email
 * @see https://developers.brevo.com/docs/transactional-webhooks
 */
export const brevo = defineProvider({
  name: "brevo",
  channels: ["email"],
  idempotent: false,
  settings,
  sender: (chosen, outside) => async (envelope) => {
    const response = await call(outside, `${chosen.BREVO_BASE_URL}/v3/smtp/email`, {
      method: "POST",
      headers: {
        "api-key": chosen.BREVO_API_KEY,
        Accept: "application/json",
        "Content-Type": "application/json",
      },
      body: bodyOf(chosen, envelope),
    });
    if (response === undefined) return fail(noAnswer);
    const answer = await readJson(response);
    if (response.ok && isObject(answer)) {
      const id = textField(answer, "messageId");
      return ok({ providerMessageId: id === undefined ? null : withoutBrackets(id) });
    }
    const code = textField(answer, "code");
    return fail(failureOf(response, { now: outside.now(), verdict: coded.get(code ?? ""), vendorCode: code }));
  },
  callbacks: ({ BREVO_WEBHOOK_TOKEN: token }, outside) =>
    token === undefined
      ? undefined
      : async (callback) => {
          const doubt = await sharedSecretDoubt(callback, token);
          return doubt === undefined
            ? readObject(callback.bytes, (object) => eventIn(object, outside.now()))
            : fail(doubt);
        },
});
