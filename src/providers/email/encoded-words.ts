import { type Mailbox, mailboxText } from "../settings.ts";

// RFC 2047, section 2: a word has at most 75 characters. 45 bytes are 60 in base64; the frame has twelve.
const BYTES_PER_WORD = 45;

const ASCII = /^[\x20-\x7e]*$/;
const encoder = new TextEncoder();

/** A mailbox for vendors that take a mail header in ASCII only: another name is written in encoded words. */
export function asciiMailboxText(mailbox: Mailbox): string {
  const { name, address } = mailbox;
  return name === null || ASCII.test(name) ? mailboxText(mailbox) : `${encodedWords(name)} <${address}>`;
}

/** RFC 2047 `encoded-word`s. No character is cut in two: each word is decoded alone. */
export function encodedWords(text: string): string {
  const words: number[][] = [[]];
  for (const character of text) {
    const bytes = encoder.encode(character);
    const last = words.at(-1);
    if (last !== undefined && last.length + bytes.length <= BYTES_PER_WORD) last.push(...bytes);
    else words.push([...bytes]);
  }
  return words.map((bytes) => `=?UTF-8?B?${btoa(String.fromCharCode(...bytes))}?=`).join(" ");
}
