import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { addressesOf, addSubject, checkClaim, claimOf, sendClaim, sentClaim } from "../../support/claims.ts";
import { faultyBindings } from "../../support/faulty-database.ts";
import { count, not, reasons, withoutWait } from "../../support/journey.ts";
import { testBed } from "../../support/world.ts";

const withLostReply = () => testBed({ bindings: faultyBindings("after") });

describe("a lost reply of a claim", () => {
  it("of a send is asked for again: one message, counted once, one account", async () => {
    const losing = withLostReply();
    const claim = claimOf("lost-send", "lost.send@example.org");
    const { code } = await sentClaim(losing, claim, { createAccount: true });
    expect(losing.sent).toHaveLength(1);
    expect(await count("SELECT count(*) AS n FROM messages WHERE recipient = ?", claim.address.value)).toBe(1);
    expect(await count("SELECT burst AS n FROM limits WHERE key LIKE 'email|%'")).toBe(1);
    expect((await checkClaim(testBed(), claim, code)).ok).toBe(true);
  });

  it("of a check is asked for again: one attempt, the right answer, one address", async () => {
    const claim = claimOf(await addSubject("lost-check"), "lost.check@example.org");
    const { code } = await sentClaim(testBed({ policy: { sends: null } }), claim);
    expect(reasons([await checkClaim(withLostReply(), claim, not(code))])).toEqual({ code_wrong: 1 });
    expect(reasons([await checkClaim(withLostReply(), claim, code)])).toEqual({ verified: 1 });
    expect(await addressesOf("lost-check")).toEqual(["lost.check@example.org primary verified"]);
  });

  it("of a check takes nothing back that happened meanwhile", async () => {
    const bindings = faultyBindings("after");
    const claim = claimOf(await addSubject("lost-race"), "lost.race@example.org");
    const { code } = await sentClaim(testBed({ policy: { sends: null } }), claim);
    bindings.meanwhile(() =>
      env.DB.prepare(
        "UPDATE addresses SET verified_at = NULL, is_primary = 0 WHERE value = 'lost.race@example.org'",
      ).run(),
    );
    expect(reasons([await checkClaim(testBed({ bindings }), claim, code)])).toEqual({ verified: 1 });
    expect(await addressesOf("lost-race")).toEqual(["lost.race@example.org secondary unverified"]);
  });

  it("of a send does not bring its code back when another was sent meanwhile", async () => {
    const bindings = faultyBindings("after");
    const policy = { sends: null };
    const [losing, other] = [testBed({ bindings, policy }), testBed({ policy })];
    const claim = claimOf(await addSubject("lost-again"), "lost.again@example.org");
    bindings.meanwhile(() => sentClaim(other, claim));
    expect((await sendClaim(losing, claim)).ok).toBe(true);
    await losing.settle();
    expect([losing.sent.length, other.sent.length]).toEqual([0, 1]);
    expect((await checkClaim(other, claim, other.sent[0]?.code ?? "")).ok).toBe(true);
  });
});

describe("the limits of claims", () => {
  it("count an account and an address, whatever network they come from", async () => {
    const bed = testBed({ policy: withoutWait() });
    const sub = await addSubject("counted");
    for (let index = 0; index < 30; index += 1) {
      expect((await sendClaim(bed, claimOf(sub, `counted.${index}@example.org`))).ok).toBe(true);
    }
    expect(await sendClaim(bed, claimOf(sub, "counted.30@example.org"))).toMatchObject({
      failure: { reason: "too_soon", flow: null, retryAt: bed.now() + 3_600_000 },
    });
    const claim = claimOf(await addSubject("counted-too"), "counted.0@example.org");
    const sends = await Promise.all(Array.from({ length: 20 }, () => sendClaim(bed, claim)));
    expect(reasons(sends)).toEqual({ verified: 4, too_soon: 16 });
  });

  it("are what stops an account that was only created, too, and not that it is unknown", async () => {
    const bed = testBed();
    const claim = claimOf(await addSubject("just-created", "created"), "just.created@example.org");
    expect((await sendClaim(bed, claim)).ok).toBe(true);
    expect(reasons([await sendClaim(bed, claim)])).toEqual({ too_soon: 1 });
  });

  it("leave no account of a subject behind whose address was sent to too often", async () => {
    const bed = testBed();
    const email = "too.soon@example.org";
    expect((await sendClaim(bed, claimOf(await addSubject("first"), email))).ok).toBe(true);
    const refused = await sendClaim(bed, claimOf("second", email), { createAccount: true });
    expect(reasons([refused])).toEqual({ too_soon: 1 });
    expect(await count("SELECT count(*) AS n FROM accounts WHERE sub = 'second'")).toBe(0);
  });

  it("count who asks for addresses that are somebody's, and nobody else", async () => {
    const bed = testBed({ policy: withoutWait() });
    const holder = await addSubject("holder");
    const taken = claimOf(holder, "held@example.org");
    await checkClaim(bed, taken, (await sentClaim(bed, taken)).code);
    const counted = () => count("SELECT sum(burst) AS n FROM limits");
    const before = await counted();
    const curious = claimOf(await addSubject("curious"), "held@example.org");
    const answers = await Promise.all(Array.from({ length: 40 }, () => sendClaim(bed, curious)));
    expect(reasons(answers)).toEqual({ address_verified: 30, too_soon: 10 });
    expect(await sendClaim(bed, curious)).toMatchObject({ failure: { flow: null, retryAt: bed.now() + 3_600_000 } });
    expect(await counted()).toBe(before + 30);
    const other = claimOf(await addSubject("other"), "held@example.org");
    expect(reasons([await sendClaim(bed, other)])).toEqual({ address_verified: 1 });
    const losing = testBed({ policy: withoutWait(), bindings: faultyBindings("after") });
    expect(reasons([await sendClaim(losing, other)])).toEqual({ address_verified: 1 });
    expect(await counted()).toBe(before + 32);
  });

  it("stand between wrong codes and the next guess, over all accounts that claim the address", async () => {
    const bed = testBed({
      policy: {
        sends: null,
        wrongGuesses: { free: 2, stop: 9, windowMs: 86_400_000, waitMs: 60_000, maxWaitMs: 3_600_000 },
      },
    });
    const claim = claimOf(await addSubject("guesser"), "guessed.at@example.org");
    const { code } = await sentClaim(bed, claim);
    await checkClaim(bed, claim, not(code));
    await checkClaim(bed, claim, not(code));
    const other = claimOf(await addSubject("guesser-too"), "guessed.at@example.org");
    const sent = await sentClaim(bed, other);
    expect(await checkClaim(bed, other, sent.code)).toMatchObject({
      failure: { reason: "too_soon", retryAt: bed.now() + 60_000 },
    });
  });
});

describe("a key that is replaced", () => {
  it("keeps claims that were made under it", async () => {
    const key = (text: string): string => btoa(`${text}0123456789abcdefghijklmnopqrstuv`);
    const claim = claimOf(await addSubject("rotated"), "rotated@example.org");
    const old = testBed({ settings: { KEYS: `k1:${key("ab")}` }, policy: { sends: null } });
    const renewed = testBed({ settings: { KEYS: `k2:${key("cd")} k1:${key("ab")}` }, policy: { sends: null } });
    const { code } = await sentClaim(old, claim);
    expect(reasons([await checkClaim(renewed, claim, not(code))])).toEqual({ code_wrong: 1 });
    expect(reasons([await checkClaim(renewed, claim, code)])).toEqual({ verified: 1 });
  });
});
