import { asciiMailboxText, encodedWords } from "../providers/email/encoded-words.ts";
import type { OutboxMessage } from "./outbox.ts";

/** Whom mails of the development build are from: a domain that nobody has. */
const SENDER = "codes@verify.test";
const LINE = "\r\n";
/** RFC 2045, 6.7: a line has at most 76 characters, the last of which says that it goes on. */
const LONGEST_PIECE = 75;

const encoder = new TextEncoder();

const isPlain = (byte: number): boolean => byte === 0x20 || (byte > 0x20 && byte < 0x7f && byte !== 0x3d);

const escaped = (byte: number): string => `=${byte.toString(16).toUpperCase().padStart(2, "0")}`;

/** One line of text. A space at its end would be taken for nobody's. */
function quotedLine(line: string): string {
  const pieces = [...encoder.encode(line)].map((byte) => (isPlain(byte) ? String.fromCharCode(byte) : escaped(byte)));
  if (pieces.at(-1) === " ") pieces.splice(-1, 1, escaped(0x20));
  const lines = [""];
  for (const piece of pieces) {
    const last = lines.at(-1) ?? "";
    if (last.length + piece.length <= LONGEST_PIECE) lines[lines.length - 1] = last + piece;
    else lines.push(piece);
  }
  return lines.join(`=${LINE}`);
}

const quotedPrintable = (text: string): string => text.split(/\r?\n/).map(quotedLine).join(LINE);

const header = (name: string, value: string): string =>
  `${name}: ${/^[\x20-\x7e]*$/.test(value) ? value : encodedWords(value).replaceAll(" ", `${LINE} `)}`;

const part = (type: string, body: string): string =>
  [
    `Content-Type: ${type}; charset=utf-8`,
    "Content-Transfer-Encoding: quoted-printable",
    "",
    quotedPrintable(body),
  ].join(LINE);

/**
 * An e-mail as a provider would hand it on (RFC 5322 and 2045), lines ending in CRLF. Its own `From`, if any, is the
 * name alone, as the outbox keeps it.
 */
export function toMime({ id, to, subject, text, html, headers, sent_at }: OutboxMessage): string {
  const { From: name = null, ...others } = headers;
  const head = [
    `From: ${asciiMailboxText({ name, address: SENDER })}`,
    header("To", to),
    header("Subject", subject ?? ""),
    `Date: ${new Date(sent_at).toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <${id}@verify.test>`,
    ...Object.entries(others).map(([key, value]) => header(key, value)),
    "MIME-Version: 1.0",
  ].join(LINE);
  if (html === null) return `${head}${LINE}${part("text/plain", text)}${LINE}`;
  // Quoted-printable text never holds these two characters side by side.
  const boundary = `=_${id}`;
  return [
    head,
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
    "",
    `--${boundary}`,
    part("text/plain", text),
    `--${boundary}`,
    part("text/html", html),
    `--${boundary}--`,
    "",
  ].join(LINE);
}
