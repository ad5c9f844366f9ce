import ar from "../../catalogues/ar.json" with { type: "json" };
import de from "../../catalogues/de.json" with { type: "json" };
import es from "../../catalogues/es.json" with { type: "json" };
import fr from "../../catalogues/fr.json" with { type: "json" };
import hi from "../../catalogues/hi.json" with { type: "json" };
import id from "../../catalogues/id.json" with { type: "json" };
import it from "../../catalogues/it.json" with { type: "json" };
import ja from "../../catalogues/ja.json" with { type: "json" };
import nl from "../../catalogues/nl.json" with { type: "json" };
import pl from "../../catalogues/pl.json" with { type: "json" };
import ptBR from "../../catalogues/pt-BR.json" with { type: "json" };
import tr from "../../catalogues/tr.json" with { type: "json" };
import uk from "../../catalogues/uk.json" with { type: "json" };
import zhHans from "../../catalogues/zh-Hans.json" with { type: "json" };
import { languageFor } from "../../src/copy/choose.ts";
import { english } from "../../src/copy/en/index.ts";
import type { Catalogue } from "../../src/copy/language.ts";
import { createTranslator, type Translator } from "../../src/copy/translator.ts";

/** Every catalogue by the tag of its language. A file that lacks a text does not compile here. */
export const catalogues: Readonly<Record<string, Catalogue>> = {
  en: english,
  ar,
  de,
  es,
  fr,
  hi,
  id,
  it,
  ja,
  nl,
  pl,
  "pt-BR": ptBR,
  tr,
  uk,
  "zh-Hans": zhHans,
};

const made = new Map<string, Translator>();

/** Who speaks the language for a locale, at once. */
export function translator(locale: string): Translator {
  const language = languageFor(locale);
  const { lang } = language;
  const known = made.get(lang) ?? createTranslator(language, catalogues[lang] ?? english);
  made.set(lang, known);
  return known;
}
