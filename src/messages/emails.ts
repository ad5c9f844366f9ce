import { withFittingName } from "./app-name.ts";
import type { Copy, Moments } from "./copy/copy.ts";
import type { Block, Email } from "./email.ts";

/** What every template is given. */
export type Words = { readonly copy: Copy; readonly app: string; readonly times: Moments };

const LONGEST_SUBJECT = 50;

const subjectOf = (app: string, build: (app: string) => string): string =>
  withFittingName(app, { build, fits: (subject) => [...subject].length <= LONGEST_SUBJECT });

const text = (words: string): Block => ({ kind: "text", text: words });
const small = (words: string): Block => ({ kind: "small", text: words });

/** The mail with a code, and a link for whoever would rather press than type. */
export function codeEmail(
  { copy, app, times }: Words,
  {
    code,
    link,
    lastLine,
  }: { readonly code: string; readonly link: string | null; readonly lastLine: string | undefined },
): Email {
  const { codeMail } = copy;
  return {
    subject: subjectOf(app, (name) => codeMail.subject({ app: name, code })),
    preview: codeMail.preview(times),
    heading: codeMail.heading(app),
    blocks: [
      { kind: "code", text: code },
      text(codeMail.use(times)),
      ...(link === null ? [] : [{ kind: "link", before: codeMail.link(), url: link } as const]),
      text(codeMail.keep(app)),
      text(copy.notYou()),
      small(copy.asked(times)),
    ],
    lastLine,
  };
}

/** The mail with nothing but a link. */
export function linkEmail({ copy, app, times }: Words, link: string): Email {
  const { linkMail } = copy;
  return {
    subject: subjectOf(app, linkMail.subject),
    preview: linkMail.preview(times),
    heading: linkMail.heading(),
    blocks: [
      { kind: "link", before: linkMail.use(app), url: link, button: linkMail.button() },
      text(linkMail.lifetime(times)),
      text(linkMail.keep()),
      text(copy.notYou()),
      small(copy.asked(times)),
    ],
  };
}

/** The mail to an address that nobody has: no code and no link, for there is nothing to confirm. */
export function strangerEmail({ copy, app, times }: Words): Email {
  const { strangerMail } = copy;
  return {
    subject: subjectOf(app, strangerMail.subject),
    preview: strangerMail.preview(app),
    heading: strangerMail.heading(app),
    blocks: [text(strangerMail.what(app)), text(strangerMail.ifYou()), text(copy.notYou()), small(copy.asked(times))],
  };
}
