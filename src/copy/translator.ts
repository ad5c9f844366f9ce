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
export type Translator = Required<Pick<Language, "lang" | "dir" | "dates">> & {
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
export function formatsOf(dates: string, timeZone: string) {
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

type Formats = ReturnType<typeof formatsOf>;

/** Those of one isolate's visitors, most of the time; each has formats of more than 100 KiB. */
const MOST_ZONES = 8;

/** The formats of a language, made when a time is first written in a zone: most pages write none, and they are dear. */
function createFormats(dates: string, make: typeof formatsOf): (zone: string) => Formats {
  const kept = new Map<string, Formats>();

  function made(zone: string): Formats {
    try {
      return make(dates, zone);
    } catch {
      return make(dates, UTC);
    }
  }

  return (zone) => {
    const formats = kept.get(zone) ?? made(zone);
    // The one that was used last is behind the others, and the first of them goes.
    kept.delete(zone);
    kept.set(zone, formats);
    const [oldest] = kept.keys();
    if (kept.size > MOST_ZONES && oldest !== undefined) kept.delete(oldest);
    return formats;
  };
}

/** Made once for each language; `inZone` is as good as free. */
export function createTranslator(language: Language, texts: Catalogue, make = formatsOf): Translator {
  const { lang, dir, dates = lang } = language;
  const plurals = new Intl.PluralRules(lang);
  const formatsIn = createFormats(dates, make);

  function piecesOf<Value>(key: Key, values: Readonly<Record<string, Value>> = {}): readonly (string | Value)[] {
    const sentence = sentenceOf(texts[key], () => plurals.select(Number(values["n"])));
    return fillPieces(sentence, values);
  }
  const say: Translator["say"] = (key, ...[values]) => piecesOf(key, values).join("");
  const inZone = (zone: string): Translator => ({
    lang,
    dir,
    dates,
    say,
    read: ({ key, values }) => (Object.hasOwn(texts, key) ? piecesOf(key, values).join("") : ""),
    pieces: (key, ...[values]) => piecesOf(key, values),
    clock(at) {
      const { time, zoneAt } = formatsIn(zone);
      return say("time.clock", { time: time(at), zone: zoneAt(at) });
    },
    country: (code) => new Intl.DisplayNames(lang, { type: "region" }).of(code) ?? code,
    moment(at) {
      const { day, time, zoneAt } = formatsIn(zone);
      return say("time.moment", { date: day(at), time: time(at), zone: zoneAt(at) });
    },
    inZone,
  });
  return inZone(UTC);
}
