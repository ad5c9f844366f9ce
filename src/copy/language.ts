import type { english } from "./en/index.ts";
import type { Translated } from "./text.ts";

export type English = typeof english;

/** All texts of a language, by key. */
export type Catalogue = Translated<English>;

/** A language, without its texts. */
export type Language = {
  /** BCP 47, as it stands in `lang` and `Content-Language`. */
  readonly lang: string;
  /** What it calls itself. */
  readonly name: string;
  readonly dir: "ltr" | "rtl";
  /** Whose dates it writes, where that is not its own tag. */
  readonly dates?: string;
};
