import { ar } from "./ar/index.ts";
import { de } from "./de/index.ts";
import { en } from "./en/index.ts";
import { es } from "./es/index.ts";
import { fr } from "./fr/index.ts";
import { hi } from "./hi/index.ts";
import { id } from "./id/index.ts";
import { it } from "./it/index.ts";
import { ja } from "./ja/index.ts";
import type { Language } from "./language.ts";
import { nl } from "./nl/index.ts";
import { pl } from "./pl/index.ts";
import { ptBr } from "./pt-br/index.ts";
import { tr } from "./tr/index.ts";
import { uk } from "./uk/index.ts";
import { zhHans } from "./zh-hans/index.ts";

/** Every language we write in, in the order they are offered; the first where somebody's own is not among them. */
export const languages: readonly [Language, ...Language[]] = [
  en,
  es,
  ptBr,
  fr,
  de,
  ar,
  ja,
  zhHans,
  hi,
  id,
  tr,
  it,
  pl,
  nl,
  uk,
];
