import type { flow } from "./en/flow.ts";
import type { messages } from "./en/messages.ts";
import type { pages } from "./en/pages.ts";
import type { Translated } from "./text.ts";

/** What English says, by key: what every language has to say. */
export type English = typeof messages & typeof pages & typeof flow;

export type MessageTexts = Translated<typeof messages>;
export type PageTexts = Translated<typeof pages>;
export type FlowTexts = Translated<typeof flow>;

/** A language: nothing but data. */
export type Language = {
  /** BCP 47, as it stands in `lang` and `Content-Language`. */
  readonly lang: string;
  /** What it calls itself. */
  readonly name: string;
  readonly dir: "ltr" | "rtl";
  /** Whose dates it writes, where that is not its own tag. */
  readonly dates?: string;
  readonly messages: MessageTexts;
  readonly pages: PageTexts;
  readonly flow: FlowTexts;
};
