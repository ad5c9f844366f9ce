import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import type { SendFailure } from "../../src/core/message.ts";
import { check, JANE, send, sentFlow, start } from "../support/journey.ts";
import {
  down,
  expectSound,
  letTimePass,
  rejected,
  scriptedProviders,
  storedMessages,
  suppressed,
  textedFlow,
  unauthorized,
  undeliverable,
  unsure,
} from "../support/providers.ts";
import { addAccount, type TestOptions, testBed } from "../support/world.ts";

const BRITON = "+447700900123";
const AMERICAN = "+12025550123";

/** Providers of e-mail by their names, in that order, and a bed that asks them. */
function emailBy(names: readonly string[], options: TestOptions = {}) {
  const providers = scriptedProviders();
  const bed = testBed({ ...options, routes: { email: names.map((name) => providers.route(name)) } });
  return { ...providers, bed };
}

const suppressions = () => env.DB.prepare("SELECT reason, provider FROM suppressions").all();
const pass = async ({ bed }: ReturnType<typeof emailBy>, ms: number): Promise<number> => {
  bed.wait(ms);
  return bed.services.courier.sendDue();
};

/** A message to somebody new. */
async function sentToSomebody({ bed }: ReturnType<typeof emailBy>): Promise<void> {
  bed.wait(1);
  const email = `${crypto.randomUUID()}@example.org`;
  await addAccount([{ kind: "email", value: email }]);
  await sentFlow(bed, email);
}

beforeEach(async () => {
  await addAccount([{ kind: "email", value: JANE }]);
});

describe("when a provider does not take a message", () => {
  it.each([
    ["is down", down, "a transient unreachable"],
    ["refuses our account", unauthorized, "a permanent unauthorized"],
  ])("because it %s, the next one is asked at once", async (_, failure, told) => {
    const all = emailBy(["a", "b", "c"]);
    all.tell("a", failure);
    const { flow } = await sentFlow(all.bed);
    expect(all.order()).toEqual(["a", "b"]);
    expect(new Set(all.asked.map(({ code, id }) => `${code} ${id}`)).size).toBe(1);
    expect(await storedMessages()).toEqual([{ channel: "email", state: "sent", tries: [told, "b accepted"] }]);
    await letTimePass(all.bed);
    expect(all.order()).toEqual(["a", "b"]);
    await expectSound(all.bed, flow, all.asked);
  });

  it.each<[string, SendFailure, string]>([
    ["recipient", undeliverable, "failed"],
    ["message", rejected, "failed"],
    ["recipient, who takes none", suppressed, "suppressed"],
  ])("because of the %s, nobody else is asked", async (_, failure, state) => {
    const all = emailBy(["a", "b"]);
    all.tell("a", failure);
    const { flow } = await sentFlow(all.bed);
    await letTimePass(all.bed);
    expect(all.order()).toEqual(["a"]);
    expect(await storedMessages()).toEqual([{ channel: "email", state, tries: [`a permanent ${failure.reason}`] }]);
    await expectSound(all.bed, flow, all.asked);
  });

  it("the last word counts, whatever others said before it", async () => {
    const all = emailBy(["a", "b", "c"]);
    all.tell("a", down);
    all.tell("b", undeliverable);
    await sentFlow(all.bed);
    expect(await storedMessages()).toMatchObject([{ state: "failed" }]);
    expect(all.order()).toEqual(["a", "b"]);
  });

  it("and all refuse our account, it has failed", async () => {
    const all = emailBy(["a", "b"]);
    for (const name of ["a", "b"]) all.tell(name, unauthorized);
    await sentFlow(all.bed);
    expect(await storedMessages()).toMatchObject([{ state: "failed" }]);
  });

  it("but one was passed over that may, it has not failed", async () => {
    const all = emailBy(["a", "b"]);
    all.tell("a", ...Array.from({ length: 5 }, () => down));
    for (let n = 0; n < 5; n += 1) await sentToSomebody(all);
    all.tell("a", "takes");
    all.tell("b", unauthorized);
    await sentToSomebody(all);
    expect((await storedMessages()).at(-1)).toMatchObject({ state: "pending" });
    await pass(all, 30_000);
    expect((await storedMessages()).at(-1)).toMatchObject({ state: "sent" });
  });
});

describe("somebody who takes no messages", () => {
  it("is remembered, and sent nothing more", async () => {
    const all = emailBy(["a", "b"], { policy: { sends: null } });
    all.tell("a", suppressed);
    await sentFlow(all.bed);
    expect((await suppressions()).results).toEqual([{ reason: "stopped", provider: "a" }]);
    const flow = await start(all.bed);
    expect((await send(all.bed, flow)).ok).toBe(true);
    await all.bed.settle();
    expect(all.order()).toEqual(["a"]);
    expect((await storedMessages()).map(({ state }) => state)).toEqual(["suppressed", "suppressed"]);
  });
});

describe("an answer that never came", () => {
  it("from one that would send twice has nobody else asked for ten seconds, and then the next one", async () => {
    const all = emailBy(["a", "b"]);
    all.tell("a", unsure);
    const { flow } = await sentFlow(all.bed);
    expect([await pass(all, 9_999), all.order()]).toEqual([0, ["a"]]);
    expect([await pass(all, 1), all.order()]).toEqual([1, ["a", "b"]]);
    expect(new Set(all.asked.map(({ code, idempotencyKey }) => `${code} ${idempotencyKey}`)).size).toBe(1);
    expect(await storedMessages()).toMatchObject([{ state: "sent", tries: ["a ambiguous unreachable", "b accepted"] }]);
    await expectSound(all.bed, flow, all.asked);
  });

  it("from one that drops repeats has it asked again, twice, with the same key, before another one", async () => {
    const all = emailBy(["a!", "b"]);
    all.tell("a!", unsure);
    const { flow } = await sentFlow(all.bed);
    await pass(all, 2_000);
    await pass(all, 5_000);
    expect(all.order()).toEqual(["a!", "a!", "a!"]);
    await pass(all, 15_000);
    expect(all.order()).toEqual(["a!", "a!", "a!", "b"]);
    expect(new Set(all.asked.map(({ code, idempotencyKey }) => `${code} ${idempotencyKey}`)).size).toBe(1);
    await expectSound(all.bed, flow, all.asked);
  });

  it("ends the matter when the repeat is taken", async () => {
    const all = emailBy(["a!", "b"]);
    all.tell("a!", unsure, "takes");
    await sentFlow(all.bed);
    await letTimePass(all.bed);
    expect(all.order()).toEqual(["a!", "a!"]);
  });

  it("changes the key with the code, and leaves one code alive", async () => {
    const all = emailBy(["a!", "b"]);
    all.tell("a!", unsure);
    const { flow } = await sentFlow(all.bed);
    const { keys } = await env.CODES.list({ prefix: "code:" });
    await Promise.all(keys.map(({ name }) => env.CODES.delete(name)));
    all.tell("a!", "takes");
    await pass(all, 2_000);
    const [first, second] = all.asked;
    expect(second?.idempotencyKey).not.toBe(first?.idempotencyKey);
    await expectSound(all.bed, flow, all.asked);
  });
});

describe("when all are down", () => {
  it("each is asked in each round, and the first one back sends it", async () => {
    const all = emailBy(["a", "b"]);
    for (const name of ["a", "b"]) all.tell(name, down, down, "takes");
    const { flow } = await sentFlow(all.bed);
    await letTimePass(all.bed);
    expect(all.order()).toEqual(["a", "b", "a", "b", "a"]);
    expect(await storedMessages()).toMatchObject([{ state: "sent" }]);
    expect(new Set(all.asked.map(({ code, idempotencyKey }) => `${code} ${idempotencyKey}`)).size).toBe(1);
    await expectSound(all.bed, flow, all.asked);
  });

  it.each([
    ["for as long as a message is tried", down, "failed"],
    ["and want to be left alone for longer than the code lives", { ...down, retryAfterMs: 550_000 }, "expired"],
  ])("%s, that shows", async (_, failure, state) => {
    const all = emailBy(["a", "b"]);
    for (const name of ["a", "b"]) all.tell(name, failure);
    const { flow } = await sentFlow(all.bed);
    await letTimePass(all.bed);
    expect(await storedMessages()).toMatchObject([{ state }]);
    expect(all.order().length).toBeLessThanOrEqual(12);
    await expectSound(all.bed, flow, all.asked);
  });
});

describe("a provider that has failed of late", () => {
  /** Five messages that `names` do not take. */
  async function fallSilent(all: ReturnType<typeof emailBy>, ...names: readonly string[]): Promise<void> {
    for (const name of names) all.tell(name, down);
    for (let n = 0; n < 5; n += 1) await sentToSomebody(all);
    all.asked.length = 0;
  }

  it("is passed over, until it is time to try it", async () => {
    const all = emailBy(["a", "b"]);
    await fallSilent(all, "a");
    await sentFlow(all.bed);
    expect(all.order()).toEqual(["b"]);
    all.bed.wait(30_000);
    await sentToSomebody(all);
    expect(all.order()).toEqual(["b", "a", "b"]);
  });

  it("is not one that does not reach one person", async () => {
    const all = emailBy(["a", "b"]);
    all.tell("a", { ...undeliverable, scope: "provider" }, "takes");
    await sentToSomebody(all);
    await sentToSomebody(all);
    expect(all.order()).toEqual(["a", "b", "a"]);
  });

  it("is asked all the same when all have failed", async () => {
    const all = emailBy(["a", "b"]);
    await fallSilent(all, "a", "b");
    await sentFlow(all.bed);
    expect(all.order()).toEqual(["a"]);
    for (const name of ["a", "b"]) all.tell(name, "takes");
    await letTimePass(all.bed);
    for (const { state } of await storedMessages()) expect(state).toBe("sent");
  });
});

describe("texts to a country", () => {
  const policy = { countries: "*" } as const;

  it("are offered to those that carry there, in their order", async () => {
    const { route, order, tell, asked } = scriptedProviders();
    const bed = testBed({ policy, routes: { sms: [route("us", ["US"]), route("uk", ["GB"]), route("all")] } });
    await addAccount([{ kind: "phone", value: BRITON }]);
    tell("uk", down);
    const flow = await textedFlow(bed, BRITON);
    expect(order()).toEqual(["uk", "all"]);
    expect(await storedMessages()).toMatchObject([{ channel: "sms", state: "sent" }]);
    await expectSound(bed, flow, asked);
  });

  it("that nobody carries to fail where operators can see it", async () => {
    const { route, order } = scriptedProviders();
    const bed = testBed({ policy, routes: { sms: [route("uk", ["GB"])] } });
    await addAccount([{ kind: "phone", value: AMERICAN }]);
    const flow = await textedFlow(bed, AMERICAN);
    expect(order()).toEqual([]);
    expect(await storedMessages()).toEqual([
      { channel: "sms", state: "failed", tries: ["none permanent not_configured"] },
    ]);
    expect((await check(bed, flow.id, "000000")).ok).toBe(false);
  });
});
