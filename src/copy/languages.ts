import { en } from "./en/index.ts";
import type { Language } from "./language.ts";

/** Every language we write in, the first where somebody's own is not among them. */
export const languages: readonly [Language, ...Language[]] = [en];
