import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { addressesOf, addSubject, checkClaim, claimOf, sendClaim, sentClaim } from "../../support/claims.ts";
import { count, not, reasons } from "../../support/journey.ts";
import { type TestBed, testBed } from "../../support/world.ts";

let bed: TestBed;
let sub: string;
let next = 0;
const fresh = (name: string): string => {
  next += 1;
  return `${name}-${next}@example.org`;
};

beforeEach(async () => {
  bed = testBed({ policy: { sends: null } });
  next += 1;
  sub = await addSubject(`user-${next}`);
});

let held = 0;
const hold = (account: string, value: string, { primary = true, verified = true } = {}) => {
  held += 1;
  return env.DB.prepare(
    `INSERT INTO addresses (id, app_id, account_id, kind, typed, value, key, is_primary, verified_at, created_at)
     VALUES (?, 'default', (SELECT id FROM accounts WHERE sub = ?), 'email', ?3, ?3, lower(?3), ?4, ?5, 0)`,
  )
    .bind(`held-${String(held).padStart(6, "0")}`, account, value, Number(primary), verified ? 1 : null)
    .run();
};

describe("a claim by code", () => {
  it("makes the address the account's, verified and primary if it has no other", async () => {
    const claim = claimOf(sub, fresh("Grace"));
    const { code, flow } = await sentClaim(bed, claim);
    expect(flow).toMatchObject({ state: "sent", dialect: "test" });
    expect(await addressesOf(sub)).toEqual([]);
    expect(await checkClaim(bed, claim, code)).toMatchObject({ ok: true, value: { state: "verified" } });
    expect(await addressesOf(sub)).toEqual([`${claim.address.value} primary verified`]);
    expect(
      await count("SELECT count(*) AS n FROM addresses WHERE typed = ? AND verified_via = 'test'", claim.address.typed),
    ).toBe(1);
  });

  it("keeps what a wrong code found, and says how many tries are left", async () => {
    const claim = claimOf(sub, fresh("grace"));
    const { code } = await sentClaim(bed, claim);
    expect(await checkClaim(bed, claim, not(code))).toMatchObject({
      failure: { reason: "code_wrong", attemptsLeft: 4 },
    });
    expect(await addressesOf(sub)).toEqual([]);
    expect((await checkClaim(bed, claim, code)).ok).toBe(true);
  });

  it("is locked after five wrong codes, and the right one is too late", async () => {
    const claim = claimOf(sub, fresh("grace"));
    const { code } = await sentClaim(bed, claim);
    for (let step = 1; step <= 5; step += 1) await checkClaim(bed, claim, not(code, step));
    expect(await checkClaim(bed, claim, code)).toMatchObject({ failure: { reason: "too_many_attempts" } });
    const again = await sentClaim(bed, claim);
    expect((await checkClaim(bed, claim, again.code)).ok).toBe(true);
  });

  it("counts wrong codes over all that are sent, and anew once they have ended it", async () => {
    const claim = claimOf(sub, fresh("grace"));
    for (let sends = 0; sends < 2; sends += 1) {
      const { code } = await sentClaim(bed, claim);
      for (let step = 1; step <= 4; step += 1) await checkClaim(bed, claim, not(code, step));
    }
    const third = await sentClaim(bed, claim);
    for (const reason of ["code_wrong", "code_wrong", "too_many_attempts"]) {
      expect(await checkClaim(bed, claim, not(third.code))).toMatchObject({ failure: { reason } });
    }
    const { code } = await sentClaim(bed, claim);
    for (let step = 1; step <= 4; step += 1) await checkClaim(bed, claim, not(code, step));
    expect((await checkClaim(bed, claim, code)).ok).toBe(true);
  });

  it("knows nothing of an address that was never sent to, nor of another's", async () => {
    const other = await addSubject(`other-${next}`);
    const claim = claimOf(sub, fresh("grace"));
    const { code } = await sentClaim(bed, claim);
    for (const unknown of [claimOf(sub, fresh("ada")), claimOf(other, claim.address.typed)]) {
      expect(await checkClaim(bed, unknown, code)).toEqual({ ok: false, failure: { reason: "flow_not_found" } });
    }
    expect(await addressesOf(other)).toEqual([]);
  });

  it("dies when another is sent", async () => {
    const claim = claimOf(sub, fresh("grace"));
    const first = await sentClaim(bed, claim);
    const second = await sentClaim(bed, claim);
    expect(second.flow.id).toBe(first.flow.id);
    if (first.code !== second.code) {
      expect(await checkClaim(bed, claim, first.code)).toMatchObject({ failure: { reason: "code_wrong" } });
    }
    expect((await checkClaim(bed, claim, second.code)).ok).toBe(true);
  });

  it("dies when a link is sent, and the other way round", async () => {
    const claim = claimOf(sub, fresh("grace"));
    const { code } = await sentClaim(bed, claim);
    const { link } = await sentClaim(bed, claim, { proof: "link" });
    expect(await checkClaim(bed, claim, code)).toMatchObject({ failure: { reason: "proof_mismatch" } });
    const again = await sentClaim(bed, claim);
    expect(await bed.services.claims.consume(link)).toMatchObject({ failure: { reason: "proof_mismatch" } });
    expect((await checkClaim(bed, claim, again.code)).ok).toBe(true);
  });

  it("expires, and begins anew when it is sent again", async () => {
    const claim = claimOf(sub, fresh("grace"));
    const { code } = await sentClaim(bed, claim);
    bed.wait(bed.services.settings.policy.codeLifetimeMs);
    expect(await checkClaim(bed, claim, code)).toMatchObject({ failure: { reason: "code_expired" } });
    bed.wait(bed.services.settings.policy.flowLifetimeMs);
    expect(await checkClaim(bed, claim, code)).toMatchObject({ failure: { reason: "flow_expired" } });
    const again = await sentClaim(bed, claim);
    expect(again.flow.createdAt).toBe(bed.now());
    expect((await checkClaim(bed, claim, again.code)).ok).toBe(true);
  });

  it("is accepted once, however many try at the same time", async () => {
    const claim = claimOf(sub, fresh("grace"));
    const { code } = await sentClaim(bed, claim);
    const results = await Promise.all(Array.from({ length: 50 }, () => checkClaim(bed, claim, code)));
    expect(reasons(results)).toEqual({ verified: 1, address_verified: 49 });
    expect(await addressesOf(sub)).toHaveLength(1);
  });

  it("is evaluated five times, however many guess at the same time", async () => {
    const claim = claimOf(sub, fresh("grace"));
    const { code } = await sentClaim(bed, claim);
    const results = await Promise.all(
      Array.from({ length: 200 }, (_, step) => checkClaim(bed, claim, not(code, step + 1))),
    );
    expect(reasons(results)).toEqual({ code_wrong: 5, too_many_attempts: 195 });
  });
});

describe("who may claim", () => {
  it("is an account, active, by its sub or by its id if it has none", async () => {
    const inactive = await addSubject(`asleep-${next}`, "inactive");
    const taken = fresh("taken");
    await hold(sub, taken);
    for (const subject of ["nobody", inactive]) {
      for (const email of [fresh("ada"), taken]) {
        expect(await sendClaim(bed, claimOf(subject, email))).toEqual({
          ok: false,
          failure: { reason: "account_not_found" },
        });
      }
    }
    const id = await env.DB.prepare("SELECT id FROM accounts WHERE sub = ?").bind(sub).first<string>("id");
    expect(await sendClaim(bed, claimOf(id ?? "", fresh("ada")))).toMatchObject({
      failure: { reason: "account_not_found" },
    });
    await env.DB.prepare("UPDATE accounts SET sub = NULL WHERE id = ?").bind(id).run();
    expect((await sendClaim(bed, claimOf(id ?? "", fresh("ada")))).ok).toBe(true);
    await bed.settle();
    expect(bed.sent).toHaveLength(1);
  });

  it("is anybody, where the app wants accounts to be made; once, however many ask", async () => {
    const claim = claimOf(`new-${next}`, fresh("new"));
    const results = await Promise.all(Array.from({ length: 10 }, () => sendClaim(bed, claim, { createAccount: true })));
    expect(reasons(results)).toEqual({ verified: 10 });
    expect(await count("SELECT count(*) AS n FROM accounts WHERE sub = ?", claim.subject)).toBe(1);
  });
});

describe("an address that is verified already", () => {
  it.each(["theirs", "one's own"])("cannot be claimed: %s", async (whose) => {
    const email = fresh("taken");
    const holder = whose === "theirs" ? await addSubject(`holder-${next}`) : sub;
    await hold(holder, email);
    expect(await sendClaim(bed, claimOf(sub, email))).toEqual({ ok: false, failure: { reason: "address_verified" } });
    await bed.settle();
    expect(bed.sent).toEqual([]);
  });

  it("goes to whoever proves it first", async () => {
    const email = fresh("raced");
    const rival = await addSubject(`rival-${next}`);
    const mine = await sentClaim(bed, claimOf(sub, email));
    const theirs = await sentClaim(bed, claimOf(rival, email));
    expect((await checkClaim(bed, claimOf(rival, email), theirs.code)).ok).toBe(true);
    expect(await checkClaim(bed, claimOf(sub, email), mine.code)).toEqual({
      ok: false,
      failure: { reason: "address_verified" },
    });
    expect(await addressesOf(sub)).toEqual([]);
    expect(await addressesOf(rival)).toEqual([`${email} primary verified`]);
  });

  it("is not one that another account only has written down: it moves to whoever proves it", async () => {
    const email = fresh("squatted");
    const squatter = await addSubject(`squatter-${next}`);
    await hold(squatter, email, { verified: false });
    const { code } = await sentClaim(bed, claimOf(sub, email));
    expect((await checkClaim(bed, claimOf(sub, email), code)).ok).toBe(true);
    expect(await addressesOf(squatter)).toEqual([]);
    expect(await addressesOf(sub)).toEqual([`${email} primary verified`]);
  });
});

describe("which address is primary", () => {
  it.each([
    ["none", undefined, false, ["new primary verified"]],
    ["none", undefined, true, ["new primary verified"]],
    ["not verified", { verified: false }, false, ["old secondary unverified", "new primary verified"]],
    ["verified", {}, false, ["old primary verified", "new secondary verified"]],
    ["verified", {}, true, ["old secondary verified", "new primary verified"]],
  ] as const)("with a primary that is %s (%j) and update_primary %s", async (_, old, makePrimary, want) => {
    const [oldEmail, newEmail] = [fresh("old"), fresh("new")];
    if (old) await hold(sub, oldEmail, { ...old });
    const { code } = await sentClaim(bed, claimOf(sub, newEmail));
    await checkClaim(bed, claimOf(sub, newEmail), code, makePrimary);
    expect(await addressesOf(sub)).toEqual(want.map((text) => text.replace("old", oldEmail).replace("new", newEmail)));
  });

  it.each([
    [false, ["old primary verified", "new secondary verified"]],
    [true, ["old secondary verified", "new primary verified"]],
  ] as const)(
    "with the address written down as a further one already, and update_primary %s",
    async (makePrimary, want) => {
      const [oldEmail, newEmail] = [fresh("old"), fresh("new")];
      await hold(sub, oldEmail);
      await hold(sub, newEmail, { primary: false, verified: false });
      const { link } = await sentClaim(bed, claimOf(sub, newEmail), { proof: "link", makePrimary });
      expect((await bed.services.claims.consume(link)).ok).toBe(true);
      expect(await addressesOf(sub)).toEqual(
        want.map((text) => text.replace("old", oldEmail).replace("new", newEmail)),
      );
    },
  );
});
