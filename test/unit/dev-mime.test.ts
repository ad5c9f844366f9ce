import { describe, expect, it } from "vitest";
import { toMime } from "../../src/dev/mime.ts";
import type { OutboxMessage } from "../../src/dev/outbox.ts";

const mail: OutboxMessage = {
  id: "0193-1",
  to: "ada@example.org",
  channel: "email",
  subject: "135790 is your Acme code",
  text: "135790 is your code.\n\nIt works for 10 minutes.",
  html: "<p class=mail>135790</p>",
  headers: { "Auto-Submitted": "auto-generated" },
  code: "135790",
  link: null,
  sent_at: "2026-11-21T20:00:00.000Z",
};

const bytesOf = (binary: string) => Uint8Array.from(binary, (character) => character.charCodeAt(0));
const utf8 = (binary: string) => new TextDecoder().decode(bytesOf(binary));

/** What a mail program reads in a part: RFC 2045, 6.7. */
const unquoted = (text: string): string =>
  utf8(
    text.replaceAll("=\r\n", "").replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
  );

const headOf = (source: string): string => source.split("\r\n\r\n", 1)[0] ?? "";

/** Type and text of each part. */
function partsOf(source: string): readonly (readonly [string | undefined, string])[] {
  const boundary = /boundary="([^"]+)"/.exec(source)?.[1];
  const [, ...parts] = source.split(`\r\n--${boundary}`);
  expect(parts.pop()).toBe("--\r\n");
  return parts.map((part) => {
    const split = part.indexOf("\r\n\r\n");
    return [/Content-Type: ([^;]+)/.exec(part)?.[1], unquoted(part.slice(split + 4))] as const;
  });
}

describe("the source of a mail", () => {
  it("has the headers that a mail must have, and its own", () => {
    expect(headOf(toMime(mail)).split("\r\n")).toEqual([
      "From: codes@verify.test",
      "To: ada@example.org",
      "Subject: 135790 is your Acme code",
      "Date: Sat, 21 Nov 2026 20:00:00 +0000",
      "Message-ID: <0193-1@verify.test>",
      "Auto-Submitted: auto-generated",
      "MIME-Version: 1.0",
      'Content-Type: multipart/alternative; boundary="=_0193-1"',
    ]);
  });

  it("has the text first, then the HTML", () => {
    expect(partsOf(toMime(mail))).toEqual([
      ["text/plain", mail.text.replaceAll("\n", "\r\n")],
      ["text/html", mail.html],
    ]);
  });

  it("is one part when there is no HTML", () => {
    const source = toMime({ ...mail, html: null });
    expect(headOf(source)).toContain("Content-Type: text/plain; charset=utf-8\r\n");
    expect(source).not.toContain("multipart");
  });

  it.each([
    ["a long line", "x".repeat(500)],
    ["what stands for itself escaped", "1 = 1, a=3D, --=_0193-1, tab\there, end "],
    ["every script", "код 123456 – 認証コード 🔐 ".repeat(20).trim()],
    ["empty lines and a space at an end", "a \n\n\nb"],
  ])("carries %s whole, in short lines of ASCII", (_, text) => {
    const source = toMime({ ...mail, text, html: `<p>${text}</p>` });
    expect(source).toMatch(/^[\x20-\x7e\r\n]+$/);
    expect(source.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    for (const line of source.split("\r\n")) {
      expect(line.length).toBeLessThanOrEqual(76);
      expect(line).not.toMatch(/ $/);
    }
    expect(partsOf(source).map(([, body]) => body.replaceAll("\r\n", "\n"))).toEqual([text, `<p>${text}</p>`]);
  });

  it("writes a subject and a name in other scripts as encoded words", () => {
    const subject = "123456 è il tuo codice di Società Édition, che vale dieci minuti 🔐";
    const head = headOf(toMime({ ...mail, subject, headers: { From: "Société" } }));
    expect(head).toMatch(/^[\x20-\x7e\r\n]+$/);
    const words = head.slice(head.indexOf("Subject: ")).split("\r\nDate", 1)[0] ?? "";
    const decoded = [...words.matchAll(/=\?UTF-8\?B\?([^?]+)\?=/g)].map(([, word = ""]) => utf8(atob(word)));
    expect(decoded.join("")).toBe(subject);
    expect(head).toMatch(/^From: =\?UTF-8\?B\?[^?]+\?= <codes@verify\.test>\r\n/);
  });
});
