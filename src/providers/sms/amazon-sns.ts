import * as z from "zod/mini";
import type { Envelope } from "../../core/message.ts";
import { fail, ok } from "../../core/result.ts";
import { namedVerdict } from "../amazon/errors.ts";
import { askedSenderId, isSenderId } from "../amazon/sender-id.ts";
import { amazonSettings, signedCall } from "../amazon/signed-call.ts";
import { readXml } from "../amazon/xml.ts";
import { defineProvider } from "../provider.ts";
import { failureOf, noAnswer, readText, type Verdict, verdicts } from "../reply.ts";
import { baseUrl } from "../settings.ts";

const settings = z.lazy(() =>
  z.object({
    ...amazonSettings,
    AWS_SNS_SENDER_ID: z.optional(
      z
        .string()
        .check(z.trim(), z.refine(isSenderId, "write at most 11 letters, digits and dashes, one of them a letter")),
    ),
    AWS_SNS_BASE_URL: baseUrl("https://sns.{region}.amazonaws.com"),
  }),
);

const own: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
  ["KMSThrottling", verdicts.throttled],
  ["NotFound", verdicts.notConfigured],
  ["OptedOut", verdicts.suppressed],
]);

/** It has no code of its own for a person who asked for no more texts. */
const OPTED_OUT = /\bopted out\b/i;

const verdictOf = (code: string, message: string): Verdict | undefined =>
  code === "InvalidParameter" && OPTED_OUT.test(message) ? verdicts.suppressed : namedVerdict(code, own);

const bodyOf = ({ AWS_SNS_SENDER_ID }: z.output<typeof settings>, envelope: Envelope): string => {
  const senderId = askedSenderId(envelope) ?? AWS_SNS_SENDER_ID;
  const attributes = [
    ["AWS.SNS.SMS.SMSType", "Transactional"],
    ...(senderId === undefined ? [] : [["AWS.SNS.SMS.SenderID", senderId]]),
  ];
  return new URLSearchParams([
    ["Action", "Publish"],
    ["Version", "2010-03-31"],
    ["PhoneNumber", envelope.to],
    ["Message", envelope.text],
    ...attributes.flatMap(([name = "", value = ""], index) => {
      const entry = `MessageAttributes.entry.${index + 1}`;
      return [
        [`${entry}.Name`, name],
        [`${entry}.Value.DataType`, "String"],
        [`${entry}.Value.StringValue`, value],
      ];
    }),
  ]).toString();
};

/** @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const amazonSns = defineProvider({
  name: "amazon-sns",
  channels: ["sms"],
  idempotent: false,
  settings,
  sender: (chosen, outside) => async (envelope) => {
    const response = await signedCall(outside, chosen, {
      service: "sns",
      base: chosen.AWS_SNS_BASE_URL,
      path: "/",
      headers: { "Content-Type": "application/x-www-form-urlencoded; charset=utf-8" },
      body: bodyOf(chosen, envelope),
    });
    if (response === undefined) return fail(noAnswer);
    const answer = readXml((await readText(response)) ?? "");
    const id = answer?.get("PublishResponse/PublishResult/MessageId");
    if (response.ok && id !== undefined) return ok({ providerMessageId: id });
    const code = answer?.get("ErrorResponse/Error/Code") ?? "";
    const message = answer?.get("ErrorResponse/Error/Message") ?? "";
    return fail(failureOf(response, { now: outside.now(), verdict: verdictOf(code, message), vendorCode: code }));
  },
});
