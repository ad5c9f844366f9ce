import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { SendFailure } from "../../src/core/message.ts";
import { fail, ok } from "../../src/core/result.ts";
import type { Bindings } from "../../src/env.ts";
import { addAccount, type TestBed, testBed } from "../support/world.ts";

const JANE = "jane@example.org";
const unreachable: SendFailure = { kind: "transient", scope: "provider", reason: "unreachable" };

const json = { "content-type": "application/json" };

async function startFlow(bed: TestBed): Promise<string> {
  const flow = (await (await bed.fetch("/self-service/verification/api")).json()) as { id: string };
  return flow.id;
}

const post = (bed: TestBed, flow: string, body: Readonly<Record<string, string>>) =>
  bed.fetch(`/self-service/verification?flow=${flow}`, { method: "POST", headers: json, body: JSON.stringify(body) });

/** A flow whose mail was asked for. */
async function sentFlow(bed: TestBed): Promise<string> {
  const flow = await startFlow(bed);
  expect((await post(bed, flow, { method: "code", email: JANE })).status).toBe(200);
  return flow;
}

const messages = async () =>
  (
    await env.DB.prepare("SELECT state, send_count, dispatches FROM messages ORDER BY id").all<
      Record<string, unknown>
    >()
  ).results;

const verify = async (bed: TestBed, flow: string, code: string): Promise<string> =>
  ((await (await post(bed, flow, { method: "code", code })).json()) as { state: string }).state;

const isolateDeath = () => new Promise<never>(() => undefined);

describe("the courier", () => {
  it("sends after the answer and writes down that it did", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    await sentFlow(bed);
    expect(await messages()).toMatchObject([{ state: "sent", send_count: 1 }]);
    expect(bed.sent[0]).toMatchObject({ to: JANE, channel: "email", code: expect.stringMatching(/^[0-9]{6}$/) });
    expect(await bed.services.courier.sendDue()).toBe(0);
  });

  it("sends what failed for a while again, with the same code, and only when it is due", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    bed.answer(async () => fail(unreachable));
    const flow = await sentFlow(bed);
    expect(await messages()).toMatchObject([{ state: "pending", send_count: 1 }]);
    expect(await bed.services.courier.sendDue()).toBe(0);
    bed.answer(async ({ id }) => ok({ providerMessageId: id }));
    bed.wait(2_000);
    expect(await bed.services.courier.sendDue()).toBe(1);
    expect(bed.sent.map(({ code }) => code)).toEqual([bed.sent[0]?.code, bed.sent[0]?.code]);
    expect(new Set(bed.sent.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
    expect(await verify(bed, flow, bed.sent[0]?.code ?? "")).toBe("passed_challenge");
    const [row] = await messages();
    const dispatches = JSON.parse(String(row?.["dispatches"])) as { kind: string; reason: string | null }[];
    expect(dispatches.map(({ kind, reason }) => [kind, reason])).toEqual([
      ["transient", "unreachable"],
      ["accepted", null],
    ]);
  });

  it("waits as long as the provider asked for", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    bed.answer(async () =>
      fail({ kind: "transient", scope: "provider", reason: "throttled", status: 429, retryAfterMs: 90_000 }),
    );
    await sentFlow(bed);
    bed.wait(89_000);
    expect(await bed.services.courier.sendDue()).toBe(0);
    bed.wait(1_000);
    expect(await bed.services.courier.sendDue()).toBe(1);
  });

  it("gives up at once on what will never work", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    bed.answer(async () => fail({ kind: "permanent", scope: "message", reason: "rejected", status: 422 }));
    await sentFlow(bed);
    bed.wait(60_000);
    expect(await bed.services.courier.sendDue()).toBe(0);
    expect(await messages()).toMatchObject([{ state: "failed", send_count: 1 }]);
  });

  it("ends what keeps failing in a visible state before its code does", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    bed.answer(async () => fail(unreachable));
    await sentFlow(bed);
    for (let minute = 0; minute < 12; minute += 1) {
      bed.wait(60_000);
      await bed.services.courier.sendDue();
    }
    expect(await messages()).toMatchObject([{ state: "failed", send_count: 6 }]);
    expect(bed.sent).toHaveLength(6);
  });

  it("takes up what a dead isolate left behind, once, whoever looks", async () => {
    const dying = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    dying.answer(isolateDeath);
    const flow = await startFlow(dying);
    const context = { waitUntil() {}, passThroughOnException() {}, props: {} } as unknown as ExecutionContext;
    const request = new Request(`https://verify.example.com/self-service/verification?flow=${flow}`, {
      method: "POST",
      headers: json,
      body: JSON.stringify({ method: "code", email: JANE }),
    });
    expect((await dying.app.fetch(request, {}, context)).status).toBe(200);
    const beds = [testBed(), testBed()];
    for (const bed of beds) bed.wait(29_000);
    expect(await beds[0]?.services.courier.sendDue()).toBe(0);
    for (const bed of beds) bed.wait(2_000);
    const taken = await Promise.all(beds.map((bed) => bed.services.courier.sendDue()));
    expect(taken.reduce((sum, count) => sum + count)).toBe(1);
    const [sent] = beds.flatMap((bed) => bed.sent);
    expect(await verify(beds[0] as TestBed, flow, sent?.code ?? "")).toBe("passed_challenge");
  });

  it("never sends a code that no longer counts", async () => {
    const bed = testBed({ policy: { sends: null } });
    await addAccount([{ kind: "email", value: JANE }]);
    bed.answer(async () => fail(unreachable));
    const flow = await sentFlow(bed);
    bed.answer(async ({ id }) => ok({ providerMessageId: id }));
    await post(bed, flow, { method: "code", email: JANE });
    bed.wait(60_000);
    await bed.services.courier.sendDue();
    expect((await messages()).map(({ state }) => state).sort()).toEqual(["expired", "sent"]);
    expect(bed.sent).toHaveLength(2);
  });

  it("does not send again what has served its purpose, though the provider's answer was lost", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    bed.answer(async () => fail(unreachable));
    const flow = await sentFlow(bed);
    expect(await verify(bed, flow, bed.sent[0]?.code ?? "")).toBe("passed_challenge");
    bed.wait(60_000);
    await bed.services.courier.sendDue();
    expect(bed.sent).toHaveLength(1);
    expect(await messages()).toMatchObject([{ state: "expired" }]);
  });

  it("puts a new code in the place of one that KV lost, and the lost one is dead", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    bed.answer(async () => fail(unreachable));
    const flow = await sentFlow(bed);
    const { keys } = await env.CODES.list({ prefix: "code:" });
    await Promise.all(keys.map(({ name }) => env.CODES.delete(name)));
    bed.answer(async ({ id }) => ok({ providerMessageId: id }));
    bed.wait(60_000);
    await bed.services.courier.sendDue();
    const [lost, fresh] = bed.sent;
    expect(fresh?.idempotencyKey).not.toBe(lost?.idempotencyKey);
    if (lost?.code !== fresh?.code) expect(await verify(bed, flow, lost?.code ?? "")).toBe("sent_email");
    expect(await verify(bed, flow, fresh?.code ?? "")).toBe("passed_challenge");
  });

  it("says that it cannot send where a channel has no provider", async () => {
    const bed = testBed({ channels: [] });
    await addAccount([{ kind: "email", value: JANE }]);
    await sentFlow(bed);
    expect(await messages()).toMatchObject([{ state: "failed" }]);
  });
});

describe("KV out of order", () => {
  const broken = (methods: readonly string[]): Bindings => ({
    DB: env.DB,
    CODES: new Proxy(env.CODES, {
      get: (target, key) =>
        methods.includes(String(key))
          ? () => Promise.reject(new Error("KV is down"))
          : Reflect.get(target, key).bind(target),
    }),
  });

  it("does not keep anybody from verifying", async () => {
    const bed = testBed({ bindings: broken(["get", "put"]) });
    await addAccount([{ kind: "email", value: JANE }]);
    const flow = await sentFlow(bed);
    expect(await messages()).toMatchObject([{ state: "sent" }]);
    expect(await verify(bed, flow, bed.sent[0]?.code ?? "")).toBe("passed_challenge");
  });

  it("does not lose a message that has to be tried again", async () => {
    const bed = testBed({ bindings: broken(["get", "put"]) });
    await addAccount([{ kind: "email", value: JANE }]);
    bed.answer(async () => fail(unreachable));
    const flow = await sentFlow(bed);
    bed.answer(async ({ id }) => ok({ providerMessageId: id }));
    bed.wait(60_000);
    await bed.services.courier.sendDue();
    expect(await verify(bed, flow, bed.sent[1]?.code ?? "")).toBe("passed_challenge");
  });
});

describe("what is written down", () => {
  it("never holds a code, a token, a key or an address where it should not", async () => {
    const bed = testBed({ policy: { sends: null } });
    await addAccount([{ kind: "email", value: JANE }]);
    const flow = await sentFlow(bed);
    await post(bed, flow, { method: "code", code: "000000" });
    const link = (await (await bed.fetch("/self-service/verification/api?method=link")).json()) as { id: string };
    await post(bed, link.id, { method: "link", email: JANE });
    const code = bed.sent[0]?.code ?? "";
    const token = new URL(bed.sent[1]?.link ?? "").searchParams.get("token") ?? "";
    expect(token).toHaveLength(43);

    const tables = ["flows", "issues", "attempts", "limits", "messages"];
    const dumps = await Promise.all(
      tables.map(async (table) => (await env.DB.prepare(`SELECT * FROM ${table}`).all()).results),
    );
    const { keys } = await env.CODES.list();
    const values = await Promise.all(keys.map(({ name }) => env.CODES.get(name)));
    const stored = JSON.stringify({ dumps, keys, values });
    const logged = JSON.stringify(bed.log);
    expect(stored.length).toBeGreaterThan(1_000);
    expect(bed.log.length).toBeGreaterThan(0);
    expect(stored).not.toMatch(new RegExp(`(?<![0-9])${code}(?![0-9])`));
    expect(stored).not.toContain(token);
    for (const secret of [code, token, JANE]) expect(logged).not.toContain(secret);
    expect(JSON.stringify(dumps.slice(1, 4)).replaceAll('"address_key":"jane@example.org"', "")).not.toContain(JANE);
  });
});
