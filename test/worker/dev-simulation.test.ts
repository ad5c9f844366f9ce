import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Channel } from "../../src/core/flow.ts";
import { createOutbox, listOutbox } from "../../src/dev/outbox.ts";
import { OutboxPage } from "../../src/dev/outbox-page.tsx";
import { simulations } from "../../src/dev/simulation.ts";

const deferred: Promise<unknown>[] = [];
const delays: number[] = [];
const { send } = createOutbox(env.CODES, {
  now: () => 0,
  timer: (ms) => {
    delays.push(ms);
    return { gone: Promise.resolve(), cancel: () => undefined };
  },
  defer: (work) => deferred.push(work),
});

const sendTo = (to: string, channel: Channel) =>
  send({
    id: crypto.randomUUID(),
    appId: "default",
    idempotencyKey: "one",
    channel,
    to,
    locale: "en",
    appName: "Acme",
    expiresAt: 600_000,
    text: "135790 is your Acme code.",
    code: "135790",
    link: null,
  });

const arrived = async () => (await listOutbox(env.CODES)).map(({ to }) => to);

describe("a reserved address", () => {
  it.each([
    ["bounce@verify.test", "email", "undeliverable"],
    ["Bounce+Ada.1+x@verify.test", "email", "undeliverable"],
    ["reject@verify.test", "email", "rejected"],
    ["Bounce@Verify.test", "email", "undeliverable"],
    ["+12015550101", "sms", "undeliverable"],
    ["+12015550101", "voice", "undeliverable"],
    ["+12015550102", "sms", "undeliverable"],
    ["+12015550103", "sms", "suppressed"],
    ["+12015550103", "voice", "suppressed"],
  ] as const)("%s takes nothing by %s: %s", async (to, channel, reason) => {
    expect(await sendTo(to, channel)).toMatchObject({ ok: false, failure: { kind: "permanent", reason } });
    expect(await arrived()).toEqual([]);
  });

  it.each([
    ["+12015550102", "voice"],
    ["+12015550100", "sms"],
    ["ok@verify.test", "email"],
  ] as const)("%s takes what comes by %s", async (to, channel) => {
    expect((await sendTo(to, channel)).ok).toBe(true);
    expect(await arrived()).toEqual([to]);
  });

  it.each([
    ["slow@verify.test", "email"],
    ["+12015550104", "sms"],
    ["+12015550104", "voice"],
  ] as const)("%s is slow: what comes by %s is taken at once, there after twenty seconds", async (to, channel) => {
    delays.length = 0;
    expect((await sendTo(to, channel)).ok).toBe(true);
    expect(delays).toEqual([20_000]);
    await Promise.all(deferred);
    expect(await arrived()).toEqual([to]);
  });

  it("is listed on the page of the outbox", async () => {
    const page = String(await OutboxPage({ entries: [], to: "", now: 0, nonce: "" }));
    for (const { to } of simulations) expect(page).toContain(to);
  });
});
