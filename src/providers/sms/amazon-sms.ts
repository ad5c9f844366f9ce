import * as z from "zod/mini";
import type { Envelope } from "../../core/message.ts";
import { fail, ok } from "../../core/result.ts";
import { errorName, namedVerdict } from "../amazon/errors.ts";
import { askedSenderId } from "../amazon/sender-id.ts";
import { amazonSettings, signedCall } from "../amazon/signed-call.ts";
import { isObject, textField } from "../json.ts";
import { secondsLeft } from "../lifetime.ts";
import { defineProvider } from "../provider.ts";
import { failureOf, noAnswer, readJson, type Verdict, verdicts } from "../reply.ts";
import { baseUrl } from "../settings.ts";

const resource = z
  .string()
  .check(z.trim(), z.regex(/^[A-Za-z0-9_:/+-]{1,256}$/, "has a character no name, id or ARN has"));

const settings = z.lazy(() =>
  z.object({
    ...amazonSettings,
    AWS_SMS_ORIGINATION_IDENTITY: resource,
    AWS_SMS_CONFIGURATION_SET: z.optional(resource),
    AWS_SMS_PROTECT_CONFIGURATION: z.optional(resource),
    AWS_SMS_BASE_URL: baseUrl("https://sms-voice.{region}.amazonaws.com"),
  }),
);

const own: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
  // The month's spending limit, for one.
  ["ServiceQuotaExceededException", verdicts.quotaUsedUp],
  ["ResourceNotFoundException", verdicts.notConfigured],
  // What was configured contradicts itself, unless its reason says otherwise.
  ["ConflictException", verdicts.notConfigured],
  ["ValidationException", verdicts.rejected],
]);

/** Reasons that say more than the error they come with. */
const reasons: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
  ["DESTINATION_PHONE_NUMBER_OPTED_OUT", verdicts.suppressed],
  // This account does not reach that country, or not as this sender; another provider may.
  ["CHANNEL_NOT_ENABLED", verdicts.notConfigured],
  ["COUNTRY_NOT_ENABLED", verdicts.notConfigured],
  ["DESTINATION_COUNTRY_BLOCKED", verdicts.notConfigured],
  ["INTERNATIONAL_SENDING_NOT_SUPPORTED", verdicts.notConfigured],
  ["INVALID_IDENTITY_FOR_DESTINATION_COUNTRY", verdicts.notConfigured],
  ["SENDER_ID_NOT_REGISTERED", verdicts.notConfigured],
  ["SENDER_ID_NOT_SUPPORTED", verdicts.notConfigured],
  ["SENDER_ID_REQUIRES_REGISTRATION", verdicts.notConfigured],
]);

const bodyOf = (chosen: z.output<typeof settings>, envelope: Envelope, now: number): string =>
  JSON.stringify({
    DestinationPhoneNumber: envelope.to,
    OriginationIdentity: askedSenderId(envelope) ?? chosen.AWS_SMS_ORIGINATION_IDENTITY,
    MessageBody: envelope.text,
    MessageType: "TRANSACTIONAL",
    ConfigurationSetName: chosen.AWS_SMS_CONFIGURATION_SET,
    ProtectConfigurationId: chosen.AWS_SMS_PROTECT_CONFIGURATION,
    TimeToLive: secondsLeft(envelope, { now, least: 5, most: 259_200 }),
    // Comes back in the events of the configuration set.
    Context: { message: envelope.id },
  });

/** @see https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html */
export const amazonSms = defineProvider({
  name: "amazon-sms",
  channels: ["sms"],
  idempotent: false,
  settings,
  sender: (chosen, outside) => async (envelope) => {
    const now = outside.now();
    const response = await signedCall(outside, chosen, {
      service: "sms-voice",
      base: chosen.AWS_SMS_BASE_URL,
      path: "/",
      headers: {
        "Content-Type": "application/x-amz-json-1.0",
        "X-Amz-Target": "PinpointSMSVoiceV2.SendTextMessage",
      },
      body: bodyOf(chosen, envelope, now),
    });
    if (response === undefined) return fail(noAnswer);
    const answer = await readJson(response);
    if (response.ok && isObject(answer)) return ok({ providerMessageId: textField(answer, "MessageId") ?? null });
    const name = errorName(textField(answer, "__type") ?? "");
    const reason = textField(answer, "Reason");
    const verdict = reasons.get(reason ?? "") ?? namedVerdict(name, own);
    return fail(failureOf(response, { now: outside.now(), verdict, vendorCode: reason ?? name }));
  },
});
