import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { flow } from "../../../src/copy/en/flow.ts";
import { english } from "../../../src/copy/en/index.ts";
import { messages } from "../../../src/copy/en/messages.ts";
import { pages } from "../../../src/copy/en/pages.ts";
import { languages } from "../../../src/copy/languages.ts";
import type { Text } from "../../../src/copy/text.ts";
import { catalogues } from "../../support/catalogues.ts";

/** Every text of a language with its key, and what English says there. */
const textsOf = (lang: string) =>
  Object.entries<Text>(catalogues[lang] ?? {}).map(([key, text]) => ({
    key,
    text,
    english: (english as Readonly<Record<string, Text>>)[key],
  }));

const sentencesOf = (text: Text): readonly string[] => (typeof text === "string" ? [text] : Object.values(text));
const namesIn = (sentence: string): readonly string[] =>
  [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name).toSorted();

/** What whole numbers need: the others are for fractions, and for millions. */
const categoriesOf = (lang: string): readonly string[] => {
  const rules = new Intl.PluralRules(lang);
  return [...new Set(Array.from({ length: 10_001 }, (_, n) => rules.select(n)))].toSorted();
};

it("P59 is in the fifteen languages we promise, English first", () => {
  const want = ["en", "es", "pt-BR", "fr", "de", "ar", "ja", "zh-Hans", "hi", "id", "tr", "it", "pl", "nl", "uk"];
  expect(languages.map(({ lang }) => lang)).toEqual(want);
  const files = readdirSync(join(import.meta.dirname, "../../../catalogues"));
  expect(files.toSorted()).toEqual(
    want
      .slice(1)
      .map((lang) => `${lang}.json`)
      .toSorted(),
  );
});

it("says each thing under one key, whatever the area", () => {
  const areas = [messages, pages, flow].map((area) => Object.keys(area).length);
  expect(Object.keys(english)).toHaveLength(areas.reduce((sum, keys) => sum + keys, 0));
  expect(Object.keys(english).length).toBeGreaterThan(200);
});

describe.each(languages.map((language) => ({ lang: language.lang, language })))("P59 $lang", ({ lang, language }) => {
  const texts = textsOf(lang);
  const categories = categoriesOf(lang);

  it("has every key of English, and no other", () => {
    expect(texts.map(({ key }) => key).toSorted()).toEqual(Object.keys(english).toSorted());
  });

  it("puts the same names into each text as English does", () => {
    for (const { key, text, english = "" } of texts) {
      const want = namesIn(typeof english === "string" ? english : english.other);
      for (const [category, sentence] of typeof text === "string" ? [["other", text]] : Object.entries(text)) {
        const names = namesIn(sentence ?? "");
        // "One minute", "two minutes" can be said without the number.
        const counted = ["zero", "one", "two"].includes(category ?? "") && !names.includes("n");
        expect(names, `${key} ${category}`).toEqual(counted ? want.filter((name) => name !== "n") : want);
      }
    }
  });

  it("P03 has another title wherever English has another one", () => {
    const titles = texts.filter(({ key }) => /(?:\.|^)title(?:[._]|$)|^login\.done$/.test(key));
    expect(titles.length).toBeGreaterThan(40);
    const meant = new Map(titles.map(({ text, english }) => [text, english]));
    expect(titles.filter(({ text, english }) => meant.get(text) !== english)).toEqual([]);
  });

  it("has a sentence for each plural category of its whole numbers, and for none that it has not", () => {
    const all = new Intl.PluralRules(lang).resolvedOptions().pluralCategories;
    for (const { key, text, english } of texts) {
      if (typeof text === "string") continue;
      expect(typeof english, key).toBe("object");
      expect(Object.keys(text), key).toEqual(expect.arrayContaining([...categories]));
      expect(all, key).toEqual(expect.arrayContaining(Object.keys(text)));
    }
  });

  it("is whole, composed and trimmed, and holds no markup", () => {
    for (const { key, text } of texts) {
      for (const sentence of sentencesOf(text)) {
        expect(sentence, key).toBe(sentence.normalize("NFC").trim());
        expect(sentence, key).not.toMatch(/^$|[<>\n\t\u200b-\u200f\u202a-\u202e\u2066-\u2069]| {2}/);
        expect(sentence.replace(/\{\w+\}/g, ""), key).not.toMatch(/[{}]/);
      }
    }
  });

  it("knows its name, and which way it is written", () => {
    const known = new Intl.DisplayNames([lang], { type: "language" }).of(lang)?.toLowerCase() ?? "";
    const words = language.name.toLowerCase().match(/\p{L}+/gu) ?? [];
    expect(words.some((word) => known.includes(word))).toBe(true);
    expect(language.dir).toBe(lang === "ar" ? "rtl" : "ltr");
  });
});
