import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { createBreakers } from "../../src/core/breaker.ts";
import { createCourier } from "../../src/core/courier.ts";
import type { SendFailure } from "../../src/core/message.ts";
import { fail, ok } from "../../src/core/result.ts";
import type { Bindings } from "../../src/env.ts";
import { kvCodeVault } from "../../src/stores/codes.ts";
import { d1FlowStore } from "../../src/stores/flows.ts";
import { d1MessageStore } from "../../src/stores/messages.ts";
import * as journey from "../support/journey.ts";
import { JANE, PAYLOAD } from "../support/journey.ts";
import { scriptedProviders } from "../support/providers.ts";
import { addAccount, type TestBed, testBed } from "../support/world.ts";

const unreachable: SendFailure = { kind: "transient", scope: "provider", reason: "unreachable" };

/** A flow whose mail was asked for; its id. */
const sentFlow = async (bed: TestBed): Promise<string> => (await journey.sentFlow(bed)).flow.id;

const check = async (bed: TestBed, flowId: string, code = ""): Promise<boolean> =>
  (await journey.check(bed, flowId, code)).ok;

const message = () => env.DB.prepare("SELECT state, send_count FROM messages").first();
const accept = (bed: TestBed) => bed.answer(async ({ id }) => ok({ providerMessageId: id }));
const refuse = (bed: TestBed) => bed.answer(async () => fail(unreachable));

/** KV whose reads fail as told, one after the other; those after the last are left alone. */
function kvWith(...reads: readonly ("fails" | "works")[]): Bindings {
  const script = [...reads];
  const CODES = new Proxy(env.CODES, {
    get(target, key) {
      if (key === "get" && script.shift() === "fails") return () => Promise.reject(new Error("KV is down"));
      return Reflect.get(target, key).bind(target);
    },
  });
  return { DB: env.DB, CODES };
}

beforeEach(async () => {
  await addAccount([{ kind: "email", value: JANE }]);
});

describe("a code that was replaced on the way", () => {
  it("is never sent again, though KV has it still", async () => {
    const bed = testBed({ bindings: kvWith("fails") });
    refuse(bed);
    const flow = await sentFlow(bed);
    bed.wait(60_000);
    // The second try finds nothing and makes a new code; whether that arrived, nobody knows.
    await bed.services.courier.sendDue();
    accept(bed);
    bed.wait(60_000);
    await bed.services.courier.sendDue();
    const [first, , third] = bed.sent;
    expect(bed.sent).toHaveLength(3);
    expect(new Set(bed.sent.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(3);
    if (first?.code !== third?.code) expect(await check(bed, flow, first?.code ?? "")).toBe(false);
    expect(await check(bed, flow, third?.code ?? "")).toBe(true);
  });

  it("leaves the code in KV alone where nothing was replaced", async () => {
    const bed = testBed();
    refuse(bed);
    await sentFlow(bed);
    for (const wait of [60_000, 60_000]) {
      bed.wait(wait);
      await bed.services.courier.sendDue();
    }
    expect(new Set(bed.sent.map(({ code, idempotencyKey }) => `${code} ${idempotencyKey}`)).size).toBe(1);
    expect(bed.sent).toHaveLength(3);
  });
});

describe("a code that is about to expire", () => {
  it("is not sent again in its last ninety seconds", async () => {
    const bed = testBed();
    bed.answer(async () => fail({ kind: "transient", scope: "provider", reason: "throttled", retryAfterMs: 500_000 }));
    await sentFlow(bed);
    accept(bed);
    bed.wait(510_001);
    expect(await bed.services.courier.sendDue()).toBe(1);
    expect(await message()).toEqual({ state: "expired", send_count: 2 });
    expect(bed.sent).toHaveLength(1);
  });

  it("is sent again just before", async () => {
    const bed = testBed();
    bed.answer(async () => fail({ kind: "transient", scope: "provider", reason: "throttled", retryAfterMs: 500_000 }));
    await sentFlow(bed);
    accept(bed);
    bed.wait(510_000);
    await bed.services.courier.sendDue();
    expect(await message()).toEqual({ state: "sent", send_count: 2 });
  });

  it("ends at once when its next try would come too late", async () => {
    const bed = testBed();
    bed.answer(async () => fail({ kind: "transient", scope: "provider", reason: "throttled", retryAfterMs: 510_001 }));
    await sentFlow(bed);
    expect(await message()).toEqual({ state: "expired", send_count: 1 });
  });
});

describe("what KV keeps of a code", () => {
  it.each([
    ["a code of ten minutes", {}, 510],
    ["one of two minutes, of which KV keeps nothing for less than one", { codeLifetimeMs: 120_000 }, 60],
    ["one of a day", { codeLifetimeMs: 86_400_000, flowLifetimeMs: 86_400_000 }, 3_600],
  ])("is gone when no try can need it any more: %s", async (_, policy, want) => {
    const begun = Date.now() / 1_000;
    await sentFlow(testBed({ policy }));
    const { keys } = await env.CODES.list({ prefix: "code:" });
    const keptFor = (keys[0]?.expiration ?? 0) - begun;
    expect(keptFor).toBeGreaterThan(want - 2);
    expect(keptFor).toBeLessThan(want + 5);
  });
});

describe("a first try that failed for a moment", () => {
  it("is repeated seconds later, not when the next minute begins", async () => {
    const bed = testBed({ timely: true });
    const begun = bed.now();
    bed.answer(async ({ id }) => (bed.sent.length < 2 ? fail(unreachable) : ok({ providerMessageId: id })));
    const flow = await sentFlow(bed);
    expect(await message()).toEqual({ state: "sent", send_count: 2 });
    expect(bed.now() - begun).toBeLessThanOrEqual(3_000);
    expect(new Set(bed.sent.map(({ code, idempotencyKey }) => `${code} ${idempotencyKey}`)).size).toBe(1);
    expect(await check(bed, flow, bed.sent[0]?.code ?? "")).toBe(true);
  });

  it("is left to the cron once the platform would not wait for it", async () => {
    const bed = testBed({ timely: true });
    bed.answer(async () => {
      bed.wait(14_500);
      return fail(unreachable);
    });
    await sentFlow(bed);
    expect(await message()).toEqual({ state: "pending", send_count: 1 });
  });
});

describe("whoever has taken a message up", () => {
  it("asks nobody more when an answer could come after its lease, however long it took to begin", async () => {
    let wait = (_: number): void => undefined;
    const CODES = new Proxy(env.CODES, {
      get(target, key) {
        if (key === "get") wait(12_000);
        return Reflect.get(target, key).bind(target);
      },
    });
    const { route, tell, slow, order, asked } = scriptedProviders();
    const bed = testBed({ bindings: { DB: env.DB, CODES }, routes: { email: [route("a"), route("b")] } });
    for (const name of ["a", "b"]) tell(name, unreachable);
    await sentFlow(bed);
    asked.length = 0;
    wait = bed.wait;
    slow("a", () => bed.wait(2_000));
    bed.wait(60_000);
    await bed.services.courier.sendDue();
    expect(order()).toEqual(["a"]);
    expect(await message()).toMatchObject({ state: "pending" });
  });
});

describe("a pile of messages", () => {
  const pile = async (bed: TestBed, size: number) => {
    refuse(bed);
    for (let n = 0; n < size; n += 1) await sentFlow(bed);
    accept(bed);
    bed.wait(60_000);
  };

  it("goes out in one run, six at a time", async () => {
    const bed = testBed({ policy: { sends: null } });
    await pile(bed, 100);
    let now = 0;
    let most = 0;
    bed.answer(async ({ id }) => {
      now += 1;
      most = Math.max(most, now);
      await scheduler.wait(1);
      now -= 1;
      return ok({ providerMessageId: id });
    });
    expect(await bed.services.courier.sendDue()).toBe(100);
    expect(await env.DB.prepare("SELECT DISTINCT state FROM messages").first("state")).toBe("sent");
    expect(most).toBe(6);
  });

  it("does not make a run last until the next one", async () => {
    const bed = testBed({ policy: { sends: null } });
    await pile(bed, 20);
    bed.answer(async ({ id }) => {
      bed.wait(4_000);
      return ok({ providerMessageId: id });
    });
    expect(await bed.services.courier.sendDue()).toBe(12);
  });
});

describe("what a caller handed along for the template", () => {
  const stored = async (): Promise<string> =>
    JSON.stringify((await env.DB.prepare("SELECT * FROM messages").all()).results);

  it("is in no database, and not in KV in the clear", async () => {
    const bed = testBed();
    await sentFlow(bed);
    expect(await stored()).not.toContain("template alone");
    const { keys } = await env.CODES.list();
    const values = await Promise.all(keys.map(({ name }) => env.CODES.get(name)));
    expect(JSON.stringify({ keys, values })).not.toContain("template alone");
    expect(JSON.stringify(bed.log)).not.toContain("template alone");
  });

  it("reaches the template of a later try", async () => {
    const bed = testBed();
    refuse(bed);
    await sentFlow(bed);
    bed.wait(60_000);
    const { database, keyring, world } = bed.services;
    const seen: unknown[] = [];
    const sender = { name: "test", idempotent: true, send: async () => ok({ providerMessageId: null }) };
    const courier = createCourier({
      messages: d1MessageStore(database, world),
      vault: kvCodeVault(env.CODES, keyring),
      flows: d1FlowStore(database),
      keyring,
      async render({ data }) {
        seen.push(data.transientPayload);
        return { text: "", code: null, link: null };
      },
      routes: { email: [{ sender, countries: "*" }], sms: [], voice: [] },
      breakers: createBreakers(),
      world,
      makeSecret: () => ({ code: "135790", linkToken: "token" }),
      fallback: {},
      callbackUrl: () => "",
      keyUrl: () => "",
      wake: async () => undefined,
    });
    expect(await courier.sendDue()).toBe(1);
    expect(seen).toEqual([PAYLOAD]);
  });
});
