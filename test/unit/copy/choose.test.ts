import { describe, expect, it } from "vitest";
import { languageFor, localeIn, localeOf, preferencesOf } from "../../../src/copy/choose.ts";

const browser = (acceptLanguage?: string): Headers =>
  new Headers(acceptLanguage === undefined ? {} : { "Accept-Language": acceptLanguage });

describe("what somebody wants to read", () => {
  it.each([
    ["nothing", undefined, undefined, []],
    ["one language", "de", undefined, ["de"]],
    ["in the order they are written", "fr-CH, fr, en", undefined, ["fr-CH", "fr", "en"]],
    ["by weight", "en;q=0.5, de;q=0.9, fr", undefined, ["fr", "de", "en"]],
    ["but what is refused", "en;q=0, de", undefined, ["de"]],
    ["but what is no language", "*, de, <script>, 1234, x", undefined, ["de"]],
    ["but what is too long to be one", `${"aa-".repeat(30)}aa, de`, undefined, ["de"]],
    ["what was asked for before all else", "de", "pt_BR", ["pt-BR", "de"]],
    ["unless that is no language", "de", "<b>", ["de"]],
  ])("%s", (_, header, asked, wanted) => {
    expect(preferencesOf(browser(header), asked)).toEqual(wanted);
  });

  it("reads no more of a header than any browser sends", () => {
    expect(preferencesOf(browser("de,".repeat(1_000)))).toHaveLength(20);
  });
});

describe("the language for a locale", () => {
  it.each([
    ["en", "en"],
    ["en-GB", "en"],
    ["EN_us", "en"],
    ["nb", "en"],
    ["pt", "pt-BR"],
    ["pt-PT", "pt-BR"],
    ["es-419", "es"],
    ["de-Latn-AT", "de"],
    ["in", "id"],
    ["in-ID", "id"],
    ["zh", "zh-Hans"],
    ["zh-CN", "zh-Hans"],
    ["zh-SG", "zh-Hans"],
    ["zh-Hans-HK", "zh-Hans"],
    ["zh-TW", "zh-Hans"],
    ["zh_Hant", "zh-Hans"],
    ["ar-EG", "ar"],
    ["idx", "en"],
    ["uk-UA", "uk"],
    ["xx-YY", "en"],
    ["", "en"],
    ["constructor", "en"],
  ])("%s → %s", (locale, lang) => {
    expect(languageFor(locale).lang).toBe(lang);
  });
});

describe("the language for several locales, the preferred first,", () => {
  it.each([
    [["nb", "sv", "pl"], "pl"],
    [["fr-CA", "en"], "fr"],
    [["zh-TW", "ja"], "ja"],
    [["zh-Hant-HK", "zh-Hans"], "zh-Hans"],
    [["zh-TW", "nb"], "zh-Hans"],
    [["zh-CN", "ja"], "zh-Hans"],
    [[], "en"],
  ])("%j is %s", (locales, lang) => {
    expect(languageFor(...locales).lang).toBe(lang);
  });
});

describe("the locale to write to somebody in", () => {
  it("keeps the region: voices have accents", () => {
    expect(localeOf(browser("en-GB, en;q=0.9"))).toBe("en-GB");
  });

  it("is the first that we have words in", () => {
    expect(localeOf(browser("nb, en-AU"))).toBe("en-AU");
  });

  it("is what was wanted most where we have words in none: a vendor may", () => {
    expect(localeOf(browser("nb, sv"))).toBe("nb");
  });

  it("is English where nothing is known", () => {
    expect(localeOf(browser())).toBe("en");
  });
});

it.each([
  ["de", "de-AT, en", "de-AT"],
  ["de", "en-GB, de-CH;q=0.5", "de-CH"],
  ["fr", "de-AT, en", "fr"],
  ["pt-BR", "pt-PT", "pt-PT"],
  ["en", undefined, "en"],
])("a page in %s sends to a browser that says %s in %s", (lang, header, locale) => {
  expect(localeIn(lang, browser(header))).toBe(locale);
});
