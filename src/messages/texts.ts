import type { RenderedMessage, SpeechPart } from "../core/message.ts";
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

const say = (text: string): SpeechPart => ({ kind: "say", text });
/** Whoever picks up needs a moment until the phone is at their ear. */
const pickedUp: SpeechPart = { kind: "pause", ms: 1_000 };

/** What a call says. Digits stand apart, so that no voice reads them as one number. */
export function codeCall({ copy, app }: Words, code: string): Spoken {
  const { opening, again, closing } = copy.call.code(app);
  const toRead = `${[...code].join(", ")}.`;
  const digits: SpeechPart = { kind: "digits", digits: code };
  return {
    text: [opening, toRead, again, toRead, closing].join(" "),
    speech: [pickedUp, say(opening), digits, say(again), digits, say(closing)],
  };
}

/** What a call to a number that nobody has says. */
export function strangerCall({ copy, app }: Words): Spoken {
  const text = copy.call.stranger(app);
  return { text, speech: [pickedUp, say(text)] };
}
