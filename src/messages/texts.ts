import type { RenderedMessage, SpeechPart } from "../core/message.ts";
import { withFittingName } from "./app-name.ts";
import type { Words } from "./emails.ts";
import { gsmOnly, smsSegments } from "./sms.ts";

/** As much of the name as leaves the text in one segment, and no character of it that would halve a segment. */
function oneSegment(app: string, build: (app: string) => string): string {
  // A language that needs UCS-2 anyway keeps its names as they are.
  const name = smsSegments(build("")).encoding === "GSM-7" ? gsmOnly(app) : app;
  return withFittingName(name, { build, fits: (text) => smsSegments(text).segments === 1 });
}

/** The text message with a code. The last line stands alone, with nothing after it, or phones do not see it. */
export const codeText = (
  { copy, app, times: { length } }: Words,
  { code, lastLine }: { readonly code: string; readonly lastLine: string | undefined },
): string =>
  oneSegment(app, (name) =>
    [copy.text.code({ app: name, code, length }), ...(lastLine === undefined ? [] : [lastLine])].join("\n\n"),
  );

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
