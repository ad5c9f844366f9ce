import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import type { RequestOf } from "../../../src/core/requests.ts";
import { faultyBindings } from "../../support/faulty-database.ts";
import { count, reasons } from "../../support/journey.ts";
import { ask, asked } from "../../support/requests.ts";
import { addAccount, deployment, type TestBed, testBed } from "../../support/world.ts";

const DAY = 86_400_000;

let bed: TestBed;
let next = 0;
beforeEach(() => {
  bed = testBed({ policy: { sends: null } });
});

/** An account with one e-mail address, not verified; its request. */
async function requestOf(status = "active"): Promise<RequestOf> {
  next += 1;
  const accountId = await addAccount([{ kind: "email", value: `own.${next}@example.org` }], { status });
  return { appId: "default", dialect: "test", accountId, kind: "email" };
}

const confirm = ({ services }: TestBed, request: RequestOf, token: string) =>
  services.requests.confirm({ ...request, token });
const account = (id: string) =>
  env.DB.prepare("SELECT status FROM accounts WHERE id = ?").bind(id).first<string>("status");
const verifiedAt = (id: string) =>
  env.DB.prepare("SELECT verified_at FROM addresses WHERE account_id = ?").bind(id).first<number>("verified_at");

describe("a request", () => {
  it("goes to the account's own address, and is proven by a token that is a UUID", async () => {
    const request = await requestOf();
    const token = await asked(bed, request);
    expect(token).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(bed.sent.at(-1)?.to).toBe(`own.${next}@example.org`);
    expect(await bed.services.requests.status(request)).toMatchObject({
      flow: { state: "sent" },
      addressVerified: false,
    });
    expect(await confirm(bed, request, token)).toMatchObject({ ok: true });
    expect(await verifiedAt(request.accountId)).toBe(bed.now());
    expect(await bed.services.requests.status(request)).toMatchObject({
      addressVerified: true,
      accountStatus: "active",
    });
  });

  it("prefers the primary address", async () => {
    const accountId = await addAccount([
      { kind: "email", value: "first@example.org" },
      { kind: "email", value: "second@example.org" },
      { kind: "phone", value: "+447700900123" },
    ]);
    await env.DB.prepare("UPDATE addresses SET is_primary = (value = 'second@example.org') WHERE account_id = ?")
      .bind(accountId)
      .run();
    await asked(bed, { appId: "default", dialect: "test", accountId, kind: "email" });
    expect(bed.sent.map(({ to }) => to)).toEqual(["second@example.org"]);
  });

  it.each([
    ["created", "active"],
    ["active", "active"],
  ])("of an account that is %s leaves it %s", async (before, after) => {
    const request = await requestOf(before);
    const token = await asked(bed, request);
    expect(await account(request.accountId)).toBe(before);
    await confirm(bed, request, token);
    expect(await account(request.accountId)).toBe(after);
  });

  it.each(["inactive", "archived"])("of an account that is %s is none", async (status) => {
    const request = await requestOf(status);
    expect(await ask(bed, request)).toEqual({ ok: false, failure: { reason: "account_not_found" } });
  });

  it("needs an account, an address, and something to verify", async () => {
    const request = await requestOf();
    expect(await ask(bed, { ...request, accountId: "f".repeat(24) })).toMatchObject({
      failure: { reason: "account_not_found" },
    });
    expect(await ask(bed, { ...request, appId: "other" })).toMatchObject({ failure: { reason: "account_not_found" } });
    const accountId = await addAccount([{ kind: "phone", value: "+46700000001" }]);
    expect(await ask(bed, { ...request, accountId })).toMatchObject({ failure: { reason: "address_missing" } });
    await confirm(bed, request, await asked(bed, request));
    expect(await ask(bed, request)).toMatchObject({ failure: { reason: "address_verified" } });
    await bed.settle();
    expect(bed.sent).toHaveLength(1);
  });

  it("dies when the next one is made", async () => {
    const request = await requestOf();
    const first = await asked(bed, request);
    const second = await asked(bed, request);
    expect(await confirm(bed, request, first)).toMatchObject({ failure: { reason: "link_unknown" } });
    expect((await confirm(bed, request, second)).ok).toBe(true);
  });

  it("lives as long as it is asked to, and no longer", async () => {
    const request = await requestOf();
    const token = await asked(bed, request);
    bed.wait(DAY - 1);
    expect(await bed.services.requests.status(request)).toMatchObject({
      flow: { state: "sent", expiresAt: bed.now() + 1 },
    });
    bed.wait(1);
    expect(await confirm(bed, request, token)).toMatchObject({ failure: { reason: "flow_expired" } });
    expect(await verifiedAt(request.accountId)).toBeNull();
  });

  it("is confirmed once, and only with its own token", async () => {
    const [mine, theirs] = [await requestOf(), await requestOf()];
    const token = await asked(bed, mine);
    const other = await asked(bed, theirs);
    expect(await confirm(bed, mine, other)).toMatchObject({ failure: { reason: "link_unknown" } });
    expect(await confirm(bed, theirs, token)).toMatchObject({ failure: { reason: "link_unknown" } });
    const results = await Promise.all(Array.from({ length: 30 }, () => confirm(bed, mine, token)));
    expect(reasons(results)).toEqual({ verified: 1, address_verified: 29 });
  });

  it("is looked at without being used, and known again once it was", async () => {
    const request = await requestOf();
    const token = await asked(bed, request);
    const inspect = (shown = token, on = bed) => on.services.requests.inspect({ ...request, token: shown });
    for (let times = 0; times < 3; times += 1) expect(await inspect()).toMatchObject({ value: { used: false } });
    expect(await inspect(crypto.randomUUID())).toMatchObject({ failure: { reason: "link_unknown" } });
    expect(await verifiedAt(request.accountId)).toBeNull();
    expect((await confirm(bed, request, token)).ok).toBe(true);
    expect(await inspect()).toMatchObject({ value: { used: true } });
    expect((await inspect(crypto.randomUUID())).ok).toBe(false);
    bed.wait(DAY);
    expect(await inspect()).toMatchObject({ failure: { reason: "flow_expired" } });
  });

  it("has nothing to confirm once its address is verified in another way", async () => {
    const request = await requestOf("created");
    const token = await asked(bed, request);
    await env.DB.prepare("UPDATE addresses SET verified_at = 7 WHERE account_id = ?").bind(request.accountId).run();
    expect(await confirm(bed, request, token)).toEqual({ ok: false, failure: { reason: "address_verified" } });
    expect([await verifiedAt(request.accountId), await account(request.accountId)]).toEqual([7, "created"]);
  });

  it("made before a key was replaced is found still", async () => {
    const request = await requestOf();
    const token = await asked(bed, request);
    const KEYS = `k2:${btoa("fedcba9876543210fedcba9876543210")} ${deployment["KEYS"]}`;
    const { requests } = testBed({ settings: { KEYS } }).services;
    expect(await requests.inspect({ ...request, token })).toMatchObject({ value: { used: false } });
    expect(await requests.status(request)).toMatchObject({ flow: { state: "sent" } });
    expect((await requests.confirm({ ...request, token })).ok).toBe(true);
    expect(await requests.inspect({ ...request, token })).toMatchObject({ value: { used: true } });
  });

  it("that was never made is not there, which tells nothing of the account", async () => {
    const request = await requestOf();
    expect(await confirm(bed, request, crypto.randomUUID())).toMatchObject({ failure: { reason: "flow_not_found" } });
    expect(await confirm(bed, { ...request, accountId: "e".repeat(24) }, crypto.randomUUID())).toMatchObject({
      failure: { reason: "account_not_found" },
    });
  });
});

describe("a request under faults and limits", () => {
  it("is sent once after a lost reply, and confirmed once after another", async () => {
    const request = await requestOf("created");
    const losing = testBed({ bindings: faultyBindings("after") });
    const token = await asked(losing, request);
    expect(losing.sent).toHaveLength(1);
    expect(await count("SELECT burst AS n FROM limits WHERE key LIKE 'email|%'")).toBe(1);
    expect((await confirm(testBed({ bindings: faultyBindings("after") }), request, token)).ok).toBe(true);
    expect(await account(request.accountId)).toBe("active");
  });

  it("is limited for its address, together with what others send there", async () => {
    const limited = testBed();
    const created = await limited.fetch("/admin/accounts", {
      method: "POST",
      headers: { authorization: `Bearer ${limited.services.settings.adminToken}`, "content-type": "application/json" },
      body: JSON.stringify({ addresses: [{ channel: "email", value: "counted@example.org" }] }),
    });
    const { id: accountId } = await created.json<{ id: string }>();
    const request: RequestOf = { appId: "default", dialect: "test", accountId, kind: "email" };
    const results = await Promise.all(Array.from({ length: 10 }, () => ask(limited, request)));
    expect(reasons(results)).toEqual({ verified: 1, too_soon: 9 });
    const refused = results.find(({ ok }) => !ok);
    expect(refused).toMatchObject({ failure: { retryAt: limited.now() + 60_000 } });
    const digest = await env.DB.prepare("SELECT digest FROM addresses WHERE account_id = ?")
      .bind(accountId)
      .first<string>("digest");
    expect(await count("SELECT burst AS n FROM limits WHERE key = ?", `email|${digest}`)).toBe(1);
  });
});
