import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { timeOrderedId } from "../../src/core/ids.ts";
import type { Envelope } from "../../src/core/message.ts";
import { createOutbox } from "../../src/dev/outbox.ts";
import { createDevRoutes } from "../../src/dev/routes.tsx";

const start = Date.UTC(2026, 10, 21, 20, 0, 0);
const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));

/** A clock that moves when somebody sleeps, and what happens meanwhile. */
function fakeTime() {
  let at = start;
  const due: { at: number; run: () => Promise<unknown> }[] = [];
  return {
    now: () => at,
    advance: (ms: number) => {
      at += ms;
    },
    later: (ms: number, run: () => Promise<unknown>) => due.push({ at: at + ms, run }),
    sleep: async (ms: number) => {
      at += ms;
      for (const item of due.splice(0)) await (item.at <= at ? item.run() : due.push(item));
    },
  };
}

/** The development server's outbox and its routes, on the test's own KV and a clock that moves when told. */
export function testOutbox() {
  const { CODES: kv } = env as unknown as { CODES: KVNamespace };
  const time = fakeTime();
  const app = createDevRoutes({ kv, world: { now: time.now, random }, sleep: time.sleep });
  const { send } = createOutbox(kv, {
    now: time.now,
    timer: () => ({ gone: Promise.resolve(), cancel: () => undefined }),
    defer: () => undefined,
  });

  const newId = (at = time.now()): string => timeOrderedId(random, at);

  const envelope = (more: Partial<Envelope> = {}): Envelope => ({
    id: newId(),
    appId: "default",
    locale: "en",
    appName: "Acme",
    idempotencyKey: "one",
    channel: "email",
    to: "ada@example.org",
    expiresAt: start + 600_000,
    subject: "135790 is your Acme code",
    text: "135790 is your Acme code.",
    html: '<!doctype html><p class="mail">135790</p>',
    headers: { "Auto-Submitted": "auto-generated" },
    code: "135790",
    link: "https://verify.example.com/l/abc?x=1&y=2",
    ...more,
  });

  /** Sends one message and lets a second go by; its id. */
  async function deliver(more: Partial<Envelope> = {}): Promise<string> {
    const message = envelope(more);
    expect(await send(message)).toEqual({ ok: true, value: { providerMessageId: message.id } });
    time.advance(1_000);
    return message.id;
  }

  const idsAt = async (path: string): Promise<readonly string[]> => {
    const response = await app.request(path);
    expect(response.status).toBe(200);
    const { messages } = await response.json<{ messages: { id: string }[] }>();
    return messages.map(({ id }) => id);
  };

  const page = async (path = "/outbox") => (await app.request(path)).text();
  const clear = async () => app.request("/outbox.json", { method: "DELETE" });

  return { kv, time, app, newId, envelope, send, deliver, idsAt, page, clear };
}
