import type { Callback, CallbackFailure, CallbackReading, ReadCallback } from "../../src/core/delivery.ts";
import type { Result } from "../../src/core/result.ts";
import type { Outside, Provider } from "../../src/providers/provider.ts";

/** When callbacks come, in these tests. */
export const toldAt = Date.UTC(2026, 10, 21, 20, 0, 0);
export const hook = "https://verify.example.com/hooks/vendor/default";

type Settings = Readonly<Record<string, string>>;

/** A request to us with these headers and this body. */
export const callbackWith = (headers: Readonly<Record<string, string>>, body: string | Uint8Array): Callback => ({
  method: "POST",
  url: hook,
  headers: new Headers(headers),
  bytes: new Uint8Array(typeof body === "string" ? new TextEncoder().encode(body) : body),
});

const nobodyAnswers: Outside["http"] = () => Promise.reject(new Error("a callback is read without asking anybody"));

/** What reads a provider's callbacks at `toldAt`, with these settings; undefined where nothing does. */
export function readerOf(provider: Provider, env: Settings, http = nobodyAnswers): ReadCallback | undefined {
  const started = provider.configure(env, { http, now: () => toldAt, random: (bytes) => new Uint8Array(bytes) });
  if (started.ok) return started.value.readCallback;
  throw new Error(started.failure.problems.map(({ setting, problem }) => `${setting}: ${problem}`).join(", "));
}

/** Reads one callback with a provider set up by `env`. */
export async function readCallback(
  provider: Provider,
  env: Settings,
  callback: Callback,
): Promise<Result<CallbackReading, CallbackFailure>> {
  const read = readerOf(provider, env);
  if (read === undefined) throw new Error("reads no callbacks");
  return read(callback);
}
