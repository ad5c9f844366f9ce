import type { Translator } from "../copy/translator.ts";
import type { AskedFrom } from "../core/message.ts";
import type { EmailWording, Wording } from "../core/wording.ts";
import { plainAppName, withFittingName } from "./app-name.ts";
import type { Block, Email } from "./email.ts";
import type { Moments } from "./moments.ts";
import type { MessageStyle } from "./style.ts";

/** What every template is given. */
export type Words = {
  readonly copy: Translator;
  readonly app: string;
  readonly times: Moments;
  /** What is to be said in place of the copy. */
  readonly wording: Wording;
  readonly style: MessageStyle;
  /** Where the request is stopped; null: there is nothing in the message that anybody could use. */
  readonly stopLink: string | null;
  readonly askedFrom: AskedFrom;
};

const LONGEST_SUBJECT = 50;

const subjectOf = (app: string, build: (app: string) => string): string =>
  withFittingName(app, { build, fits: (subject) => [...subject].length <= LONGEST_SUBJECT });

const text = (words: string): Block => ({ kind: "text", text: words });
const small = (words: string): Block => ({ kind: "small", text: words });

/** A caller's words, as many paragraphs as they left blank lines between. */
const paragraphs = (words: string | undefined, block = text): readonly Block[] =>
  (words ?? "")
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== "")
    .map(block);

/** When it was asked for, and from where if that is known. */
function asked({ copy, times, askedFrom: { device, place } }: Words): Block {
  const moment = times.asked;
  const near = place && placeIn(copy, place);
  if (device && near) return small(copy.say("mail.asked_both", { moment, ...device, place: near }));
  if (device) return small(copy.say("mail.asked_device", { moment, ...device }));
  if (near) return small(copy.say("mail.asked_place", { moment, place: near }));
  return small(copy.say("mail.asked", { moment }));
}

/** A city is text of another's, so that it is made as harmless as a name. */
function placeIn(copy: Translator, { city, country }: NonNullable<AskedFrom["place"]>): string {
  const name = plainAppName(city ?? "");
  return name === "" ? copy.country(country) : `${name}, ${copy.country(country)}`;
}

/** What to do with a mail that nobody asked for: nothing, or one press that stops the request. */
const notYou = ({ copy, stopLink }: Words): Block =>
  stopLink === null
    ? text(copy.say("mail.not_you"))
    : { kind: "link", before: `${copy.say("mail.not_you")} ${copy.say("mail.stop")}`, url: stopLink };

/** Who sends a mail, and whether anybody reads what is replied to it. */
const from = ({ copy, app, style }: Words): Block =>
  small(copy.say(style.repliesRead ? "mail.from" : "mail.from_unread", { app }));

/**
 * How a mail ends: a caller may say what to do with one that nobody asked for, but not when it was asked for, who
 * sends it, nor that it cannot be stopped.
 */
function ending(words: Words, { footerText }: Partial<EmailWording> = {}): readonly Block[] {
  const { copy, stopLink } = words;
  if (footerText === undefined) return [notYou(words), asked(words), from(words)];
  const stop: readonly Block[] =
    stopLink === null ? [] : [{ kind: "link", before: copy.say("mail.stop"), url: stopLink }];
  return [asked(words), from(words), ...paragraphs(footerText, small), ...stop];
}

/** The mail with a code, and a link for whoever would rather press than type. */
export function codeEmail(
  words: Words,
  {
    code,
    link,
    lastLine,
  }: { readonly code: string; readonly link: string | null; readonly lastLine: string | undefined },
): Email {
  const { app, copy, style } = words;
  const { minutes: n, until } = words.times;
  const own = words.wording.email;
  const subject = (name: string): string =>
    style.codeInSubject
      ? copy.say("mail.code.subject", { app: name, code })
      : copy.say("mail.code.subject_codeless", { app: name });
  return {
    subject: own?.subject ?? subjectOf(app, subject),
    preview: copy.say("mail.code.preview", { n }),
    heading: own?.headerText ?? copy.say("mail.code.heading", { app }),
    blocks: [
      ...paragraphs(own?.bodyText),
      { kind: "code", text: code },
      text(copy.say("mail.code.use", { n, until })),
      ...(link === null ? [] : [{ kind: "link", before: copy.say("mail.code.link"), url: link } as const]),
      ...paragraphs(own?.infoText),
      text(copy.say("mail.code.keep", { app })),
      ...ending(words, own),
    ],
    lastLine,
  };
}

/** The mail with nothing but a link. */
export function linkEmail(words: Words, link: string): Email {
  const { app, copy } = words;
  const { length, until } = words.times;
  const { unit, n } = length;
  const own = words.wording.email;
  return {
    subject: own?.subject ?? subjectOf(app, (name) => copy.say("mail.link.subject", { app: name })),
    preview: copy.say(`mail.link.preview_${unit}`, { n }),
    heading: own?.headerText ?? copy.say("mail.link.heading"),
    blocks: [
      ...paragraphs(own?.bodyText),
      {
        kind: "link",
        before: own?.bodyText === undefined ? copy.say("mail.link.use", { app }) : undefined,
        url: link,
        button: own?.linkText ?? copy.say("mail.link.button"),
      },
      ...paragraphs(own?.infoText),
      text(copy.say(`mail.link.lifetime_${unit}`, { n, until })),
      text(copy.say("mail.link.keep")),
      ...ending(words, own),
    ],
  };
}

/**
 * The mail to an address that nobody has: no code and no link, for there is nothing to confirm. In our own words
 * always: a caller's are about something to confirm.
 */
export function strangerEmail(words: Words): Email {
  const { copy, app } = words;
  return {
    subject: subjectOf(app, (name) => copy.say("mail.stranger.subject", { app: name })),
    preview: copy.say("mail.stranger.preview"),
    heading: copy.say("mail.stranger.heading", { app }),
    blocks: [
      text(copy.say("mail.stranger.what", { app })),
      text(copy.say("mail.stranger.if_you")),
      ...ending({ ...words, stopLink: null }),
    ],
  };
}
