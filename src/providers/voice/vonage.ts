import * as z from "zod/mini";
import type { DeliveryEvent, DeliveryStatus } from "../../core/delivery.ts";
import type { Envelope } from "../../core/message.ts";
import { fail } from "../../core/result.ts";
import type { Scene } from "../../core/scene.ts";
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
import { ncco } from "./ncco.ts";
import { lengthOf } from "./speech.ts";
import { createTokens, privateKey } from "./vonage-token.ts";

const settings = z.lazy(() =>
  z.object({
    VONAGE_APPLICATION_ID: apiKey,
    VONAGE_PRIVATE_KEY: privateKey,
    VONAGE_VOICE_FROM: callerNumber,
    /** Which of the voices of a language. */
    VONAGE_VOICE_STYLE: z._default(
      z.coerce.number("a number from 0").check(z.int("a number from 0"), z.gte(0, "a number from 0")),
      0,
    ),
    /**
     * Of the account. Without it nothing tells who says that a key was pressed, so that the code would have to be in the
     * call from its beginning, in whoever's hands that is: Vonage's guess at what is a mailbox is at times wrong.
     */
    VONAGE_SIGNATURE_SECRET: apiKey,
    VONAGE_BASE_URL: baseUrl("https://api.nexmo.com"),
  }),
);

const actionsOf = (scene: Scene, locale: string, { VONAGE_VOICE_STYLE: style }: z.output<typeof settings>) =>
  ncco(scene, { language: voiceLanguage(locale), style });

const bodyOf = (chosen: z.output<typeof settings>, { to, locale, callbackUrl }: Envelope, scene: Scene) => ({
  to: [{ type: "phone", number: withoutPlus(to) }],
  from: { type: "phone", number: withoutPlus(chosen.VONAGE_VOICE_FROM) },
  ncco: actionsOf(scene, locale, chosen),
  // Seconds. Nothing is for a mailbox.
  ringing_timer: 25,
  length_timer: lengthOf(scene),
  machine_detection: "hangup",
  ...(callbackUrl === undefined ? {} : { event_url: [callbackUrl], event_method: "POST" }),
});

/** How calls end. "machine" is a mailbox that was hung up on. */
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
      const { scene } = envelope;
      if (scene === undefined) return fail(verdicts.rejected);
      const token = await tokenFor();
      // It looked like a key, and is none.
      if (token === undefined) return fail(verdicts.notConfigured);
      return postToVonage(outside, {
        url: `${chosen.VONAGE_BASE_URL}/v1/calls`,
        authorization: `Bearer ${token}`,
        body: bodyOf(chosen, envelope, scene),
        id: "uuid",
      });
    };
  },
  callbacks: ({ VONAGE_SIGNATURE_SECRET: secret }, { now }) =>
    vonageCallback({ secret, now }, (event) => ({ events: eventsIn(event, now()) })),
  conversation: (chosen, { now }) => ({
    // The address is not signed, only the body is: but nobody has a signed body except Vonage and us.
    read: vonageCallback({ secret: chosen.VONAGE_SIGNATURE_SECRET, now }, (event) => ({
      pressed: textField(event["dtmf"], "digits")?.[0] ?? null,
    })),
    script: (scene, locale) => ({ type: "application/json", body: JSON.stringify(actionsOf(scene, locale, chosen)) }),
  }),
});
