import type { Copy } from "./copy.ts";
import { en } from "./en.ts";

const languages: ReadonlyMap<string, Copy> = new Map([en].map((copy) => [copy.lang, copy]));

/** The copy for a locale such as `en-GB`; English where we have no such language. */
export const copyFor = (locale: string): Copy => languages.get(locale.toLowerCase().split(/[-_]/)[0] ?? "") ?? en;
