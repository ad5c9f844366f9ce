import type { Channel } from "../../../core/flow.ts";
import { unreadableCode as codeFault } from "../../../pages/code-fault.ts";
import type { Fault } from "../../../pages/components.tsx";
import { tooSoonText } from "../../../pages/waiting.ts";
import { inWords, messageIds } from "../messages.ts";
import { channelOf, type Shown } from "./shown.ts";

/**
 * A fault that passes by itself says when; the page then is no error, but a wait. `asked`: for a message of this kind,
 * where that is known.
 */
export type FlowFault = Fault & { readonly waitMs?: number; readonly asked?: Channel | undefined };

/** What a person typed where a code belongs, and there is none in it. */
export const unreadableCode = ({ words, digits }: Shown, typed: string): FlowFault => codeFault(words, typed, digits);

const LAST_TRIES = 2;

/** A code that is not the one; whoever the flow belongs to is told when the tries run out. */
export function wrongCode(shown: Shown): FlowFault {
  const { words, look, whole } = shown;
  const left = whole ? (look.issue?.triesLeft ?? LAST_TRIES + 1) : LAST_TRIES + 1;
  const text =
    left <= LAST_TRIES
      ? words.say("code.error.wrong_last", { n: left })
      : words.say(`code.error.wrong.${channelOf(shown)}`);
  return { text, field: "code" };
}

/** That something was sent to the address a moment ago, or too often; `asked`: what there was to be sent. */
export function tooSoon(shown: Shown, waitMs: number, asked: Channel = channelOf(shown)): FlowFault {
  const { words, look, now } = shown;
  const text = tooSoonText(words, { proof: look.flow.proof, channel: asked }, { at: now + waitMs, now });
  return { text, waitMs, asked };
}

/** What the flow has to tell of something that another page, or a program, did with it. */
export function noticed(shown: Shown): FlowFault | undefined {
  const { notice, words, look, now, digits } = shown;
  const isOpen = look.flow.state === "open";
  switch (notice?.page?.why) {
    case "again":
    case "link_dead":
    case "link_used":
    case "link_old":
    case "link_replaced":
      return undefined;
    case "locked":
      return { text: words.say("code.error.locked") };
    case "wait":
      return look.sendAgainAt !== null && look.sendAgainAt > now ? tooSoon(shown, look.sendAgainAt - now) : undefined;
    case "country":
      return { text: words.say("phone.country_off"), ...(isOpen ? { field: "phone" } : {}) };
  }
  if (notice?.text.type !== "error") return undefined;
  const atEmail = isOpen ? { field: "email" } : {};
  switch (notice.text.id) {
    case messageIds.codeWrong:
      return isOpen ? undefined : wrongCode(shown);
    case messageIds.required:
      return isOpen
        ? { text: words.say("email.empty"), ...atEmail }
        : look.flow.proof === "code"
          ? { text: words.say("code.error.empty", { digits }), field: "code" }
          : { text: words.say("email.empty") };
    case messageIds.emailFormat:
      return { text: words.say("email.format"), ...atEmail };
    case messageIds.expired:
      return { text: words.say("old.error") };
    default:
      return { text: inWords(notice.text, words).text };
  }
}
