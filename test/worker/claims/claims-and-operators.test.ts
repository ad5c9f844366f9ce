import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { bearer, call } from "../../support/admin.ts";
import { addressesOf, addSubject, checkClaim, claimOf, sendClaim, sentClaim } from "../../support/claims.ts";
import { count, not, reasons } from "../../support/journey.ts";
import { type TestBed, testBed } from "../../support/world.ts";

let bed: TestBed;

beforeEach(() => {
  bed = testBed({ policy: { sends: null } });
});

const run = (sql: string, ...values: unknown[]) =>
  env.DB.prepare(sql)
    .bind(...values)
    .run();

const idOf = async (sub: string): Promise<string> =>
  (await env.DB.prepare("SELECT id FROM accounts WHERE sub = ?").bind(sub).first<string>("id")) ?? "";

describe("an account that operators change after the code was sent", () => {
  const changes: readonly (readonly [string, (sub: string) => Promise<unknown>])[] = [
    ["is put to sleep", (sub) => run("UPDATE accounts SET status = 'inactive' WHERE sub = ?", sub)],
    ["gets another sub", (sub) => run("UPDATE accounts SET sub = 'former' WHERE sub = ?", sub)],
    [
      "hands its sub to another account",
      async (sub) => {
        await run("UPDATE accounts SET sub = 'former' WHERE sub = ?", sub);
        await addSubject(sub);
      },
    ],
  ];

  it.each(changes)("and that %s gets nothing, and no guess is evaluated", async (_, change) => {
    const claim = claimOf(await addSubject("grace"), "grace@example.org");
    const { code } = await sentClaim(bed, claim);
    await change(claim.subject);
    for (const guess of [code, not(code)]) {
      expect(reasons([await checkClaim(bed, claim, guess)])).toEqual({ account_not_found: 1 });
    }
    expect(await count("SELECT count(*) AS n FROM addresses")).toBe(0);
    expect(await count("SELECT count(*) AS n FROM attempts")).toBe(0);
    expect(await count("SELECT count(*) AS n FROM limits")).toBe(0);
  });

  it("and that has its sub back is given what it proves", async () => {
    const claim = claimOf(await addSubject("grace"), "grace@example.org");
    const { code } = await sentClaim(bed, claim);
    await run("UPDATE accounts SET sub = 'former' WHERE sub = 'grace'");
    await checkClaim(bed, claim, code);
    await run("UPDATE accounts SET sub = 'grace' WHERE sub = 'former'");
    expect(reasons([await checkClaim(bed, claim, code)])).toEqual({ verified: 1 });
  });

  it("and that sleeps cannot be given an address by its link, which works when it wakes", async () => {
    const claim = claimOf(await addSubject("grace"), "grace@example.org");
    const { link } = await sentClaim(bed, claim, { proof: "link" });
    await run("UPDATE accounts SET status = 'inactive'");
    expect(reasons([await bed.services.claims.consume(link)])).toEqual({ account_not_found: 1 });
    await run("UPDATE accounts SET status = 'active', sub = 'renamed'");
    expect(reasons([await bed.services.claims.consume(link)])).toEqual({ verified: 1 });
    expect(await addressesOf("renamed")).toEqual(["grace@example.org primary verified"]);
  });

  it("hands its claim over with its sub, once the other account has sent for itself", async () => {
    const claim = claimOf(await addSubject("grace"), "grace@example.org");
    await sentClaim(bed, claim);
    await run("UPDATE accounts SET sub = 'former' WHERE sub = 'grace'");
    await addSubject("grace");
    const { code } = await sentClaim(bed, claim);
    expect(reasons([await checkClaim(bed, claim, code)])).toEqual({ verified: 1 });
    expect([await addressesOf("former"), await addressesOf("grace")]).toEqual([
      [],
      ["grace@example.org primary verified"],
    ]);
  });

  it("and that is erased leaves nothing of its claim, not even what was typed", async () => {
    const claim = claimOf(await addSubject("grace"), "Grace.Typed@example.org");
    const { code, flow } = await sentClaim(bed, claim);
    await checkClaim(bed, claim, not(code));
    const id = await idOf("grace");
    expect((await call(bed, "DELETE", `/accounts/${id}`)).status).toBe(204);
    for (const table of ["accounts", "addresses", "flows", "issues", "attempts", "messages"]) {
      expect([table, await count(`SELECT count(*) AS n FROM ${table}`)]).toEqual([table, 0]);
    }
    expect(reasons([await checkClaim(bed, claim, code)])).toEqual({ flow_not_found: 1 });
    await addSubject("grace");
    const again = await sentClaim(bed, claim);
    expect(again.flow).toMatchObject({ id: flow.id, createdAt: bed.now() });
    expect(reasons([await checkClaim(bed, claim, code === again.code ? not(code) : code)])).toEqual({ code_wrong: 1 });
    expect(reasons([await checkClaim(bed, claim, again.code)])).toEqual({ verified: 1 });
  });
});

describe("an address that operators change after the code was sent", () => {
  const write = (sub: string, address: Record<string, unknown>) => async () =>
    call(bed, "PATCH", `/accounts/${await idOf(sub)}`, {
      json: { addresses: [{ channel: "email", value: "Grace@example.org", ...address }] },
    });

  it.each([
    ["to be another's, verified", "other", { verified: true }, "address_verified", []],
    ["to be one's own, verified", "grace", { verified: true }, "address_verified", ["primary verified"]],
    ["to be another's, written down", "other", {}, "verified", ["primary verified"]],
    ["to be one's own, written down", "grace", {}, "verified", ["primary verified"]],
  ] as const)("%s", async (_, holder, address, answer, left) => {
    await addSubject("other");
    const claim = claimOf(await addSubject("grace"), "grace@example.org");
    const { code } = await sentClaim(bed, claim);
    expect((await write(holder, address)()).status).toBe(200);
    expect(reasons([await checkClaim(bed, claim, code)])).toEqual({ [answer]: 1 });
    expect((await addressesOf("grace")).map((text) => text.replace(/^grace@example.org /i, ""))).toEqual(left);
  });

  it("is claimed anew once it is taken away, and once it is not verified any more", async () => {
    const claim = claimOf(await addSubject("grace"), "grace@example.org");
    const { flow, code: first } = await sentClaim(bed, claim);
    await checkClaim(bed, claim, first);
    let code = first;
    for (const change of ["UPDATE addresses SET verified_at = NULL", "DELETE FROM addresses"]) {
      await run(change);
      expect(reasons([await checkClaim(bed, claim, code)])).toEqual({ flow_verified: 1 });
      const again = await sentClaim(bed, claim);
      expect(again.flow).toMatchObject({ id: flow.id, state: "sent", verifiedAt: null });
      expect(reasons([await checkClaim(bed, claim, again.code)])).toEqual({ verified: 1 });
      code = again.code;
    }
    expect(await addressesOf("grace")).toEqual(["grace@example.org primary verified"]);
  });
});

describe("the list of flows", () => {
  const listed = async () => (await call(bed, "GET", "/flows?state=sent")).body["flows"] as { created_at: string }[];

  it("has a claim for as long as it goes on, however often it was sent again", async () => {
    const claim = claimOf(await addSubject("grace"), "grace@example.org");
    for (let sends = 0; sends < 40; sends += 1) {
      await sentClaim(bed, claim);
      bed.wait(50 * 60_000);
    }
    expect(await listed()).toMatchObject([{ dialect: "test", channel: "email", address: "g•••e@example.org" }]);
  });

  it("cancels a claim, whose code is dead and whose next send begins anew", async () => {
    const claim = claimOf(await addSubject("grace"), "grace@example.org");
    const { code, flow } = await sentClaim(bed, claim);
    const cancelled = await bed.fetch(`/admin/flows/${flow.id}/cancel`, { method: "POST", headers: bearer });
    expect(cancelled.status).toBe(200);
    expect(reasons([await checkClaim(bed, claim, code)])).toEqual({ flow_cancelled: 1 });
    expect(await sendClaim(bed, claim)).toMatchObject({ ok: true, value: { state: "sent" } });
  });
});
