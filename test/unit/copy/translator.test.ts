import { describe, expect, it } from "vitest";
import { english } from "../../../src/copy/en/index.ts";
import { languages } from "../../../src/copy/languages.ts";
import { createTranslator, formatsOf, type Said, saying } from "../../../src/copy/translator.ts";
import { translator } from "../../support/catalogues.ts";

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

describe("times in a zone", () => {
  const summer = Date.UTC(2026, 6, 21, 9, 5);

  it.each([
    ["en", "Europe/London", at, "09:05 GMT", "21 November 2026 at 09:05 GMT"],
    ["en", "Europe/London", summer, "10:05 BST", "21 July 2026 at 10:05 BST"],
    ["de", "Europe/Berlin", at, "10:05 MEZ", "21. November 2026 um 10:05 MEZ"],
    ["de", "Europe/Berlin", summer, "11:05 MESZ", "21. Juli 2026 um 11:05 MESZ"],
    ["ja", "Pacific/Auckland", Date.UTC(2026, 10, 21, 13, 5), "02:05 GMT+13", "2026年11月22日 02:05 GMT+13"],
    ["en", "UTC", at, "09:05 UTC", "21 November 2026 at 09:05 UTC"],
    ["en", "Mars/Olympus", at, "09:05 UTC", "21 November 2026 at 09:05 UTC"],
    ["en", "", at, "09:05 UTC", "21 November 2026 at 09:05 UTC"],
  ])("in %s at %s", (locale, zone, when, clock, moment) => {
    const words = translator(locale).inZone(zone);
    expect(words.clock(when)).toBe(clock);
    expect(words.moment(when)).toBe(moment);
  });

  it("have their formats made when one is first written, and kept for the zones that were used last", () => {
    const made: string[] = [];
    const words = createTranslator(languages[0], english, (dates, zone) => {
      made.push(zone);
      return formatsOf(dates, zone);
    });
    const zones = ["Europe/London", "UTC", "Asia/Tokyo", "Asia/Dubai", "Asia/Seoul", "Africa/Lagos", "Europe/Oslo"];
    for (const zone of zones) words.inZone(zone).say("page.continue");
    expect(made).toEqual([]);
    for (const zone of [...zones, "Europe/Rome", "Europe/London"]) words.inZone(zone).clock(at);
    expect(made).toEqual([...zones, "Europe/Rome"]);
    // The ninth takes the place of the one that was used the longest time ago.
    expect(words.inZone("Europe/Kyiv").clock(at)).toMatch(/^11:05 /);
    expect(words.inZone("Europe/London").clock(summer)).toBe("10:05 BST");
    words.inZone("UTC").moment(at);
    expect(made.slice(8)).toEqual(["Europe/Kyiv", "UTC"]);
  });
});

it("does not compile with a name that a text lacks, or without one that it has", () => {
  const { say } = translator("en");
  // @ts-expect-error: there is no such text
  expect(() => say("mail.code.nothing")).toThrow(TypeError);
  // @ts-expect-error: the app is missing
  expect(say("mail.code.subject", { code: "1" })).toBe("1 is your  code");
  // @ts-expect-error: a text is no count
  expect(say("mail.link.preview_hours", { n: "2" })).toContain("2 hours");
  // @ts-expect-error: nothing goes into this one
  expect(say("mail.not_you", { app: "Acme" })).not.toContain("Acme");
});

it.each([
  ["en", "21 November 2026 at 09:05 UTC"],
  ["es", "21 de noviembre de 2026, 09:05 UTC"],
  ["pt-BR", "21 de novembro de 2026, 09:05 UTC"],
  ["fr", "21 novembre 2026 à 09:05 UTC"],
  ["de", "21. November 2026 um 09:05 UTC"],
  ["ar", "21 نوفمبر 2026، الساعة 09:05 UTC"],
  ["ja", "2026年11月21日 09:05 UTC"],
  ["zh-Hans", "2026年11月21日 09:05 UTC"],
  ["hi", "21 नवंबर 2026, 09:05 UTC"],
  ["id", "21 November 2026 pukul 09.05 UTC"],
  ["tr", "21 Kasım 2026, 09:05 UTC"],
  ["it", "21 novembre 2026, 09:05 UTC"],
  ["pl", "21 listopada 2026, 09:05 UTC"],
  ["nl", "21 november 2026 om 09:05 UTC"],
  ["uk", "21 листопада 2026 р., 09:05 UTC"],
])("writes a moment in %s", (locale, want) => {
  expect(translator(locale).moment(at)).toBe(want);
});

it.each([
  ["pl", 1, "za 1 sekundę."],
  ["pl", 2, "za 2 sekundy."],
  ["pl", 5, "za 5 sekund."],
  ["pl", 22, "za 22 sekundy."],
  ["uk", 1, "через 1 секунду."],
  ["uk", 3, "через 3 секунди."],
  ["uk", 11, "через 11 секунд."],
  ["uk", 21, "через 21 секунду."],
  ["ar", 1, "بعد ثانية واحدة."],
  ["ar", 2, "بعد ثانيتين."],
  ["ar", 3, "بعد 3 ثوانٍ."],
  ["ar", 11, "بعد 11 ثانية."],
  ["ar", 100, "بعد 100 ثانية."],
  ["fr", 0, "dans 0 seconde."],
  ["de", 1, "in 1 Sekunde "],
  ["ja", 1, "1秒後"],
])("counts in %s: %i", (locale, n, want) => {
  expect(translator(locale).say("4000001.guess_seconds", { n })).toContain(want);
});

it("is silent about what another version said", () => {
  const said = { key: "4000001.of_another_version", values: {} } as unknown as Said;
  expect(translator("en").read(said)).toBe("");
  expect(translator("de").read(saying("1070009"))).toBe("Weiter");
});
