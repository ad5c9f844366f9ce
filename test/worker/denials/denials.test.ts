import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { linkCodeOf } from "../../../src/core/link-code.ts";
import { standard } from "../../../src/core/policy.ts";
import { d1DenialStore } from "../../../src/stores/denials.ts";
import { sweep } from "../../../src/stores/retention.ts";
import { deny, inspect, lastStopCode, unlimited } from "../../support/denials.ts";
import { typesOf } from "../../support/events.ts";
import { check, count, JANE, not, reasons, send, sentFlow, start } from "../../support/journey.ts";
import { meteredDatabase } from "../../support/metered-database.ts";
import { stopCodeIn } from "../../support/stop-links.ts";
import { addAccount, type TestBed, testBed } from "../../support/world.ts";

const HOUR = 3_600_000;
const jane = () => addAccount([{ kind: "email", value: JANE }]);
const sends = async (bed: TestBed, flow: Parameters<typeof send>[1]) => {
  const sent = await send(bed, flow);
  await bed.settle();
  return sent;
};
/** Everything that a denial could have touched. */
const stored = async () =>
  JSON.stringify(
    await Promise.all(
      ["flows", "issues", "limits", "addresses", "attempts", "messages"].map(
        async (table) => (await env.DB.prepare(`SELECT * FROM ${table}`).all()).results,
      ),
    ),
  );

describe("whoever got the message and did not ask for it", () => {
  it("P44 ends the flow: its code and link open nothing, and it is told once, as a denial", async () => {
    const bed = testBed();
    await jane();
    const { flow, code } = await sentFlow(bed);
    const denied = await deny(bed, lastStopCode(bed));
    expect(denied.ok && denied.value).toMatchObject({ id: flow.id, state: "cancelled" });
    expect(reasons([await check(bed, flow.id, code), await sends(bed, flow)])).toEqual({ flow_cancelled: 2 });
    expect(await env.DB.prepare("SELECT state, code_mac FROM issues").first()).toEqual({
      state: "denied",
      code_mac: null,
    });
    expect(await typesOf()).toEqual(["started", "message.sent", "denied"]);
  });

  it("is told the same again, and nothing happens again", async () => {
    const bed = testBed();
    await jane();
    await sentFlow(bed);
    const code = lastStopCode(bed);
    await deny(bed, code);
    const before = await stored();
    bed.wait(60_000);
    expect((await deny(bed, code)).ok).toBe(true);
    expect(await inspect(bed, code)).toMatchObject({ ok: true, value: { denied: true } });
    expect(await stored()).toBe(before);
    expect((await typesOf()).filter((type) => type === "denied")).toHaveLength(1);
  });

  it("changes nothing by looking, however often", async () => {
    const bed = testBed();
    await jane();
    const { flow, code } = await sentFlow(bed);
    const before = await stored();
    for (let times = 0; times < 20; times += 1) {
      expect(await inspect(bed, lastStopCode(bed))).toMatchObject({ ok: true, value: { denied: false } });
    }
    expect(await stored()).toBe(before);
    expect((await check(bed, flow.id, code)).ok).toBe(true);
  });

  it("comes too late after success, is told so, and undoes nothing", async () => {
    const bed = testBed();
    await jane();
    const { flow, code } = await sentFlow(bed);
    await check(bed, flow.id, code);
    const before = await stored();
    for (const way of [deny, inspect]) {
      const late = await way(bed, lastStopCode(bed));
      expect(late.ok ? "" : late.failure).toMatchObject({ reason: "flow_verified", flow: { verifiedAt: bed.now() } });
    }
    expect(await stored()).toBe(before);
    expect(await count("SELECT count(*) AS n FROM addresses WHERE verified_at IS NOT NULL")).toBe(1);
  });

  it("can stop a flow whose code was guessed at until it locked, or has expired", async () => {
    const bed = unlimited();
    await jane();
    const locked = await sentFlow(bed);
    for (let step = 1; step <= 5; step += 1) await check(bed, locked.flow.id, not(locked.code, step));
    expect((await deny(bed, lastStopCode(bed))).ok).toBe(true);
    expect(reasons([await sends(bed, locked.flow)])).toEqual({ flow_cancelled: 1 });

    const old = await sentFlow(bed);
    bed.wait(11 * 60_000);
    expect((await deny(bed, lastStopCode(bed))).ok).toBe(true);
    expect(reasons([await sends(bed, old.flow)])).toEqual({ flow_cancelled: 1 });
  });

  it("is told that there is nothing to stop when the flow is over", async () => {
    const bed = testBed({ policy: { sends: null, attemptsPerFlow: 1 } });
    await jane();
    const locked = await sentFlow(bed);
    await check(bed, locked.flow.id, not(locked.code));
    expect(reasons([await deny(bed, lastStopCode(bed))])).toEqual({ too_many_attempts: 1 });

    await sentFlow(bed);
    bed.wait(HOUR - 1);
    expect((await inspect(bed, lastStopCode(bed))).ok).toBe(true);
    bed.wait(1);
    expect(reasons([await deny(bed, lastStopCode(bed))])).toEqual({ flow_expired: 1 });
    await sweep(bed.services.database, bed.services.settings.policy, bed.now());
    expect(reasons([await deny(bed, lastStopCode(bed))])).toEqual({ flow_not_found: 1 });
    expect(await typesOf()).not.toContain("denied");
  });

  it("is not somebody with another token, of another flow, or of a message that was replaced", async () => {
    const bed = unlimited();
    await jane();
    const { flow } = await sentFlow(bed);
    const first = lastStopCode(bed);
    const other = await sentFlow(bed);
    const others = lastStopCode(bed).slice(8);
    await sends(bed, flow);
    const before = await stored();
    const wrong = [
      first,
      linkCodeOf(flow.id, others),
      linkCodeOf(flow.id, "A".repeat(43)),
      linkCodeOf(flow.id, crypto.randomUUID()),
      linkCodeOf(flow.id, flow.id),
      lastStopCode(bed).slice(0, -1),
      `${lastStopCode(bed)}A`,
      linkCodeOf(flow.id, ""),
      "",
      "%00",
    ];
    for (const code of wrong) {
      expect(reasons([await deny(bed, code), await inspect(bed, code)]), code).toEqual({ flow_not_found: 2 });
    }
    expect(await stored()).toBe(before);
    expect((await deny(bed, linkCodeOf(other.flow.id, others))).ok).toBe(true);
    expect((await deny(bed, lastStopCode(bed))).ok).toBe(true);
  });

  it("of another app is nobody", async () => {
    const bed = testBed();
    await jane();
    await sentFlow(bed);
    await env.DB.batch([
      env.DB.prepare("UPDATE flows SET app_id = 'other'"),
      env.DB.prepare("UPDATE issues SET app_id = 'other'"),
    ]);
    const before = await stored();
    expect(reasons([await deny(bed, lastStopCode(bed)), await inspect(bed, lastStopCode(bed))])).toEqual({
      flow_not_found: 2,
    });
    expect(await stored()).toBe(before);
  });

  it("gets no message of that flow any more, also none that was to be tried again", async () => {
    const bed = testBed();
    await jane();
    bed.answer(async () => ({
      ok: false,
      failure: { kind: "transient", scope: "provider", reason: "throttled", retryAfterMs: 60_000 },
    }));
    await sentFlow(bed);
    const tries = bed.sent.length;
    expect((await deny(bed, stopCodeIn(bed.sent[0]))).ok).toBe(true);
    bed.wait(120_000);
    await bed.services.courier.sendDue();
    expect(bed.sent).toHaveLength(tries);
    expect(await env.DB.prepare("SELECT state FROM messages").first("state")).toBe("expired");
  });

  it("is found by keys, whatever else there is", async () => {
    const bed = unlimited();
    await jane();
    await sentFlow(bed);
    const link = await bed.services.keyring.linkVerifiers(lastStopCode(bed).slice(8));
    const flowStart = (await env.DB.prepare("SELECT id FROM flows").first<string>("id"))?.slice(0, 13) ?? "";
    for (let others = 0; others < 40; others += 1) await sentFlow(bed, `other${others}@example.org`);
    const database = meteredDatabase();
    const store = d1DenialStore(database);
    const query = { appId: "default", flowStart, link };
    expect((await store.find(query)).link).toBe("live");
    expect(database.rowsRead()).toBeLessThan(6);
    const afterDenial = standard.sends?.afterDenial ?? null;
    const work = { ...query, operation: crypto.randomUUID(), now: bed.now(), afterDenial };
    expect((await store.deny(work)).link).toBe("denied");
    expect(database.rowsRead()).toBeLessThan(40);
    expect(database.trips()).toBe(2);
  });

  it("leaves other flows alone, and one that was sent nothing cannot be stopped", async () => {
    const bed = unlimited();
    await jane();
    const one = await sentFlow(bed);
    const code = lastStopCode(bed);
    const two = await sentFlow(bed);
    const open = await start(bed);
    await deny(bed, code);
    const state = (id: string) => env.DB.prepare("SELECT state FROM flows WHERE id = ?").bind(id).first("state");
    expect([await state(one.flow.id), await state(two.flow.id), await state(open.id)]).toEqual([
      "cancelled",
      "sent",
      "open",
    ]);
  });
});
