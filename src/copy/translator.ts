import type { Catalogue, English, Language } from "./language.ts";
import { fillPieces, type Names, sentenceOf } from "./text.ts";

export type Key = keyof English;

type ValuesOf<K extends Key, Value> = { readonly [Name in Names<English[K]>]: Name extends "n" ? number : Value };
/** What a text is given: nothing where nothing goes into it. */
type Given<K extends Key, Value> = [Names<English[K]>] extends [never] ? [] : [values: ValuesOf<K, Value>];

/** A text with what goes into it, before it is known in which language: it can be stored. */
export type Said = { readonly key: Key; readonly values: Readonly<Record<string, string | number>> };

/** A text of the catalogue, to be read in a language later: `Translator.read`. */
export const saying = <K extends Key>(key: K, ...[values]: Given<K, string | number>): Said => ({
  key,
  values: values ?? {},
});

/** Everything we write to people, in one language. */
export type Translator = Pick<Language, "lang" | "dir"> & {
  /** A text of the catalogue. `n` chooses the plural. */
  say<K extends Key>(key: K, ...given: Given<K, string | number>): string;
  /** What was said elsewhere; empty where another version of the catalogue said it, and this one has no such text. */
  read(said: Said): string;
  /** The same in pieces, so that a page can put an element where a name stands. */
  pieces<K extends Key, Value>(key: K, ...given: Given<K, Value>): readonly (string | number | Value)[];
  /** A time of day, with its zone: "20:10 UTC". */
  clock(at: number): string;
  /** A time with its day. */
  moment(at: number): string;
  /** The same, with times of a zone (IANA, `Europe/Berlin`); of UTC where that is none. */
  inZone(zone: string): Translator;
  /** What a country of ISO 3166 is called. */
  country(code: string): string;
};

/** Latin digits everywhere: a code or time is typed and compared as it is read. */
const latinDigits = { numberingSystem: "latn", calendar: "gregory" } as const;
const UTC = "UTC";

/** How times are written in a zone; throws where that is none. */
function formatsOf(dates: string, timeZone: string) {
  const common = { ...latinDigits, timeZone };
  const day = new Intl.DateTimeFormat(dates, { ...common, dateStyle: "long" });
  const hour = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const time = new Intl.DateTimeFormat(dates, { ...common, ...hour });
  const named = new Intl.DateTimeFormat(dates, { ...common, timeZoneName: "short" });
  /** Summer time has a name of its own. */
  const zoneAt = (at: number): string =>
    timeZone === UTC ? UTC : (named.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? timeZone);
  return { day: day.format, time: time.format, zoneAt };
}

/** Made once for each language, and within it for each zone: formats are dear. */
export function createTranslator(language: Language, texts: Catalogue, zone = UTC): Translator {
  const { lang, dir, dates = lang } = language;
  const plurals = new Intl.PluralRules(lang);
  const { day, time, zoneAt } = formatsOf(dates, zone);
  const inZones = new Map<string, Translator>();

  function piecesOf<Value>(key: Key, values: Readonly<Record<string, Value>> = {}): readonly (string | Value)[] {
    const sentence = sentenceOf(texts[key], () => plurals.select(Number(values["n"])));
    return fillPieces(sentence, values);
  }
  const say: Translator["say"] = (key, ...[values]) => piecesOf(key, values).join("");
  const translator: Translator = {
    lang,
    dir,
    say,
    read: ({ key, values }) => (Object.hasOwn(texts, key) ? piecesOf(key, values).join("") : ""),
    pieces: (key, ...[values]) => piecesOf(key, values),
    clock: (at) => say("time.clock", { time: time(at), zone: zoneAt(at) }),
    country: (code) => new Intl.DisplayNames(lang, { type: "region" }).of(code) ?? code,
    moment: (at) => say("time.moment", { date: day(at), time: time(at), zone: zoneAt(at) }),
    inZone(other) {
      if (other === zone) return translator;
      try {
        const known = inZones.get(other) ?? createTranslator(language, texts, other);
        inZones.set(other, known);
        return known;
      } catch {
        return translator;
      }
    },
  };
  return translator;
}
