import type { Line, RenderedMessage } from "../core/message.ts";
import { fillIn } from "../core/text-wording.ts";
import { withFittingName } from "./app-name.ts";
import type { Words } from "./emails.ts";
import { gsmOnly, smsSegments } from "./sms.ts";

/** As much of the name as leaves the text in one segment, and no character of it that would halve a segment. */
function oneSegment(app: string, build: (app: string) => string): string {
  // A language that needs UCS-2 anyway keeps its names as they are.
  const name = smsSegments(build("")).encoding === "GSM-7" ? gsmOnly(app) : app;
  return withFittingName(name, { build, fits: (text) => smsSegments(text).segments === 1 });
}

type CodeLines = { readonly code: string; readonly lastLine: string | undefined };

/** The last line stands alone, with nothing after it, or phones do not see it. */
const withLastLine = (text: string, { lastLine }: CodeLines): string =>
  lastLine === undefined ? text : `${text}\n\n${lastLine}`;

/** The text message with a code. */
export const codeText = ({ copy, app, times: { length } }: Words, lines: CodeLines): string =>
  oneSegment(app, (name) => withLastLine(copy.text.code({ app: name, code: lines.code, length }), lines));

/**
 * The text message with a code in a caller's words. These are sent as they are: 140 characters and the last line are
 * two segments of GSM-7, and more in an alphabet that needs UCS-2.
 */
export const customText = (template: string, { app }: Words, lines: CodeLines): string =>
  // "Acme Inc." before letters without a space would be read as a domain.
  withLastLine(fillIn(template, { otp: lines.code, app: app.replace(/^\.+|\.+$/g, "") }), lines);

/** The text message with a link. It may need two segments: links are long. */
export const linkText = ({ copy, app, times: { length } }: Words, link: string): string =>
  copy.text.link({ app: gsmOnly(app), link, length });

/** The text message to a number that nobody has. */
export const strangerText = ({ copy, app }: Words): string => oneSegment(app, copy.text.stranger);

/** A call as it is said, and the same to read. */
type Spoken = Required<Pick<RenderedMessage, "text" | "speech">>;

const say = (text: string): Line => ({ kind: "say", text });
const pause = (ms: number): Line => ({ kind: "pause", ms });

/** Whoever has picked up, or has pressed a key, needs a moment until the phone is at their ear. */
const atTheEar = pause(1_000);
/** As long as the vendors with the least patience can be told to wait. */
const KEY_WAIT_MS = 10_000;
const MOST_REPEATS = 3;

/** What a call says. Digits stand apart, so that no voice reads them as one number. */
export function codeCall({ copy, app }: Words, code: string): Spoken {
  const { greeting, press, opening, again, repeat, closing } = copy.call.code(app);
  const toRead = `${[...code].join(", ")}.`;
  const digits: Line = { kind: "digits", digits: code };
  return {
    text: [greeting, press, opening, toRead, again, toRead, repeat, closing].join(" "),
    speech: [
      atTheEar,
      say(greeting),
      { kind: "key", text: press, ms: KEY_WAIT_MS },
      atTheEar,
      say(opening),
      digits,
      pause(2_000),
      say(again),
      digits,
      pause(1_000),
      { kind: "repeat", key: "1", text: repeat, ms: KEY_WAIT_MS, times: MOST_REPEATS },
      say(closing),
    ],
  };
}

/** What is said in a call that is under way when its code has come to be good for nothing. */
export const stoppedCall = ({ copy }: Pick<Words, "copy">): readonly Line[] => [atTheEar, say(copy.call.stopped())];

/** What a call to a number that nobody has says. */
export function strangerCall({ copy, app }: Words): Spoken {
  const text = copy.call.stranger(app);
  return { text, speech: [atTheEar, say(text)] };
}
