import { expect, it } from "vitest";
import { translator } from "../../../src/copy/translator.ts";

const at = Date.UTC(2026, 10, 21, 9, 5);

it("says a text with what goes into it", () => {
  expect(translator("en").say("mail.code.subject", { code: "012345", app: "Acme" })).toBe("012345 is your Acme code");
});

it("does not read again what it put in", () => {
  const said = translator("en").say("mail.code.subject", { code: "{app}", app: "{code} $& $1" });
  expect(said).toBe("{app} is your {code} $& $1 code");
});

it.each([
  [1, "The link works for 1 hour. Never share it."],
  [2, "The link works for 2 hours. Never share it."],
])("says %i in a sentence of its own", (n, sentence) => {
  expect(translator("en").say("mail.link.preview_hours", { n })).toBe(sentence);
});

it("leaves room for what is no text", () => {
  const element = { tag: "bdi" };
  expect(translator("en").pieces("mail.link.use", { app: element })).toEqual([
    "Someone gave this address to ",
    element,
    ". If it was you, open this page and press Confirm:",
  ]);
});

it("writes times in UTC, with Latin digits", () => {
  expect(translator("en").clock(at)).toBe("09:05 UTC");
  expect(translator("en").moment(at)).toBe("21 November 2026 at 09:05 UTC");
});

it("is made once for each language", () => {
  expect(translator("en-GB")).toBe(translator("en"));
});
