import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { fail } from "../../../src/core/result.ts";
import { sweep } from "../../../src/stores/retention.ts";
import { addSubject, checkClaim, claimOf, sentClaim } from "../../support/claims.ts";
import { typesOf } from "../../support/events.ts";
import { faultyBindings } from "../../support/faulty-database.ts";
import { check, JANE, not, send, sentFlow, start } from "../../support/journey.ts";
import { addAccount, type TestBed, testBed } from "../../support/world.ts";

const HOUR = 3_600_000;
const jane = () => addAccount([{ kind: "email", value: JANE }]);
const rows = async (sql = "SELECT * FROM events ORDER BY seq") => (await env.DB.prepare(sql).all()).results;
const sweepNow = ({ services, now }: TestBed) => sweep(services.database, services.settings.policy, now());

describe("a verification is told of", () => {
  it("from its start to its end, with ids and facts and nothing else", async () => {
    const bed = testBed();
    const account = await jane();
    const { flow, code } = await sentFlow(bed);
    await check(bed, flow.id, not(code));
    await check(bed, flow.id, code);
    const message = bed.sent[0]?.id;
    const common = { app_id: "default", flow_id: flow.id, dialect: "test", at: expect.any(Number) };
    const of = { ...common, account_id: account, message_id: null, channel: "email", data: null };
    expect(await rows()).toEqual([
      { ...of, seq: 1, type: "verification.started", account_id: null, channel: null },
      {
        ...of,
        seq: 2,
        type: "message.sent",
        message_id: message,
        data: '{"provider":"test","reason":null,"vendor_code":null}',
      },
      { ...of, seq: 3, type: "verification.attempt_failed", data: '{"attempts":1}' },
      { ...of, seq: 4, type: "verification.verified" },
    ]);
    expect(JSON.stringify(await rows())).not.toMatch(new RegExp(`${code}|jane|secret|context`, "i"));
  });

  it("by the clock of the database", async () => {
    const before = Date.now();
    await start(testBed());
    const [event] = await rows();
    expect(event?.["at"]).toBeGreaterThanOrEqual(before - 5_000);
    expect(event?.["at"]).toBeLessThanOrEqual(Date.now() + 5_000);
  });

  it("when its guesses are used up, the last of them first", async () => {
    const bed = testBed({ policy: { sends: null, wrongGuesses: null, attemptsPerFlow: 2 } });
    await jane();
    const { flow, code } = await sentFlow(bed);
    for (const step of [1, 2, 3]) await check(bed, flow.id, not(code, step));
    expect(await typesOf()).toEqual(["started", "message.sent", "attempt_failed", "attempt_failed", "locked"]);
  });

  it("when it is cancelled, once", async () => {
    const bed = testBed();
    const flow = await start(bed);
    for (const _ of [1, 2]) await bed.services.verification.cancel({ appId: "default", flowId: flow.id });
    expect(await typesOf()).toEqual(["started", "cancelled"]);
  });

  it("when its time is over, if it went on until then", async () => {
    const bed = testBed();
    await jane();
    const { flow, code } = await sentFlow(bed);
    await check(bed, flow.id, code);
    const other = await start(bed);
    bed.wait(HOUR);
    for (const _ of [1, 2]) await sweepNow(bed);
    expect(await typesOf(flow.id)).toEqual(["started", "message.sent", "verified"]);
    expect(await typesOf(other.id)).toEqual(["started", "expired"]);
  });

  it("for nobody's address without a message, and of no account", async () => {
    const bed = testBed();
    await sentFlow(bed, "stranger@example.org");
    expect(await typesOf()).toEqual(["started"]);
    expect((await rows())[0]?.["account_id"]).toBeNull();
  });

  it("when an account claims an address, and again when it does anew", async () => {
    const bed = testBed({ policy: { sends: null } });
    const claim = claimOf(await addSubject("u-1"), JANE);
    const { code } = await sentClaim(bed, claim);
    bed.wait(HOUR / 2);
    await sentClaim(bed, claim);
    expect(await typesOf()).toEqual(["started", "message.sent", "message.sent"]);
    bed.wait(HOUR);
    // Nobody has swept: the send itself finds that the time of the first one is over.
    const again = await sentClaim(bed, claim);
    expect((await typesOf()).slice(3)).toEqual(["expired", "started", "message.sent"]);
    await checkClaim(bed, claim, code);
    await checkClaim(bed, claim, again.code);
    expect((await typesOf()).slice(6)).toEqual(["attempt_failed", "verified"]);
  });
});

describe("a message is told of", () => {
  const refused = { kind: "permanent", scope: "recipient", reason: "undeliverable", vendorCode: "550" } as const;

  it("when no provider takes it", async () => {
    const bed = testBed();
    await jane();
    bed.answer(async () => fail(refused));
    await sentFlow(bed);
    expect(await typesOf()).toEqual(["started", "message.failed"]);
    expect((await rows())[1]?.["data"]).toBe('{"provider":"test","reason":"undeliverable","vendor_code":"550"}');
  });

  it("when it could not be sent in time", async () => {
    const bed = testBed({ policy: { sends: null } });
    await jane();
    bed.answer(async () => fail({ kind: "transient", scope: "provider", reason: "throttled", retryAfterMs: 60_000 }));
    await sentFlow(bed);
    bed.wait(HOUR);
    await bed.services.courier.sendDue();
    await bed.settle();
    expect(await typesOf()).toEqual(["started", "message.failed"]);
    expect((await rows())[1]?.["data"]).toMatch(/"reason":"expired"/);
  });

  it("when its recipient takes none: at once, or by the word of the provider", async () => {
    const bed = testBed({ policy: { sends: null } });
    await jane();
    bed.answer(async () => fail({ kind: "permanent", scope: "recipient", reason: "suppressed" }));
    await sentFlow(bed);
    await sentFlow(bed);
    const suppressed = ["started", "message.suppressed"];
    expect(await typesOf()).toEqual([...suppressed, ...suppressed]);
    expect(bed.sent).toHaveLength(1);
  });

  /** What a provider tells later, as the store writes it down. */
  const told = (id: string, status: string, state: string) =>
    env.DB.batch([
      env.DB.prepare(
        `INSERT INTO deliveries (provider, provider_message_id, event_id, app_id, status, permanent, vendor_code, at, received_at)
         VALUES ('test', ?, 'e-1', 'default', ?, 0, '5.1.1', 0, 0)`,
      ).bind(id, status),
      env.DB.prepare("UPDATE messages SET state = ? WHERE id = ?").bind(state, id),
      env.DB.prepare("UPDATE messages SET state = ? WHERE id = ?").bind(state, id),
    ]);

  it.each([
    ["delivered", "delivered", "message.delivered"],
    ["bounced", "failed", "message.bounced"],
    ["failed", "failed", "message.failed"],
  ])("when its provider says that it was %s", async (status, state, type) => {
    const bed = testBed();
    await jane();
    await sentFlow(bed);
    await told(bed.sent[0]?.id ?? "", status, state);
    expect(await typesOf()).toEqual(["started", "message.sent", type]);
    expect((await rows())[2]?.["data"]).toMatch(/"vendor_code":"5.1.1"/);
  });
});

describe("exactly once", () => {
  it("under a hundred guesses at once, of which one is right", async () => {
    const bed = testBed({ policy: { sends: null, wrongGuesses: null, attemptsPerFlow: 60, attemptsPerCode: 60 } });
    await jane();
    const { flow, code } = await sentFlow(bed);
    await Promise.all(Array.from({ length: 100 }, (_, n) => check(bed, flow.id, n === 30 ? code : not(code, n + 1))));
    const types = await typesOf(flow.id);
    const attempts = await rows("SELECT * FROM attempts");
    expect(types.filter((type) => type === "verified")).toHaveLength(1);
    expect(types.filter((type) => type === "attempt_failed")).toHaveLength(attempts.length - 1);
  });

  it("when the replies of the database are lost", async () => {
    await jane();
    const losing = () => testBed({ policy: { sends: null }, bindings: faultyBindings("after") });
    const flow = await start(losing());
    const sender = losing();
    await send(sender, flow);
    await sender.settle();
    const code = sender.sent[0]?.code ?? "";
    await check(losing(), flow.id, not(code));
    await check(losing(), flow.id, code);
    expect(await typesOf()).toEqual(["started", "message.sent", "attempt_failed", "verified"]);
    const other = await start(losing());
    await losing().services.verification.cancel({ appId: "default", flowId: other.id });
    expect(await typesOf(other.id)).toEqual(["started", "cancelled"]);
  });

  it("not at all when what caused it was not to be", async () => {
    const bed = testBed();
    await jane();
    const { flow, code } = await sentFlow(bed);
    await check(bed, flow.id, code);
    const before = await typesOf();
    await check(bed, flow.id, code);
    await send(bed, flow);
    await bed.services.verification.cancel({ appId: "default", flowId: flow.id });
    await bed.settle();
    expect(await typesOf()).toEqual(before);
  });
});
