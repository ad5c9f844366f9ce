import { describe, expect, it } from "vitest";
import { languageFor } from "../../../src/copy/choose.ts";
import { languages } from "../../../src/copy/languages.ts";
import { voiceLanguage } from "../../../src/providers/voice/languages.ts";

describe("the language of a call", () => {
  it.each([
    ["en-GB", "en-GB"],
    ["EN-au", "en-AU"],
    ["en", "en-US"],
    ["en-NZ", "en-US"],
    ["de-AT", "de-DE"],
    ["es-MX", "es-MX"],
    ["pt-PT", "pt-BR"],
    ["zh-TW", "cmn-CN"],
    ["in", "id-ID"],
    ["ar_EG", "ar"],
    ["nb", "en-US"],
    ["constructor", "en-US"],
    ["", "en-US"],
  ])("for %j is %s", (locale, want) => {
    expect(voiceLanguage(locale)).toBe(want);
  });

  it.each([...languages.map(({ lang }) => lang), "nb", "zh-TW", "pt-PT", "in", "fr-CA"])(
    "for %s is the one that its words are in",
    (locale) => {
      // Mandarin is the Chinese of both.
      const spokenIn = new Intl.Locale(voiceLanguage(locale)).language;
      expect(spokenIn).toBe(new Intl.Locale(languageFor(locale).lang).language);
    },
  );
});
