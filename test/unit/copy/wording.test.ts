import { describe, expect, it } from "vitest";
import { languages } from "../../../src/copy/languages.ts";
import type { Text } from "../../../src/copy/text.ts";
import { catalogues } from "../../support/catalogues.ts";

/*
 * Words that say nothing to most people, that plead, or that blame: "valid", "please", "oops", "token", "OTP",
 * "authenticate", "session", "flow", "something went wrong", "click here", "you failed", and their likes.
 */
const everywhere = ["token", "otp", "oops"];
const avoided: Readonly<Record<string, readonly string[]>> = {
  en: ["invalid", "valid", "please", "authenticat", "session", "flow", "something went wrong", "click", "failed"],
  es: ["válid", "inválid", "por favor", "sesión", "autentic", "algo salió mal", "haga clic", "ficha"],
  "pt-BR": ["válid", "inválid", "por favor", "sessão", "autentic", "algo deu errado", "clique"],
  fr: ["valide", "s’il vous plaît", "veuillez", "session", "authentifi", "jeton", "cliquez"],
  de: ["gültig", "bitte", "sitzung", "authentifizier", "schiefgelaufen", "klicken"],
  ar: ["صالح", "يرجى", "من فضلك", "جلسة", "مصادقة", "حدث خطأ ما", "انقر"],
  // Japanese asks with ください and nothing else: that is no pleading there.
  ja: ["有効", "無効", "トークン", "セッション", "認証", "クリック", "お願い"],
  "zh-Hans": ["有效", "无效", "请输入", "请您", "令牌", "会话", "身份验证", "出错", "点击"],
  hi: ["मान्य", "कृपया", "टोकन", "सत्र", "प्रमाणित", "क्लिक"],
  id: ["valid", "berlaku", "silakan", "mohon", "harap", "sesi ", "autentikasi", "klik"],
  tr: ["geçerli", "geçersiz", "lütfen", "oturum", "kimlik doğrula", "tıkla", "jeton"],
  it: ["valid", "per favore", "sessione", "autentic", "qualcosa è andato storto", "clicca"],
  pl: ["ważny", "nieprawidłow", "proszę", "sesj", "uwierzyteln", "kliknij", "coś poszło nie tak"],
  nl: ["geldig", "alstublieft", "sessie", "authentic", "er ging iets mis", "klik"],
  uk: ["дійсн", "будь ласка", "сеанс", "сесі", "автентиф", "щось пішло не так", "клацніть"],
};

const sentencesOf = (lang: string) =>
  Object.entries<Text>(catalogues[lang] ?? {}).flatMap(([key, text]) =>
    (typeof text === "string" ? [text] : Object.values(text)).map((sentence) => ({ key, sentence })),
  );

describe.each(languages)("P25 $lang", ({ lang }) => {
  it("uses none of the words we avoid", () => {
    const words = avoided[lang] ?? [];
    expect(words.length).toBeGreaterThan(5);
    for (const { key, sentence } of sentencesOf(lang)) {
      const said = sentence.replace(/\{\w+\}/g, "").toLowerCase();
      const found = [...words, ...everywhere].filter(
        (word) =>
          // Where words stand apart, one begins with it; in others it may stand anywhere.
          new RegExp(`(?<!\\p{L})${word}`, "iu").test(said) || (/ja|zh/.test(lang) && said.includes(word)),
      );
      expect(found, `${key}: ${sentence}`).toEqual([]);
    }
  });

  it("says nothing that is not its own: no text is English by oversight", () => {
    if (lang === "en") return;
    const english = new Map(sentencesOf("en").map(({ key, sentence }) => [key, sentence]));
    const same = sentencesOf(lang).filter(
      ({ key, sentence }) =>
        sentence === english.get(key) && /\p{L}{3,}.*\p{L}{3,}/u.test(sentence.replace(/\{\w+\}/g, "")),
    );
    expect(same).toEqual([]);
  });
});

it("P25 is in short sentences: twenty words of English at most", () => {
  const sentences = sentencesOf("en").flatMap(({ key, sentence }) =>
    sentence.split(/[.:?]\s/).map((part) => ({ key, words: part.trim().split(/\s+/).length })),
  );
  expect(sentences.filter(({ words }) => words > 20)).toEqual([]);
});
