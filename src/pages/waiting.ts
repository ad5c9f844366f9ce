import type { Translator } from "../copy/translator.ts";
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
