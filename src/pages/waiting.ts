import type { Translator } from "../copy/translator.ts";
import { wholeSeconds } from "../core/seconds.ts";
import { isDayClear } from "./components.tsx";
import type { Sent } from "./sending.tsx";

const awaited = { email: "email", sms: "phone", voice: "call" } as const;

/** From here on people count in minutes. */
const unitOf = (seconds: number): { readonly unit: "seconds" | "minutes"; readonly n: number } =>
  seconds < 120 ? { unit: "seconds", n: seconds } : { unit: "minutes", n: Math.ceil(seconds / 60) };

/** How long somebody has to wait before one more of these is sent, and what to know meanwhile. */
export function waitText(words: Translator, seconds: number, { proof, channel }: Sent): string {
  const { unit, n } = unitOf(seconds);
  return words.say(`wait.${proof === "link" ? "link" : awaited[channel]}.${unit}`, { n });
}

/** What stands before the title of a page whose visitor has to wait. */
export function waitNews(words: Translator, seconds: number): string {
  const { unit, n } = unitOf(seconds);
  return words.say(`wait.news.${unit}`, { n });
}

/** Longer than this nobody waits on a page: then it says by the clock when to come back. */
export const LONGEST_WAIT_MS = 600_000;

/** When a wait is over (`at`, epoch milliseconds), with its day where that is not clear. */
export const timeText = (words: Translator, { at, now }: { readonly at: number; readonly now: number }): string =>
  isDayClear(at, now) ? words.clock(at) : words.moment(at);

/** That one of these was sent a moment ago, or too many were, and when there may be one more (`at`, epoch milliseconds). */
export function tooSoonText(words: Translator, sent: Sent, { at, now }: { readonly at: number; now: number }): string {
  if (at - now <= LONGEST_WAIT_MS) return waitText(words, wholeSeconds(at - now), sent);
  return words.say(`limit.${sent.channel === "email" ? "email" : "phone"}.error`, {
    time: timeText(words, { at, now }),
  });
}
