import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { check, count, JANE, not, reasons, send, sentFlow } from "../support/journey.ts";
import { addAccount, testBed } from "../support/world.ts";

describe("guessing", () => {
  it("verifies the address with the code that was sent", async () => {
    const bed = testBed();
    const accountId = await addAccount([{ kind: "email", value: JANE }]);
    const { flow, code } = await sentFlow(bed);
    const checked = await check(bed, flow.id, code);
    expect(checked.ok && checked.value.state).toBe("verified");
    const row = await env.DB.prepare("SELECT verified_at, verified_via FROM addresses WHERE account_id = ?")
      .bind(accountId)
      .first();
    expect(row).toEqual({ verified_at: bed.now(), verified_via: "test" });
  });

  it("evaluates exactly five of 500 wrong guesses made at once", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow, code } = await sentFlow(bed);
    const results = await Promise.all(Array.from({ length: 500 }, (_, i) => check(bed, flow.id, not(code, i + 1))));
    expect(reasons(results)).toEqual({ code_wrong: 5, too_many_attempts: 495 });
    expect(await count("SELECT count(*) AS n FROM attempts WHERE flow_id = ?", flow.id)).toBe(5);
    expect(reasons([await check(bed, flow.id, code)])).toEqual({ too_many_attempts: 1 });
  });

  it("accepts exactly one of 500 right guesses made at once, and tells no loser that it won", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow, code } = await sentFlow(bed);
    const results = await Promise.all(Array.from({ length: 500 }, () => check(bed, flow.id, code)));
    expect(reasons(results)).toEqual({ verified: 1, flow_verified: 499 });
    expect(reasons([await check(bed, flow.id, not(code))])).toEqual({ flow_verified: 1 });
  });

  it("never loses the right code to a wrong one sent at the same time", async () => {
    const bed = testBed({ policy: { sends: null, wrongGuesses: null } });
    await addAccount([{ kind: "email", value: JANE }]);
    for (let round = 0; round < 20; round += 1) {
      const { flow, code } = await sentFlow(bed);
      const [, right] = await Promise.all([check(bed, flow.id, not(code)), check(bed, flow.id, code)]);
      const reason = right.ok ? "verified" : right.failure.reason;
      expect(reason).toBe("verified");
    }
  });

  it("refuses the right code as the sixth guess, and takes it after a new one was sent", async () => {
    const bed = testBed({ policy: { sends: null } });
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow, code } = await sentFlow(bed);
    for (let guess = 1; guess <= 5; guess += 1) await check(bed, flow.id, not(code, guess));
    expect(reasons([await check(bed, flow.id, code)])).toEqual({ too_many_attempts: 1 });
    await send(bed, flow);
    await bed.settle();
    const newest = bed.sent.at(-1)?.code ?? "";
    expect(reasons([await check(bed, flow.id, newest)])).toEqual({ verified: 1 });
  });

  it("locks the flow at its tenth guess, over all its codes", async () => {
    const bed = testBed({ policy: { sends: null } });
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow, code } = await sentFlow(bed);
    for (let guess = 1; guess <= 5; guess += 1) await check(bed, flow.id, not(code, guess));
    await send(bed, flow);
    await bed.settle();
    const second = bed.sent.at(-1)?.code ?? "";
    for (let guess = 1; guess <= 5; guess += 1) await check(bed, flow.id, not(second, guess));
    expect(reasons([await check(bed, flow.id, second)])).toEqual({ too_many_attempts: 1 });
    expect(reasons([await send(bed, flow)])).toEqual({ too_many_attempts: 1 });
    expect(await count("SELECT count(*) AS n FROM issues WHERE code_mac IS NOT NULL")).toBe(0);
  });

  it("refuses an earlier code after a new one was sent, at the price of one try", async () => {
    const bed = testBed({ policy: { sends: null } });
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow, code } = await sentFlow(bed);
    await send(bed, flow);
    await bed.settle();
    const newest = bed.sent.at(-1)?.code ?? "";
    const kept =
      "SELECT count(*) AS n FROM issues WHERE state = 'superseded' AND code_mac IS NULL AND link_mac IS NULL";
    expect(await count(kept)).toBe(1);
    const old = await check(bed, flow.id, code);
    expect(old.ok ? "" : old.failure).toMatchObject({ reason: "code_wrong", attemptsLeft: 4 });
    expect(reasons([await check(bed, flow.id, newest)])).toEqual({ verified: 1 });
  });

  it("either takes the old code or makes a new one current, never both", async () => {
    const bed = testBed({ policy: { sends: null } });
    await addAccount([{ kind: "email", value: JANE }]);
    for (let round = 0; round < 20; round += 1) {
      const { flow, code } = await sentFlow(bed);
      const [checked, sent] = await Promise.all([check(bed, flow.id, code), send(bed, flow)]);
      expect(checked.ok).not.toBe(sent.ok);
    }
  });

  it("refuses the code of another flow", async () => {
    const bed = testBed({ policy: { sends: null } });
    await addAccount([{ kind: "email", value: JANE }]);
    const one = await sentFlow(bed);
    const other = await sentFlow(bed);
    expect(reasons([await check(bed, other.flow.id, one.code)])).toEqual({ code_wrong: 1 });
  });

  it.each([
    { at: -1, want: "verified" },
    { at: 0, want: "code_expired" },
    { at: 1, want: "code_expired" },
  ])("judges the code's expiry to the millisecond ($at ms)", async ({ at, want }) => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow, code } = await sentFlow(bed);
    bed.wait(600_000 + at);
    expect(reasons([await check(bed, flow.id, code)])).toEqual({ [want]: 1 });
  });

  it("counts a malformed code against nobody", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow, code } = await sentFlow(bed);
    for (const typed of ["12345", "abcdef", "1e5000", ""]) {
      expect(reasons([await check(bed, flow.id, typed)])).toEqual({ code_malformed: 1 });
    }
    expect(await count("SELECT attempts AS n FROM flows WHERE id = ?", flow.id)).toBe(0);
    expect(reasons([await check(bed, flow.id, ` ${code.slice(0, 3)} ${code.slice(3)} `)])).toEqual({ verified: 1 });
  });

  it("takes a code made under an older key, for the price of one try when it is wrong", async () => {
    const old = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow, code } = await sentFlow(old);
    const rotated = testBed({
      settings: {
        KEYS: `k2:${btoa("fedcba9876543210fedcba9876543210")} k1:${btoa("0123456789abcdef0123456789abcdef")}`,
      },
    });
    expect(reasons([await check(rotated, flow.id, not(code))])).toEqual({ code_wrong: 1 });
    expect(await count("SELECT attempts AS n FROM flows WHERE id = ?", flow.id)).toBe(1);
    expect(reasons([await check(rotated, flow.id, code)])).toEqual({ verified: 1 });
  });
});
