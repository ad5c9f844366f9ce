import * as z from "zod/mini";
import type { DeliveryEvent, DeliveryStatus } from "../../core/delivery.ts";
import type { Envelope } from "../../core/message.ts";
import { fail } from "../../core/result.ts";
import type { Scene } from "../../core/scene.ts";
import { timeOf } from "../callback.ts";
import { messageEvent } from "../events.ts";
import { callerNumber } from "../phone-sender.ts";
import { defineProvider } from "../provider.ts";
import { verdicts } from "../reply.ts";
import { postToTwilio, twilioAccount, twilioCallback, wholeApiKey } from "../twilio-account.ts";
import { vendorCodeOf } from "../vendor-code.ts";
import { type VoiceLanguage, voiceLanguage } from "./languages.ts";
import { lengthOf } from "./speech.ts";
import { twiml } from "./twiml.ts";

const settings = z.lazy(() =>
  z
    .object({
      ...twilioAccount,
      /** A number of the account, or one it has proved to hold. */
      TWILIO_VOICE_FROM: callerNumber,
      /** A voice that reads markup, in place of the one for its language: Google's name it, Polly's is English. */
      TWILIO_VOICE: z.optional(
        z.string().check(z.trim(), z.regex(/^(?:Polly|Google)\.[A-Za-z0-9-]+$/, 'starts with "Polly." or "Google."')),
      ),
    })
    .check(z.superRefine(wholeApiKey)),
);

/** Voices that read the markup for slow digits: Twilio's own do not. */
const voices: Readonly<Record<VoiceLanguage, string>> = {
  "en-US": "Polly.Joanna",
  "en-GB": "Polly.Amy",
  "en-AU": "Polly.Nicole",
  "en-IN": "Polly.Raveena",
  "es-ES": "Polly.Lucia",
  "es-MX": "Polly.Mia",
  "es-US": "Polly.Lupe",
  "pt-BR": "Polly.Camila",
  "fr-FR": "Polly.Lea",
  "fr-CA": "Polly.Chantal",
  "de-DE": "Polly.Vicki",
  ar: "Polly.Zeina",
  "ja-JP": "Polly.Mizuki",
  "cmn-CN": "Polly.Zhiyu",
  "hi-IN": "Polly.Aditi",
  "id-ID": "Google.id-ID-Standard-A",
  "tr-TR": "Polly.Filiz",
  "it-IT": "Polly.Bianca",
  "pl-PL": "Polly.Maja",
  "nl-NL": "Polly.Lotte",
  "uk-UA": "Google.uk-UA-Standard-A",
};

/** Polly's name for the Arabic of the news. */
const tagOf = (language: VoiceLanguage): string => (language === "ar" ? "arb" : language);

/** The voice of a language: the one in the settings if it speaks that. */
function voiceOf(language: VoiceLanguage, chosen: string | undefined): string {
  const itsLanguage = /^Google\.([a-z]+)/.exec(chosen ?? "")?.[1] ?? "en";
  return chosen !== undefined && language.startsWith(itsLanguage) ? chosen : voices[language];
}

function documentOf(scene: Scene, locale: string, { TWILIO_VOICE }: z.output<typeof settings>): string {
  const language = voiceLanguage(locale);
  return twiml(scene, { language: tagOf(language), voice: voiceOf(language, TWILIO_VOICE) });
}

const formOf = (
  chosen: z.output<typeof settings>,
  { to, locale, callbackUrl }: Envelope,
  scene: Scene,
): URLSearchParams =>
  new URLSearchParams({
    To: to,
    From: chosen.TWILIO_VOICE_FROM,
    // An address to fetch the words from would win over these.
    Twiml: documentOf(scene, locale, chosen),
    // Seconds. A mailbox takes over after half a minute of ringing: nothing is for a mailbox.
    Timeout: "25",
    TimeLimit: String(lengthOf(scene)),
    ...(callbackUrl === undefined ? {} : { StatusCallback: callbackUrl, StatusCallbackEvent: "completed" }),
  });

/** How calls end. That it was picked up is all there is to know of the first. */
const statuses: ReadonlyMap<string, DeliveryStatus> = new Map([
  ["completed", "delivered"],
  ["busy", "failed"],
  ["no-answer", "failed"],
  ["failed", "failed"],
  ["canceled", "failed"],
]);

function eventsIn(form: URLSearchParams, now: number): readonly DeliveryEvent[] {
  const id = form.get("CallSid");
  const word = form.get("CallStatus") ?? "";
  const status = statuses.get(word);
  if (id === null || status === undefined) return [];
  const vendorCode = status === "failed" ? vendorCodeOf(word) : null;
  return [messageEvent({ id, word, status, at: timeOf(form.get("Timestamp"), now), permanent: false, vendorCode })];
}

/** @see https://www.twilio.com/docs/voice/api/call-resource */
export const twilioCall = defineProvider({
  name: "twilio-voice",
  channels: ["voice"],
  idempotent: false,
  settings,
  sender: (account, outside) => async (envelope) => {
    const { scene } = envelope;
    if (scene === undefined) return fail(verdicts.rejected);
    return postToTwilio({ outside, account }, "Calls", formOf(account, envelope, scene));
  },
  callbacks: ({ TWILIO_AUTH_TOKEN }, { now }) =>
    twilioCallback(TWILIO_AUTH_TOKEN, (form) => ({ events: eventsIn(form, now()) })),
  conversation: (chosen) => ({
    read: twilioCallback(chosen.TWILIO_AUTH_TOKEN, (form) => ({ pressed: form.get("Digits")?.[0] ?? null })),
    script: (scene, locale) => ({ type: "text/xml", body: documentOf(scene, locale, chosen) }),
  }),
});
