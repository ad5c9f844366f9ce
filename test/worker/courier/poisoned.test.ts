import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import type { Route } from "../../../src/core/message-store.ts";
import { faultyBindings } from "../../support/faulty-database.ts";
import { check, JANE, sentFlow } from "../../support/journey.ts";
import { down, letTimePass, scriptedProviders, storedMessages } from "../../support/providers.ts";
import { addAccount, type TestBed, type TestOptions, testBed } from "../../support/world.ts";

function bedBy(names: readonly string[], { extra = [], ...options }: TestOptions & { extra?: readonly Route[] } = {}) {
  const providers = scriptedProviders();
  const email = [...extra, ...names.map((name) => providers.route(name))];
  return { ...providers, bed: testBed({ policy: { sends: null }, ...options, routes: { email } }) };
}

/** As many messages as told that nobody took; their ids, oldest first. */
async function leave({ bed, tell }: ReturnType<typeof bedBy>, count: number): Promise<readonly string[]> {
  tell("a", down);
  for (let n = 0; n < count; n += 1) {
    bed.wait(1);
    await sentFlow(bed);
  }
  tell("a", "takes");
  const { results } = await env.DB.prepare("SELECT id FROM messages ORDER BY id").all<{ id: string }>();
  return results.map(({ id }) => id);
}

const spoil = (id: string | undefined, change: string) =>
  env.DB.prepare(`UPDATE messages SET ${change} WHERE id = ?`).bind(id).run();
const states = async () => (await storedMessages()).map(({ state }) => state);
const run = async (bed: TestBed): Promise<number> => {
  bed.wait(60_000);
  return bed.services.courier.sendDue();
};

beforeEach(async () => {
  await addAccount([{ kind: "email", value: JANE }]);
});

describe("a row that cannot be sent", () => {
  it.each([
    ["whose data cannot be read", "data = '{'"],
    ["of a template that nobody knows", "template = 'verification_by_pigeon'"],
    ["whose data lacks what its template needs", "data = '{}'"],
  ])("%s keeps no other from going out, and ends where operators see it", async (_, change) => {
    const all = bedBy(["a"]);
    const [poisoned, ...others] = await leave(all, 3);
    await spoil(poisoned, change);
    all.asked.length = 0;
    await run(all.bed);
    expect(all.asked.map(({ id }) => id).toSorted()).toEqual(others);
    const { results } = await env.DB.prepare("SELECT state FROM messages ORDER BY id").all();
    expect(results.map(({ state }) => state)).toEqual(["failed", "sent", "sent"]);
    expect(await run(all.bed)).toBe(0);
  });
});

describe("a row whose tries cannot be read", () => {
  it("goes out all the same", async () => {
    const all = bedBy(["a"]);
    const [poisoned] = await leave(all, 2);
    await spoil(poisoned, "dispatches = '['");
    await run(all.bed);
    expect(await storedMessages()).toMatchObject([
      { state: "sent", tries: ["a accepted"] },
      { state: "sent", tries: ["a transient unreachable", "a accepted"] },
    ]);
  });
});

describe("a provider that throws", () => {
  const broken = (name: string): Route => ({
    countries: "*",
    sender: { name, idempotent: false, send: () => Promise.reject(new TypeError("to jane@example.org")) },
  });

  it("is one that did not answer: another one is asked, with the same code", async () => {
    const all = bedBy(["a"], { extra: [broken("broken")] });
    const { flow } = await sentFlow(all.bed);
    expect(await storedMessages()).toMatchObject([{ state: "pending", tries: ["broken ambiguous unreachable"] }]);
    await letTimePass(all.bed);
    expect([all.order(), await states()]).toEqual([["a"], ["sent"]]);
    expect((await check(all.bed, flow.id, all.asked[0]?.code ?? "")).ok).toBe(true);
    expect(JSON.stringify(all.bed.log)).not.toContain(JANE);
  });
});

describe("a claim whose reply was lost", () => {
  it("is asked for again, and takes no more than it had taken", async () => {
    const all = bedBy(["a"]);
    await leave(all, 20);
    let under = 0;
    let most = 0;
    const losing = bedBy([], {
      bindings: faultyBindings("after"),
      extra: [
        {
          countries: "*",
          sender: {
            name: "slow",
            idempotent: true,
            async send({ id }) {
              under += 1;
              most = Math.max(most, under);
              await scheduler.wait(1);
              under -= 1;
              return { ok: true, value: { providerMessageId: id } };
            },
          },
        },
      ],
    });
    losing.bed.wait(all.bed.now() - losing.bed.now() + 60_000);
    expect(await losing.bed.services.courier.sendDue()).toBe(20);
    expect(most).toBe(6);
  });
});
