import type { EmailWording, Wording } from "../core/wording.ts";
import { withFittingName } from "./app-name.ts";
import type { Copy, Moments } from "./copy/copy.ts";
import type { Block, Email } from "./email.ts";

/** What every template is given. */
export type Words = {
  readonly copy: Copy;
  readonly app: string;
  readonly times: Moments;
  /** What is to be said in place of the copy. */
  readonly wording: Wording;
  /** Where the request is stopped; null: there is nothing in the message that anybody could use. */
  readonly stopLink: string | null;
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

/** What to do with a mail that nobody asked for: nothing, or one press that stops the request. */
const notYou = ({ copy, stopLink }: Words): Block =>
  stopLink === null ? text(copy.notYou()) : { kind: "link", before: `${copy.notYou()} ${copy.stop()}`, url: stopLink };

/**
 * How a mail ends: a caller may say what to do with one that nobody asked for, but not when it was asked for, nor
 * that it cannot be stopped.
 */
function ending(words: Words, { footerText }: Partial<EmailWording> = {}): readonly Block[] {
  const { copy, times, stopLink } = words;
  if (footerText === undefined) return [notYou(words), small(copy.asked(times))];
  const stop: readonly Block[] = stopLink === null ? [] : [{ kind: "link", before: copy.stop(), url: stopLink }];
  return [small(copy.asked(times)), ...paragraphs(footerText, small), ...stop];
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
  const { app, times } = words;
  const { codeMail } = words.copy;
  const own = words.wording.email;
  return {
    subject: own?.subject ?? subjectOf(app, (name) => codeMail.subject({ app: name, code })),
    preview: codeMail.preview(times),
    heading: own?.headerText ?? codeMail.heading(app),
    blocks: [
      ...paragraphs(own?.bodyText),
      { kind: "code", text: code },
      text(codeMail.use(times)),
      ...(link === null ? [] : [{ kind: "link", before: codeMail.link(), url: link } as const]),
      ...paragraphs(own?.infoText),
      text(codeMail.keep(app)),
      ...ending(words, own),
    ],
    lastLine,
  };
}

/** The mail with nothing but a link. */
export function linkEmail(words: Words, link: string): Email {
  const { app, times } = words;
  const { linkMail } = words.copy;
  const own = words.wording.email;
  return {
    subject: own?.subject ?? subjectOf(app, linkMail.subject),
    preview: linkMail.preview(times),
    heading: own?.headerText ?? linkMail.heading(),
    blocks: [
      ...paragraphs(own?.bodyText),
      {
        kind: "link",
        before: own?.bodyText === undefined ? linkMail.use(app) : undefined,
        url: link,
        button: own?.linkText ?? linkMail.button(),
      },
      ...paragraphs(own?.infoText),
      text(linkMail.lifetime(times)),
      text(linkMail.keep()),
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
  const { strangerMail } = copy;
  return {
    subject: subjectOf(app, strangerMail.subject),
    preview: strangerMail.preview(app),
    heading: strangerMail.heading(app),
    blocks: [text(strangerMail.what(app)), text(strangerMail.ifYou()), ...ending({ ...words, stopLink: null })],
  };
}
