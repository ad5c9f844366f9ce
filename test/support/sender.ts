import type { Envelope } from "../../src/core/message.ts";
import type { NamedSender } from "../../src/core/message-store.ts";
import { firstScene } from "../../src/core/scene.ts";
import type { Outside, Provider } from "../../src/providers/provider.ts";
import { hook } from "./callbacks.ts";

/** When messages are sent in these tests. */
export const sentAt = Date.UTC(2026, 10, 21, 20, 0, 0);
export const nobody = "ada.lovelace@example.org";
export const number = "+447700900123";

export const speech: NonNullable<Envelope["speech"]> = [
  { kind: "pause", ms: 1_000 },
  { kind: "say", text: "This is Acme." },
  { kind: "key", text: "To hear the code, press any key.", ms: 10_000 },
  { kind: "say", text: "Your code is:" },
  { kind: "digits", digits: "135790" },
  { kind: "repeat", key: "1", text: "To hear it again, press 1.", ms: 10_000, times: 3 },
  { kind: "say", text: "Goodbye." },
];

/** Where calls of these tests go on. */
export const keyUrl = (heard: number): string =>
  `https://verify.example.com/hooks/vendor/default/call?message=m1&heard=${heard}`;

/** A message as the courier hands it over. */
export const envelopeFor = (provider: Provider): Envelope => ({
  id: "01930f2a-7c00-7000-8000-000000000001",
  appId: "default",
  locale: "en-GB",
  appName: "Acme",
  callbackUrl: hook,
  idempotencyKey: "01930f2a-7c00-7000-8000-000000000001",
  channel: provider.channels[0] ?? "email",
  to: provider.channels[0] === "email" ? nobody : number,
  expiresAt: sentAt + 600_000,
  subject: "135790 is your Acme code",
  text: "135790 is your Acme code.",
  html: "<!doctype html><p>135790</p>",
  headers: { "Auto-Submitted": "auto-generated" },
  code: "135790",
  link: "https://verify.example.com/l/sEcReT",
  ...(provider.channels[0] === "voice" ? { speech, scene: firstScene(speech, keyUrl) } : {}),
});

/** A world in which nobody may be asked anything. */
export const alone: Outside = {
  http: () => Promise.reject(new Error("asked")),
  now: () => sentAt,
  random: (bytes) => new Uint8Array(bytes).fill(7),
};

/** What keeps a provider from starting with these settings, each as `SETTING: what is wrong`. */
export function problemsOf(provider: Provider, env: Readonly<Record<string, unknown>>): readonly string[] {
  const started = provider.configure(env, alone);
  return started.ok ? [] : started.failure.problems.map(({ setting, problem }) => `${setting}: ${problem}`);
}

export type Reply = (request: Request) => Response | Promise<Response>;

/** The sender of a provider in a world with one vendor, which answers `reply` and keeps what it was asked. */
export function startSender(
  provider: Provider,
  { env, reply, outside = {} }: { env: Readonly<Record<string, string>>; reply: Reply; outside?: Partial<Outside> },
): NamedSender & { readonly requests: readonly Request[] } {
  const requests: Request[] = [];
  const http = async (request: Request): Promise<Response> => {
    requests.push(request.clone());
    return reply(request);
  };
  const started = provider.configure(env, { ...alone, http, ...outside });
  if (!started.ok) throw new Error(problemsOf(provider, env).join(", "));
  return { ...started.value, requests };
}

/** A network on which nothing happens until the caller gives up: as `fetch` behaves, body included. */
export const hangs: Reply = ({ signal }) =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason));
  });

/** The same after the head of an answer, and some of its body. */
export const hangsInTheBody: Reply = ({ signal }) =>
  new Response(
    new ReadableStream({
      start(stream) {
        stream.enqueue(new TextEncoder().encode('{"id":"half'));
        if (signal.aborted) stream.error(signal.reason);
        signal.addEventListener("abort", () => stream.error(signal.reason));
      },
    }),
  );
