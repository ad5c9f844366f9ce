import * as z from "zod/mini";
import type { Envelope } from "../../core/message.ts";
import { fail, ok } from "../../core/result.ts";
import { errorName, namedVerdict } from "../amazon/errors.ts";
import { readSesEvents } from "../amazon/ses-events.ts";
import { amazonSettings, signedCall } from "../amazon/signed-call.ts";
import { isObject, textField } from "../json.ts";
import { defineProvider } from "../provider.ts";
import { failureOf, noAnswer, readJson, type Verdict, verdicts } from "../reply.ts";
import { baseUrl, mailSettings, renamed } from "../settings.ts";
import { snsCallbacks, topicArn } from "../signatures/sns.ts";
import { asciiMailboxText } from "./encoded-words.ts";

const settings = z.lazy(() =>
  z.object({
    ...amazonSettings,
    ...mailSettings,
    SES_CONFIGURATION_SET: z.optional(
      z.string().check(z.trim(), z.regex(/^[A-Za-z0-9_-]{1,64}$/, "has a character no configuration set has")),
    ),
    SES_BASE_URL: baseUrl("https://email.{region}.amazonaws.com"),
    AWS_SNS_TOPIC_ARN: z.optional(topicArn),
  }),
);

const own: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
  // The day's quota: waiting does not help this message.
  ["LimitExceededException", verdicts.quotaUsedUp],
  ["AccountSuspendedException", verdicts.unauthorized],
  ["SendingPausedException", verdicts.unauthorized],
  ["MailFromDomainNotVerifiedException", verdicts.notConfigured],
  // There is no such configuration set.
  ["NotFoundException", verdicts.notConfigured],
]);

/** In the same error as a message it will not carry: an account that may not write to, or as, this address yet. */
const NOT_VERIFIED = /\bnot verified\b/i;

const verdictOf = (name: string, message: string): Verdict | undefined =>
  name === "MessageRejected" && NOT_VERIFIED.test(message) ? verdicts.notConfigured : namedVerdict(name, own);

const utf8 = (text: string) => ({ Data: text, Charset: "UTF-8" });

/** Links that Amazon rewrites would take the code to another domain. */
const trackingOff = { Tracking: { OpenTrackingEnabled: "DISABLED", ClickTrackingEnabled: "DISABLED" } };

const bodyOf = (chosen: z.output<typeof settings>, envelope: Envelope): string =>
  JSON.stringify({
    FromEmailAddress: asciiMailboxText(renamed(chosen.MAIL_FROM, envelope.senderName)),
    Destination: { ToAddresses: [envelope.to] },
    ReplyToAddresses: chosen.MAIL_REPLY_TO && [asciiMailboxText(chosen.MAIL_REPLY_TO)],
    Content: {
      Simple: {
        Subject: utf8(envelope.subject ?? ""),
        Body: { Text: utf8(envelope.text), Html: envelope.html === undefined ? undefined : utf8(envelope.html) },
        Headers: envelope.headers && Object.entries(envelope.headers).map(([Name, Value]) => ({ Name, Value })),
      },
    },
    ...(chosen.SES_CONFIGURATION_SET === undefined
      ? {}
      : { ConfigurationSetName: chosen.SES_CONFIGURATION_SET, ConfigurationOverrides: trackingOff }),
  });

/** @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html */
export const ses = defineProvider({
  name: "ses",
  channels: ["email"],
  idempotent: false,
  settings,
  sender: (chosen, outside) => async (envelope) => {
    const response = await signedCall(outside, chosen, {
      service: "ses",
      base: chosen.SES_BASE_URL,
      path: "/v2/email/outbound-emails",
      headers: { "Content-Type": "application/json" },
      body: bodyOf(chosen, envelope),
    });
    if (response === undefined) return fail(noAnswer);
    const answer = await readJson(response);
    if (response.ok && isObject(answer)) return ok({ providerMessageId: textField(answer, "MessageId") ?? null });
    const name = errorName(response.headers.get("x-amzn-errortype") ?? textField(answer, "__type") ?? "");
    const message = textField(answer, "message") ?? textField(answer, "Message") ?? "";
    return fail(failureOf(response, { now: outside.now(), verdict: verdictOf(name, message), vendorCode: name }));
  },
  callbacks: ({ AWS_SNS_TOPIC_ARN }, outside) =>
    AWS_SNS_TOPIC_ARN === undefined ? undefined : snsCallbacks(AWS_SNS_TOPIC_ARN, outside, readSesEvents),
});
