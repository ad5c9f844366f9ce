import type { Language } from "./language.ts";
import { languages } from "./languages.ts";

const TAG = /^[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/i;
const LONGEST_TAG = 35;
/** More than any browser sends. */
const MOST_PREFERENCES = 20;

/** Languages that had another code once (ISO 639), which some systems write still. */
const RENAMED: Readonly<Record<string, string>> = { in: "id" };

/** The language of a tag by its code of today, without script and region. */
export const primaryOf = (tag: string): string => {
  const primary = tag.toLowerCase().split(/[-_]/, 1)[0] ?? "";
  return RENAMED[primary] ?? primary;
};

/** Chinese in the other script: ours can be read, but only at a pinch. */
const isOtherScript = (tag: string): boolean => /^zh[-_](?:hant|tw|hk|mo)\b/i.test(tag);

const readTag = (text: string): string | undefined => {
  const tag = text.trim().replaceAll("_", "-");
  return tag.length <= LONGEST_TAG && TAG.test(tag) ? tag : undefined;
};

/** The languages of an `Accept-Language` header, the preferred first. */
function preferencesIn(header: string): readonly string[] {
  const weighed = header.split(",", MOST_PREFERENCES).flatMap((part) => {
    const [range = "", quality] = part.split(/;\s*q=/i);
    const tag = readTag(range);
    const q = quality === undefined ? 1 : Number.parseFloat(quality);
    return tag !== undefined && q > 0 ? [{ tag, q }] : [];
  });
  return weighed.sort((one, other) => other.q - one.q).map(({ tag }) => tag);
}

/** What somebody wants to read: what they `asked` for, then what their browser says. */
export const preferencesOf = (headers: Headers, asked?: string): readonly string[] => [
  ...[asked === undefined ? undefined : readTag(asked)].filter((tag) => tag !== undefined),
  ...preferencesIn(headers.get("accept-language") ?? ""),
];

const languageOf = (tag: string): Language | undefined =>
  languages.find(({ lang }) => primaryOf(lang) === primaryOf(tag));

/** The first of `locales` that we have words in. One that is only read at a pinch is behind all the others. */
function bestOf(locales: readonly string[]): { readonly locale: string; readonly language: Language } | undefined {
  const found = locales.flatMap((locale) => {
    const language = languageOf(locale);
    return language === undefined ? [] : [{ locale, language }];
  });
  return found.find(({ locale }) => !isOtherScript(locale)) ?? found[0];
}

/** The language for one locale, such as `pt-PT`, or for several, the preferred first; else the first of ours. */
export const languageFor = (...locales: readonly string[]): Language => bestOf(locales)?.language ?? languages[0];

/** The locale for writing in one of our languages: with the region that the browser says, if it speaks that language. */
export const localeIn = (lang: string, headers: Headers): string =>
  preferencesOf(headers).find((tag) => languageOf(tag)?.lang === lang) ?? lang;

/**
 * The locale to write to somebody in, with its region: voices have accents. Where we have no words in any that was
 * wanted it is the first of these: a vendor's own texts may have them.
 */
export const localeOf = (headers: Headers, asked?: string): string => {
  const wanted = preferencesOf(headers, asked);
  return bestOf(wanted)?.locale ?? wanted[0] ?? languages[0].lang;
};

/** That locale, to be kept for pages that are read in a browser of somebody's own; nothing where none was said. */
export const localeSaid = (headers: Headers): { readonly locale?: string } =>
  preferencesOf(headers).length === 0 ? {} : { locale: localeOf(headers) };
