import type { Channel } from "../core/flow.ts";
import type { NamedSender, Route, Routes } from "../core/message-store.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { type Problem, problemOf } from "../settings/problems.ts";
import { textOf } from "../settings/text.ts";
import { emailProviders } from "./email/index.ts";
import { type Choice, type Named, readOrder } from "./order.ts";
import type { Misconfigured, Outside, Provider } from "./provider.ts";
import { textProviders } from "./sms/index.ts";
import { callProviders } from "./voice/index.ts";

/** For each channel, the setting that names who carries it, and who does where that is not set. */
export const orders: Readonly<Record<Channel, Choice & { readonly setting: string; readonly initial: string }>> = {
  email: { setting: "EMAIL_PROVIDERS", initial: "resend", providers: emailProviders, byCountry: false },
  sms: { setting: "SMS_PROVIDERS", initial: "", providers: textProviders, byCountry: true },
  voice: { setting: "VOICE_PROVIDERS", initial: "", providers: callProviders, byCountry: true },
};

/**
 * Whoever the settings choose, ready to send, or everything that keeps one of them from it. Settings of providers that
 * are not chosen are not looked at. A provider that carries several channels is one sender.
 */
export function chooseRoutes(
  env: Readonly<Record<string, unknown>>,
  outside: Outside,
): Result<Routes, readonly Problem[]> {
  const started = new Map<Provider, Result<NamedSender, Misconfigured>>();
  const problems: Problem[] = [];

  function start(provider: Provider): Result<NamedSender, Misconfigured> {
    const result = started.get(provider) ?? provider.configure(env, outside);
    started.set(provider, result);
    return result;
  }

  function routeTo({ provider, countries }: Named): readonly Route[] {
    const result = start(provider);
    if (result.ok) return [{ sender: result.value, countries }];
    problems.push(...result.failure.problems);
    return [];
  }

  function routesOf(channel: Channel): readonly Route[] {
    const { setting, initial, ...choice } = orders[channel];
    const order = readOrder(String(textOf(env[setting]) ?? initial), choice);
    problems.push(...order.problems.map((problem) => problemOf(setting, problem)));
    return order.named.flatMap(routeTo);
  }

  const routes = { email: routesOf("email"), sms: routesOf("sms"), voice: routesOf("voice") };
  return problems.length === 0 ? ok(routes) : fail(unrepeated(problems));
}

/** Each once: providers of one vendor share settings. */
const unrepeated = (problems: readonly Problem[]): readonly Problem[] => [
  ...new Map(problems.map((problem) => [`${problem.setting}: ${problem.problem}`, problem])).values(),
];
