import type { Line, RenderedMessage } from "../core/message.ts";
import { fillIn } from "../core/text-wording.ts";
import { withFittingName } from "./app-name.ts";
import type { Words } from "./emails.ts";
import { gsmOnly, isPlainlyGsm, smsSegments } from "./sms.ts";

/** What Google Play services read a text up to, in bytes. */
const ANDROID_BYTES = 140;

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/**
 * A text with as much of the name as leaves it in one segment. A language that the small alphabet can write but for
 * accents loses these, unless they were asked for: with them a segment holds less than half, and two are let through.
 * A language that needs the large alphabet anyway keeps its names as they are.
 */
function fitted({ app, style }: Words, build: (name: string) => string, most = Number.POSITIVE_INFINITY): string {
  const bare = build("");
  const inGsm = smsSegments(bare).encoding === "GSM-7" || (style.plainAccents && isPlainlyGsm(bare));
  const segments = !inGsm && isPlainlyGsm(bare) ? 2 : 1;
  const written = (name: string): string => (inGsm ? plainLines(build(name)) : build(name));
  const fits = (text: string): boolean => smsSegments(text).segments <= segments && bytesOf(text) <= most;
  return withFittingName(inGsm ? gsmOnly(app) : app, { build: written, fits });
}

const plainLines = (text: string): string => text.split("\n").map(gsmOnly).join("\n");

type CodeLines = { readonly code: string; readonly lastLine: string | undefined };

/** The last line stands alone, with nothing after it, or phones do not see it. */
const withLastLine = (text: string, { lastLine }: CodeLines): string =>
  lastLine === undefined ? text : `${text}\n\n${lastLine}`;

/** The text message with a code. */
export function codeText(words: Words, lines: CodeLines): string {
  const { copy, style } = words;
  const { code } = lines;
  const n = words.times.minutes;
  return fitted(
    words,
    (app) =>
      withLastLine(
        app === "" ? copy.say("sms.code_nameless", { code, n }) : copy.say("sms.code", { app, code, n }),
        lines,
      ),
    style.androidAppHash === undefined ? undefined : ANDROID_BYTES,
  );
}

/**
 * The text message with a code in a caller's words. These are sent as they are: 140 characters and the last line are
 * two segments of GSM-7, and more in an alphabet that needs UCS-2.
 */
export const customText = (template: string, { app }: Words, lines: CodeLines): string =>
  // "Acme Inc." before letters without a space would be read as a domain.
  withLastLine(fillIn(template, { otp: lines.code, app: app.replace(/^\.+|\.+$/g, "") }), lines);

/** The text message with a link. It may need two segments: links are long. */
export function linkText({ copy, app, times, style }: Words, link: string): string {
  const { unit, n } = times.length;
  const build = (name: string): string => copy.say(`sms.link_${unit}`, { app: name, link, n });
  const plain = style.plainAccents && isPlainlyGsm(build("")) && gsmOnly(app) !== "";
  return plain ? gsmOnly(build(gsmOnly(app))) : build(app);
}

/** The text message to a number that nobody has. */
export const strangerText = (words: Words): string =>
  fitted(words, (app) =>
    app === "" ? words.copy.say("sms.stranger_nameless") : words.copy.say("sms.stranger", { app }),
  );

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
  const greeting = copy.say("call.code.greeting", { app });
  const press = copy.say("call.code.press");
  const opening = copy.say("call.code.opening");
  const again = copy.say("call.code.again");
  const repeat = copy.say("call.code.repeat");
  const closing = copy.say("call.code.closing");
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
export const stoppedCall = ({ copy }: Pick<Words, "copy">): readonly Line[] => [
  atTheEar,
  say(copy.say("call.stopped")),
];

/** What a call to a number that nobody has says. */
export function strangerCall({ copy, app }: Words): Spoken {
  const text = copy.say("call.stranger", { app });
  return { text, speech: [atTheEar, say(text)] };
}
