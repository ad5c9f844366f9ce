/** The accents that calls are spoken in; the first of a language is that of whoever names no region we have. */
const spoken = [
  "en-US",
  "en-GB",
  "en-AU",
  "en-IN",
  "es-ES",
  "es-MX",
  "es-US",
  "pt-BR",
  "fr-FR",
  "fr-CA",
  "de-DE",
  "ar",
  "ja-JP",
  "cmn-CN",
  "hi-IN",
  "id-ID",
  "tr-TR",
  "it-IT",
  "pl-PL",
  "nl-NL",
  "uk-UA",
] as const;

/** What voices are asked for: a tag that vendors know, where Chinese as it is spoken is Mandarin. */
export type VoiceLanguage = (typeof spoken)[number];

const SPOKEN_AS: ReadonlyMap<string, string> = new Map([
  ["zh", "cmn"],
  ["in", "id"],
]);

const primaryOf = (tag: string): string => tag.toLowerCase().split(/[-_]/, 1)[0] ?? "";

/** The language of a call for a locale. What we have no words in is written in English, and so it is spoken. */
export function voiceLanguage(locale: string): VoiceLanguage {
  const exact = spoken.find((tag) => tag.toLowerCase() === locale.toLowerCase());
  const primary = primaryOf(locale);
  const known = SPOKEN_AS.get(primary) ?? primary;
  return exact ?? spoken.find((tag) => primaryOf(tag) === known) ?? "en-US";
}
