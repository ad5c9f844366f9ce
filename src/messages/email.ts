import type { Translator } from "../copy/translator.ts";
import type { RenderedMessage } from "../core/message.ts";
import { escapeHtml } from "./escape.ts";
import type { Look } from "./look.ts";

/** A piece of an e-mail. Both parts are made from the same pieces, so they cannot say different things. */
export type Block =
  | { readonly kind: "text" | "small" | "code"; readonly text: string }
  /** With a `button`, that is what is pressed; the address is shown in any case. */
  | { readonly kind: "link"; readonly before: string | undefined; readonly url: string; readonly button?: string };

type LinkBlock = Extract<Block, { kind: "link" }>;

export type Email = {
  readonly subject: string;
  /** What mail programs show beside the subject. */
  readonly preview: string;
  readonly heading: string;
  readonly blocks: readonly Block[];
  /** Read by programs; ends the text part. */
  readonly lastLine?: string | undefined;
};

// So that no holiday notice answers us and no list is joined. Not `All`: that would hold back bounces too.
const headers = { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply" };

/** What stands around the words of a mail. */
type Frame = { readonly copy: Pick<Translator, "lang" | "dir">; readonly app: string; readonly look: Look };

/** Both parts and the headers of an e-mail. */
export function renderEmail(
  email: Email,
  frame: Frame,
): Required<Pick<RenderedMessage, "subject" | "text" | "html" | "headers">> {
  return { subject: email.subject, text: toText(email), html: toHtml(email, frame), headers };
}

function toText({ heading, blocks, lastLine }: Email): string {
  const paragraphs = blocks.map((block) => (block.kind === "link" ? linkLines(block) : block.text));
  return [heading, ...paragraphs, ...(lastLine === undefined ? [] : [lastLine])].join("\n\n");
}

/** An address says what it is for, if only by the label of its button. */
const linkLines = ({ before, button, url }: LinkBlock): string =>
  [before ?? button, url].filter((line) => line !== undefined).join("\n");

// Colours are left to the reader's program, except where a button needs an edge: so light and dark both work. The style
// sheet names the program's own background, for those who measure contrast.
const styles = {
  body: "margin:0;padding:24px 16px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif",
  main: "display:block;max-width:34rem;margin:0 auto",
  hidden: "display:none;max-height:0;overflow:hidden;mso-hide:all",
  heading: "font-size:20px;line-height:1.3;margin:0 0 16px",
  text: "margin:0 0 16px",
  small: "margin:0 0 16px;font-size:14px",
  // Spaced by style alone: the code stays one run of digits to select and copy.
  code: "margin:0 0 16px;font:700 34px/1.3 ui-monospace,Menlo,Consolas,monospace;letter-spacing:.18em",
  button: "display:inline-block;padding:12px 20px;border-radius:6px;font-weight:600;text-decoration:none",
  logo: "display:block;max-width:100%;max-height:64px;margin:0 0 16px;border:0",
  url: "overflow-wrap:anywhere",
} as const;

/** Text as HTML shows it, with the line breaks that only a caller's words have. */
const textHtml = (text: string): string => escapeHtml(text).replaceAll("\n", "<br>\n");

function blockHtml(block: Block, look: Look): string {
  switch (block.kind) {
    case "code":
      return `<p dir="ltr" style="${styles.code}${look.code}">${escapeHtml(block.text)}</p>`;
    case "text":
    case "small":
      return `<p style="${styles[block.kind]}">${textHtml(block.text)}</p>`;
    case "link":
      return linkHtml(block, look);
  }
}

function linkHtml({ before, url, button }: LinkBlock, look: Look): string {
  const address = escapeHtml(url);
  const intro = before === undefined ? "" : `<p style="${styles.text}">${escapeHtml(before)}</p>`;
  if (button === undefined) {
    return `${intro}<p dir="ltr" style="${styles.text}"><a href="${address}" style="${styles.url}">${address}</a></p>`;
  }
  return `${intro}<p dir="ltr" style="${styles.text}"><a href="${address}" style="${styles.button};${look.button}">${escapeHtml(button)}</a></p>
<p dir="ltr" style="${styles.small};${styles.url}">${address}</p>`;
}

// The image is in the mail itself: nothing is loaded, and nobody is told that the mail was opened.
const logoHtml = (logo: string | null, app: string): string =>
  logo === null ? "" : `<img src="${escapeHtml(logo)}" alt="${escapeHtml(app)}" style="${styles.logo}">\n`;

function toHtml({ preview, heading, blocks }: Email, { copy, app, look }: Frame): string {
  return `<!doctype html>
<html lang="${copy.lang}" dir="${copy.dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(heading)}</title>
<style>:root{color-scheme:light dark}body{background:Canvas}</style>
</head>
<body style="${styles.body}">
<div style="${styles.hidden}">${escapeHtml(preview)}</div>
<main style="${styles.main}">
${logoHtml(look.logo, app)}<h1 style="${styles.heading}">${escapeHtml(heading)}</h1>
${blocks.map((block) => blockHtml(block, look)).join("\n")}
</main>
</body>
</html>
`;
}
