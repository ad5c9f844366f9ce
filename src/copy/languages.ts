import type { Language } from "./language.ts";

const leftToRight = (lang: string, name: string): Language => ({ lang, name, dir: "ltr" });

/** Every language we write in, in the order they are offered; the first where somebody's own is not among them. */
export const languages: readonly [Language, ...Language[]] = [
  { lang: "en", name: "English", dir: "ltr", dates: "en-GB" },
  leftToRight("es", "Español"),
  leftToRight("pt-BR", "Português (Brasil)"),
  leftToRight("fr", "Français"),
  leftToRight("de", "Deutsch"),
  { lang: "ar", name: "العربية", dir: "rtl" },
  leftToRight("ja", "日本語"),
  leftToRight("zh-Hans", "简体中文"),
  leftToRight("hi", "हिन्दी"),
  leftToRight("id", "Bahasa Indonesia"),
  leftToRight("tr", "Türkçe"),
  leftToRight("it", "Italiano"),
  leftToRight("pl", "Polski"),
  leftToRight("nl", "Nederlands"),
  leftToRight("uk", "Українська"),
];
