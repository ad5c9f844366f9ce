import { describe, expect, it } from "vitest";
import { parsePhone } from "../../src/core/phone.ts";
import { addSubject, sendClaim } from "../support/claims.ts";
import { check, count, JANE, not, reasons, send, sentFlow, start, withoutWait } from "../support/journey.ts";
import { addAccount, testBed } from "../support/world.ts";

describe("limits of the standard policy", () => {
  it("lets exactly five of 200 sends to one address through", async () => {
    const bed = testBed({ policy: withoutWait() });
    await addAccount([{ kind: "email", value: JANE }]);
    const flows = await Promise.all(Array.from({ length: 200 }, (_, i) => start(bed, "code", `198.51.100.${i}`)));
    const results = await Promise.all(flows.map((flow, i) => send(bed, flow, JANE, `198.51.100.${i}`)));
    expect(reasons(results)).toEqual({ verified: 5, too_soon: 195 });
    expect(await count("SELECT count(*) AS n FROM messages")).toBe(5);
    expect(await count("SELECT burst AS n FROM limits WHERE key LIKE 'email|%'")).toBe(5);
  });

  it("makes the second message wait a minute, the third two", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow } = await sentFlow(bed);
    const tooSoon = await send(bed, flow);
    expect(tooSoon.ok ? "" : tooSoon.failure).toMatchObject({ reason: "too_soon", retryAt: bed.now() + 60_000 });
    bed.wait(60_000);
    expect((await send(bed, flow)).ok).toBe(true);
    bed.wait(60_000);
    expect(reasons([await send(bed, flow)])).toEqual({ too_soon: 1 });
    bed.wait(60_000);
    expect((await send(bed, flow)).ok).toBe(true);
  });

  it("lets one of 50 resends at once through", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow } = await sentFlow(bed);
    bed.wait(61_000);
    const results = await Promise.all(Array.from({ length: 50 }, () => send(bed, flow)));
    expect(reasons(results)).toEqual({ verified: 1, too_soon: 49 });
    expect(await count("SELECT count(*) AS n FROM issues WHERE state = 'pending'")).toBe(1);
  });

  it("starts thirty flows an hour for one network, a /64 being one", async () => {
    const bed = testBed();
    const results = await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        bed.services.verification.start({
          appId: "default",
          dialect: "test",
          proof: "code",
          guard: "g",
          context: "{}",
          ip: `2001:db8:1:2::${i.toString(16)}`,
        }),
      ),
    );
    expect(reasons(results)).toEqual({ verified: 30, too_soon: 30 });
  });

  it("does not let a caller that is over its own limit use up somebody's address", async () => {
    const bed = testBed({ policy: withoutWait() });
    const flow = await start(bed);
    for (let i = 0; i < 30; i += 1) await send(bed, flow, `stranger${i}@example.org`);
    expect(reasons([await send(bed, flow)])).toEqual({ too_soon: 1 });
    expect((await send(bed, flow, JANE, "203.0.113.9")).ok).toBe(true);
    expect(await count("SELECT max(burst) AS n FROM limits WHERE key LIKE 'email|%'")).toBe(1);
  });

  it("makes guessing at one address wait after twenty wrong guesses, over all flows", async () => {
    const bed = testBed({ policy: { sends: null } });
    await addAccount([{ kind: "email", value: JANE }]);
    for (let round = 0; round < 4; round += 1) {
      const { flow, code } = await sentFlow(bed);
      for (let guess = 1; guess <= 5; guess += 1) await check(bed, flow.id, not(code, guess));
    }
    const { flow, code } = await sentFlow(bed);
    const refused = await check(bed, flow.id, code);
    expect(refused.ok ? "" : refused.failure).toMatchObject({ reason: "too_soon", retryAt: bed.now() + 60_000 });
    bed.wait(60_000);
    expect(reasons([await check(bed, flow.id, code)])).toEqual({ verified: 1 });
  });
});

describe("texts to numbers that differ in their last four digits", () => {
  it("are twenty an hour, whoever asks for them: so is walking through a range that pays", async () => {
    const bed = testBed({ settings: { SMS_COUNTRIES: "GB" }, channels: ["sms"] });
    const text = async (index: number) => {
      const parsed = parsePhone(`+447700900${String(index).padStart(3, "0")}`);
      if (!parsed.ok) throw new Error("not a number");
      const subject = await addSubject(`caller-${index}`);
      return sendClaim(bed, { appId: "default", dialect: "test", subject, address: parsed.value }, { channel: "sms" });
    };
    const results = [];
    for (let index = 0; index < 22; index += 1) results.push(await text(index));
    expect(reasons(results)).toEqual({ verified: 20, too_soon: 2 });
    bed.wait(3_600_000);
    expect((await text(22)).ok).toBe(true);
  });
});
