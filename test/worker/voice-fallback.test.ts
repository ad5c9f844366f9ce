import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import type { SendFailure } from "../../src/core/message.ts";
import { faultyBindings } from "../support/faulty-database.ts";
import {
  down,
  expectSound,
  letTimePass,
  rejected,
  scriptedProviders,
  storedMessages,
  suppressed,
  textedFlow,
  undeliverable,
} from "../support/providers.ts";
import { addAccount, type TestOptions, testBed } from "../support/world.ts";

const BRITON = "+447700900123";

/** Two providers of texts and one of calls, which stands in for them. */
function textsAndCalls(options: TestOptions = {}) {
  const providers = scriptedProviders();
  const { route } = providers;
  const bed = testBed({
    settings: { SMS_FALLBACK: "voice" },
    policy: { countries: "*" },
    routes: { sms: [route("a"), route("b")], voice: [route("caller")] },
    ...options,
  });
  return { ...providers, bed };
}

const ends = async () => (await storedMessages()).map(({ channel, state }) => `${channel} ${state}`);

beforeEach(async () => {
  await addAccount([{ kind: "phone", value: BRITON }]);
});

describe("a text that has failed", () => {
  it.each<[string, SendFailure]>([
    ["its recipient cannot be reached by text", undeliverable],
    ["it would be refused everywhere", rejected],
    ["nobody takes it until long after its code", { ...down, retryAfterMs: 550_000 }],
  ])("because %s is followed by a call with the same code, once", async (_, failure) => {
    const all = textsAndCalls({ timely: true });
    for (const name of ["a", "b"]) all.tell(name, failure);
    await textedFlow(all.bed, BRITON);
    expect(all.order().at(-1)).toBe("caller");
    expect(new Set(all.asked.map(({ code }) => code)).size).toBe(1);
    expect(new Set(all.asked.map(({ id, idempotencyKey }) => `${id} ${idempotencyKey}`)).size).toBe(2);
    expect(all.bed.wakeUps).toEqual([]);
    await letTimePass(all.bed);
    expect(all.order().filter((name) => name === "caller")).toHaveLength(1);
    expect(await ends()).toEqual(["sms failed", "voice sent"]);
  });

  it("after all its rounds is followed by a call in the same run, which verifies", async () => {
    const all = textsAndCalls();
    for (const name of ["a", "b"]) all.tell(name, down);
    const flow = await textedFlow(all.bed, BRITON);
    await letTimePass(all.bed);
    expect(await ends()).toEqual(["sms failed", "voice sent"]);
    expect(new Set(all.asked.map(({ code }) => code)).size).toBe(1);
    await expectSound(all.bed, flow, all.asked);
  });

  it.each(["after", "before"] as const)(
    "is followed by one call when the report is lost %s the commit",
    async (fault) => {
      const all = textsAndCalls({ bindings: faultyBindings("none", "none", fault) });
      all.tell("a", undeliverable);
      const flow = await textedFlow(all.bed, BRITON);
      await letTimePass(all.bed);
      expect(all.order()).toEqual(["a", "caller"]);
      expect(all.bed.log.map(({ event }) => event)).not.toContain("dispatch_not_recorded");
      expect(await ends()).toEqual(["sms failed", "voice sent"]);
      expect(all.asked[0]?.code).toBe(all.asked[1]?.code);
      await expectSound(all.bed, flow, all.asked);
    },
  );

  it("has its call's secret kept before anybody can find the call", async () => {
    let keptAtReport = false;
    const bindings = faultyBindings("none", "none", "after");
    bindings.meanwhile(async () => {
      keptAtReport = (await env.CODES.list({ prefix: "code:" })).keys.some(({ name }) => name.endsWith(":voice"));
    });
    const all = textsAndCalls({ bindings });
    all.tell("a", undeliverable);
    await textedFlow(all.bed, BRITON);
    expect(keptAtReport).toBe(true);
  });
});

describe("no call follows", () => {
  it("a text to somebody who takes none", async () => {
    const all = textsAndCalls({ timely: true });
    all.tell("a", suppressed);
    const flow = await textedFlow(all.bed, BRITON);
    await letTimePass(all.bed);
    expect(await ends()).toEqual(["sms suppressed"]);
    await expectSound(all.bed, flow, all.asked);
  });

  it("a text with a link", async () => {
    const all = textsAndCalls({ timely: true });
    all.tell("a", undeliverable);
    await textedFlow(all.bed, BRITON, "link");
    await letTimePass(all.bed);
    expect(await ends()).toEqual(["sms failed"]);
  });

  it.each([
    ["does", 0, ["sms failed", "voice sent"]],
    ["does not", 1, ["sms failed"]],
  ])("or %s, where the text fails %i ms after the last moment for it", async (_, late, want) => {
    const all = textsAndCalls();
    all.tell("a", { ...down, retryAfterMs: 500_000 });
    all.tell("b", { ...down, retryAfterMs: 500_000 });
    await textedFlow(all.bed, BRITON);
    all.bed.wait(510_000);
    all.tell("a", undeliverable);
    all.slow("a", () => all.bed.wait(late));
    await all.bed.services.courier.sendDue();
    expect(await ends()).toEqual(want);
  });

  it("where nobody calls", async () => {
    const { route, tell, order } = scriptedProviders();
    const bed = testBed({
      settings: { SMS_FALLBACK: "voice" },
      policy: { countries: "*" },
      routes: { sms: [route("a")] },
    });
    tell("a", undeliverable);
    await textedFlow(bed, BRITON);
    expect([order(), await ends()]).toEqual([["a"], ["sms failed"]]);
  });

  it("where it was not asked for", async () => {
    const all = textsAndCalls({ settings: {} });
    all.tell("a", undeliverable);
    await textedFlow(all.bed, BRITON);
    expect(await ends()).toEqual(["sms failed"]);
  });
});
