import * as z from "zod";
import type { DeliveryEvent, DeliveryStatus } from "../../core/delivery.ts";
import type { Envelope, SpeechPart } from "../../core/message.ts";
import { fail } from "../../core/result.ts";
import { timeOf } from "../callback.ts";
import { messageEvent } from "../events.ts";
import { textField } from "../json.ts";
import { callerNumber, withoutPlus } from "../phone-sender.ts";
import { defineProvider } from "../provider.ts";
import { verdicts } from "../reply.ts";
import { apiKey, baseUrl } from "../settings.ts";
import { vendorCodeOf } from "../vendor-code.ts";
import { postToVonage, vonageCallback } from "../vonage-account.ts";
import { voiceLanguage } from "./languages.ts";
import { ssml } from "./speech.ts";
import { createTokens, privateKey } from "./vonage-token.ts";

const settings = z.object({
  VONAGE_APPLICATION_ID: apiKey,
  VONAGE_PRIVATE_KEY: privateKey,
  VONAGE_VOICE_FROM: callerNumber,
  /** Which of the voices of a language. */
  VONAGE_VOICE_STYLE: z.coerce.number("a number from 0").int("a number from 0").min(0, "a number from 0").default(0),
  /** Of the account; without it nothing tells its callbacks from anybody's. */
  VONAGE_SIGNATURE_SECRET: apiKey.optional(),
  VONAGE_BASE_URL: baseUrl("https://api.nexmo.com"),
});

const bodyOf = (
  { VONAGE_VOICE_FROM, VONAGE_VOICE_STYLE }: z.output<typeof settings>,
  { to, locale, callbackUrl }: Envelope,
  speech: readonly SpeechPart[],
) => ({
  to: [{ type: "phone", number: withoutPlus(to) }],
  from: { type: "phone", number: withoutPlus(VONAGE_VOICE_FROM) },
  ncco: [{ action: "talk", text: ssml(speech), language: voiceLanguage(locale), style: VONAGE_VOICE_STYLE }],
  // Seconds. No code is for a mailbox.
  ringing_timer: 25,
  length_timer: 60,
  machine_detection: "hangup",
  ...(callbackUrl === undefined ? {} : { event_url: [callbackUrl], event_method: "POST" }),
});

/** How calls end. "machine" is a mailbox that was hung up on, before it heard a code. */
const statuses: ReadonlyMap<string, DeliveryStatus> = new Map([
  ["completed", "delivered"],
  ["busy", "failed"],
  ["timeout", "failed"],
  ["unanswered", "failed"],
  ["failed", "failed"],
  ["rejected", "failed"],
  ["cancelled", "failed"],
  ["machine", "failed"],
]);

function eventsIn(event: Readonly<Record<string, unknown>>, now: number): readonly DeliveryEvent[] {
  const id = textField(event, "uuid");
  const word = textField(event, "status") ?? "";
  const status = statuses.get(word);
  if (id === undefined || status === undefined) return [];
  const vendorCode = status === "failed" ? vendorCodeOf(word) : null;
  const at = timeOf(textField(event, "timestamp"), now);
  return [messageEvent({ id, word, status, at, permanent: false, vendorCode })];
}

/** @see https://developer.vonage.com/en/api/voice#createCall */
export const vonageCall = defineProvider({
  name: "vonage-voice",
  channels: ["voice"],
  idempotent: false,
  settings,
  sender: (chosen, outside) => {
    const tokenFor = createTokens(
      { applicationId: chosen.VONAGE_APPLICATION_ID, pem: chosen.VONAGE_PRIVATE_KEY },
      outside,
    );
    return async (envelope) => {
      const { speech } = envelope;
      if (speech === undefined) return fail(verdicts.rejected);
      const token = await tokenFor();
      // It looked like a key, and is none.
      if (token === undefined) return fail(verdicts.notConfigured);
      return postToVonage(outside, {
        url: `${chosen.VONAGE_BASE_URL}/v1/calls`,
        authorization: `Bearer ${token}`,
        body: bodyOf(chosen, envelope, speech),
        id: "uuid",
      });
    };
  },
  callbacks: ({ VONAGE_SIGNATURE_SECRET: secret }, { now }) =>
    secret === undefined ? undefined : vonageCallback({ secret, now }, (event) => eventsIn(event, now())),
});
