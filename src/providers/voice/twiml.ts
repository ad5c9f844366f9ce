import type { Line } from "../../core/message.ts";
import type { Scene } from "../../core/scene.ts";
import { escaped, marked } from "./speech.ts";

type Voice = { readonly language: string; readonly voice: string };

const said = (lines: readonly Line[], { language, voice }: Voice): string =>
  lines.length === 0 ? "" : `<Say language="${escaped(language)}" voice="${escaped(voice)}">${marked(lines)}</Say>`;

/**
 * One key, whichever it is: none of them means "that was all". Where none comes, Twilio goes on with what follows.
 *
 * @see https://www.twilio.com/docs/voice/twiml/gather
 */
const asked = ({ lines, ms, url }: NonNullable<Scene["question"]>, voice: Voice): string =>
  `<Gather input="dtmf" numDigits="1" finishOnKey="" timeout="${Math.ceil(ms / 1_000)}" action="${escaped(url)}" method="POST">${said(lines, voice)}</Gather>`;

/** What is said in a call as a TwiML document. After it, the call is hung up. */
export function twiml({ lines, question, farewell }: Scene, voice: Voice): string {
  const gather = question === null ? "" : asked(question, voice);
  return `<Response>${said(lines, voice)}${gather}${said(farewell, voice)}<Hangup/></Response>`;
}
