import type { Translator } from "../copy/translator.ts";
import { codeFaultOf } from "../core/code.ts";
import type { Fault } from "./components.tsx";

/** What a person typed where a code of so many digits belongs, and there is none in it. */
export function unreadableCode(words: Translator, typed: string, digits: number): Fault {
  const { why, digits: n } = codeFaultOf(typed, digits);
  const field = "code";
  switch (why) {
    case "empty":
      return { text: words.say("code.error.empty", { digits }), field };
    case "short":
      return { text: words.say("code.error.short", { digits, n }), field };
    case "long":
      return { text: words.say("code.error.long", { digits, n }), field };
    case "chars":
      return { text: words.say("code.error.chars"), field };
  }
}
