import type { World } from "../core/ports.ts";
import { languageFor } from "./choose.ts";
import { english } from "./en/index.ts";
import type { Catalogue } from "./language.ts";
import { languages } from "./languages.ts";
import { createTranslator, type Translator } from "./translator.ts";

/** Fetches the texts of a language by its tag; throws where they cannot be had. */
export type LoadCatalogue = (lang: string) => Promise<Partial<Catalogue>>;

/** Who speaks the language for these locales, the preferred first. Never fails: in the worst case it is English. */
export type TranslatorFor = (...locales: readonly string[]) => Promise<Translator>;

/**
 * Only English is part of the Worker. Another language is loaded when somebody first reads it, and kept as long as the
 * isolate lives. One that cannot be had now is read in English, and asked for again the next time.
 */
export function createTranslators(load: LoadCatalogue, { log }: Pick<World, "log">): TranslatorFor {
  const [first] = languages;
  const known = new Map<string, Translator>([[first.lang, createTranslator(first, english)]]);

  return async (...locales) => {
    const language = languageFor(...locales);
    const { lang } = language;
    const kept = known.get(lang);
    if (kept) return kept;
    try {
      // What is kept is never the promise: one request must not wait for what another has begun.
      const made = createTranslator(language, { ...english, ...(await load(lang)) });
      known.set(lang, made);
      return made;
    } catch (error) {
      log({ event: "language_not_loaded", lang, error: error instanceof Error ? error.name : "unknown" });
      return known.get(first.lang) ?? createTranslator(first, english);
    }
  };
}
