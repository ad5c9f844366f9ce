import type { SpeechPart } from "../../core/message.ts";

const DIGIT_PAUSE_MS = 600;

const entities: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&apos;"],
]);

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities.get(character) ?? "");

const pause = (ms: number): string => `<break time="${Math.round(ms)}ms"/>`;

/** One by one, and with the pauses written out: what voices make of "say these as digits" is too fast to write down. */
const spelled = (digits: string): string =>
  `<prosody rate="slow">${[...digits.replace(/\D/g, "")].map((digit) => digit + pause(DIGIT_PAUSE_MS)).join("")}</prosody>`;

function marked(part: SpeechPart): string {
  switch (part.kind) {
    case "say":
      return escaped(part.text);
    case "pause":
      return pause(part.ms);
    case "digits":
      return spelled(part.digits);
  }
}

const content = (speech: readonly SpeechPart[]): string => speech.map(marked).join(" ");

/** A call as an SSML document (W3C Speech Synthesis Markup Language 1.1). */
export const ssml = (speech: readonly SpeechPart[]): string => `<speak>${content(speech)}</speak>`;

/** A call as a TwiML document: it is said, and then hung up. */
export const twiml = (
  speech: readonly SpeechPart[],
  { language, voice }: { readonly language: string; readonly voice: string },
): string =>
  `<Response><Say language="${escaped(language)}" voice="${escaped(voice)}">${content(speech)}</Say><Hangup/></Response>`;
