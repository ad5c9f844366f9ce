import type { Translator } from "../../copy/translator.ts";
import type { Channel } from "../../core/flow.ts";
import { unreadableCode } from "../../pages/code-fault.ts";
import type { Fault } from "../../pages/components.tsx";
import type { VerCode } from "./errors.ts";

type Typed = { readonly typed: string; readonly digits: number; readonly channel: Channel };

/** What is wrong with a code that was typed into our page, in words of its channel. */
export function codeFault(
  words: Translator,
  failure: { readonly reason: string; readonly attemptsLeft?: number },
  { typed, digits, channel }: Typed,
): Fault {
  const field = "code";
  if (failure.reason === "code_malformed") return unreadableCode(words, typed, digits);
  const left = failure.attemptsLeft ?? 0;
  if (failure.reason === "code_wrong" && (left === 1 || left === 2)) {
    return { field, text: words.say("code.error.wrong_last", { n: left }) };
  }
  return { field, text: faultText(words, codeOf(failure.reason), channel) };
}

const codeOf = (reason: string): VerCode => {
  switch (reason) {
    case "code_expired":
    case "flow_expired":
      return "VER_0902";
    case "too_many_attempts":
      return "VER_0904";
    default:
      return "VER_0901";
  }
};

/** What went wrong, for people, by the code that is for programs. */
export function faultText(words: Translator, code: VerCode, channel: Channel): string {
  switch (code) {
    case "VER_0901":
      return words.say(`code.error.wrong.${channel}`);
    case "VER_0902":
      return words.say("code.error.expired");
    case "VER_0904":
      return words.say("code.error.locked");
    case "VER_0906":
      return words.say("changed.error");
    case "VER_0907":
      return words.say("phone.country_off");
    default:
      return words.say("failed.error");
  }
}

/** What the error page says of a code; of one that only a program can do something about, that it does not work. */
export function pageText(words: Translator, code: VerCode): { readonly title: string; readonly text: string } {
  switch (code) {
    case "VER_0902":
      return { title: words.say("ended.old.title"), text: words.say("ended.old.text") };
    case "VER_0903":
      return { title: words.say("ended.used.title"), text: words.say("ended.used.text") };
    case "VER_0904":
      return { title: words.say("code.locked.title"), text: words.say("ended.locked.text") };
    case "VER_0905":
      return { title: words.say("ended.wait.title"), text: words.say("ended.wait.text") };
    case "VER_0906":
      return { title: words.say("changed.title"), text: words.say("back.text") };
    case "VER_0907":
      return { title: words.say("off.title"), text: words.say("phone.country_off") };
    case "VER_0105":
      return { title: words.say("server.title"), text: words.say("server.code") };
    default:
      return { title: words.say("broken.title"), text: words.say("back.text") };
  }
}
