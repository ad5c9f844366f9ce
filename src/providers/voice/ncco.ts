import type { Line } from "../../core/message.ts";
import type { Scene } from "../../core/scene.ts";
import { ssml } from "./speech.ts";

type Voice = { readonly language: string; readonly style: number };

/** The longest that Vonage waits for a key. */
const MOST_WAIT_S = 10;

const said = (lines: readonly Line[], { language, style }: Voice) =>
  lines.length === 0 ? [] : [{ action: "talk", text: ssml(lines), language, style }];

/** Asks what comes next once a key was pressed, and also when none was. */
const asked = ({ lines, ms, url }: NonNullable<Scene["question"]>, voice: Voice) => [
  ...said(lines, voice).map((talk) => ({ ...talk, bargeIn: true })),
  {
    action: "input",
    type: ["dtmf"],
    dtmf: { maxDigits: 1, timeOut: Math.min(Math.ceil(ms / 1_000), MOST_WAIT_S) },
    eventUrl: [url],
    eventMethod: "POST",
  },
];

/**
 * What is said in a call as the actions of an NCCO. After the last, the call is hung up.
 *
 * @see https://developer.vonage.com/en/voice/voice-api/ncco-reference
 */
export const ncco = ({ lines, question, farewell }: Scene, voice: Voice) => [
  ...said(lines, voice),
  ...(question === null ? [] : asked(question, voice)),
  ...said(farewell, voice),
];
