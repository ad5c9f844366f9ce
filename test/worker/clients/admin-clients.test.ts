import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { call, faults } from "../../support/admin.ts";
import { ACCOUNT_R, ACCOUNT_W, ask, makeClient, outcome, rotate, type TestClient } from "../../support/clients.ts";
import { faultyBindings } from "../../support/faulty-database.ts";
import { addAccount, type TestBed, testBed } from "../../support/world.ts";

let bed: TestBed;
beforeEach(() => {
  bed = testBed();
});

const NOW = "2026-11-21T19:14:05.532Z";
const NOBODY = `cs_client_${"A".repeat(22)}`;
const SHOP = { name: "Shop", scopes: [ACCOUNT_R], redirect_uris: ["https://shop.example.com/back"] };

const post = (json: unknown) => call(bed, "POST", "/clients", { json });
const get = (path = "") => call(bed, "GET", `/clients${path}`);
const secretsOf = async ({ id }: TestClient): Promise<readonly { id: string; last_used_at: string | null }[]> =>
  (await get(`/${id}`)).body["secrets"] as { id: string; last_used_at: string | null }[];

describe("making a client", () => {
  it("answers its secret once, and never again", async () => {
    const made = await post({ ...SHOP, app_id: "default" });
    expect(made.status).toBe(201);
    const { client_secret: secret, ...shown } = made.body;
    expect(secret).toMatch(/^cs_secret_[A-Za-z0-9_-]{43}$/);
    expect(shown).toEqual({
      client_id: expect.stringMatching(/^cs_client_[A-Za-z0-9_-]{22}$/),
      app_id: "default",
      ...SHOP,
      secrets: [{ id: expect.any(String), created_at: NOW, last_used_at: null }],
      created_at: NOW,
      revoked_at: null,
    });
    expect(made.headers.get("location")).toBe(`/admin/clients/${shown["client_id"]}`);
    expect((await get(`/${shown["client_id"]}`)).body).toEqual(shown);
    expect((await get()).body).toEqual({ clients: [shown], next_cursor: null });
  });

  it("stores no secret, and logs none", async () => {
    const { secret } = await makeClient(bed);
    const tables = await Promise.all(
      ["clients", "client_secrets"].map(
        async (table) => (await env.DB.prepare(`SELECT * FROM ${table}`).all()).results,
      ),
    );
    expect(JSON.stringify([tables, bed.log])).not.toContain(secret.slice("cs_secret_".length));
  });

  it.each<[string, unknown, readonly string[]]>([
    ["nothing", {}, ["/name required", "/scopes required"]],
    ["an empty name", { ...SHOP, name: " " }, ["/name too_short"]],
    ["a long name", { ...SHOP, name: "x".repeat(81) }, ["/name too_long"]],
    ["no scope", { ...SHOP, scopes: [] }, ["/scopes too_short"]],
    ["a text for scopes", { ...SHOP, scopes: ACCOUNT_R }, ["/scopes wrong_type"]],
    [
      "too many scopes",
      { ...SHOP, scopes: Array.from({ length: 21 }, (_, n) => `/external/a${n}/r`) },
      ["/scopes too_long"],
    ],
    ["a scope twice", { ...SHOP, scopes: [ACCOUNT_R, ACCOUNT_W, ACCOUNT_R] }, ["/scopes/2 repeated"]],
    ["another app", { ...SHOP, app_id: "other" }, ["/app_id not_allowed"]],
    ["an unknown field", { ...SHOP, client_secret: "x" }, ["/client_secret unknown_field"]],
    [
      "a target that is none",
      { ...SHOP, redirect_uris: ["https://ok.example/", "javascript:alert(1)"] },
      ["/redirect_uris/1 target_refused"],
    ],
    ["plain http", { ...SHOP, redirect_uris: ["http://shop.example.com/"] }, ["/redirect_uris/0 target_refused"]],
    [
      "a target twice",
      { ...SHOP, redirect_uris: ["https://a.example/", "https://a.example/"] },
      ["/redirect_uris/1 repeated"],
    ],
    ...[
      "account",
      "/external/account",
      "/external/account/rw",
      "/external/Account/r",
      "/internal/account/r",
      "/external/a b/r",
      "/external/account/r ",
    ].map((scope): [string, unknown, readonly string[]] => [
      `the scope ${JSON.stringify(scope)}`,
      { ...SHOP, scopes: [scope] },
      ["/scopes/0 scope_malformed"],
    ]),
  ])("refuses %s", async (_, json, want) => {
    const answer = await post(json);
    expect([answer.status, faults(answer)]).toEqual([422, want]);
    expect((await get()).body["clients"]).toEqual([]);
  });

  it("makes one client, with a secret that works, when a reply was lost", async () => {
    bed = testBed({ bindings: faultyBindings("after") });
    const client = await makeClient(bed);
    expect((await get()).body["clients"]).toHaveLength(1);
    expect(outcome(await ask(bed, client))).toBe("ok");
  });
});

describe("looking at clients", () => {
  it("pages through all of them once, newest first", async () => {
    const made: string[] = [];
    for (let n = 0; n < 5; n += 1) made.push((await makeClient(bed)).id);
    const seen: unknown[] = [];
    let query = "?limit=2";
    for (let pages = 0; pages < 3; pages += 1) {
      const { clients, next_cursor } = (await get(query)).body as {
        clients: { client_id: string }[];
        next_cursor: string;
      };
      seen.push(...clients.map(({ client_id }) => client_id));
      query = `?limit=2&cursor=${next_cursor}`;
    }
    expect(seen).toEqual(made.toReversed());
    expect(query).toContain("null");
  });

  it.each(["?limit=0", "?limit=201", "?limit=x", "?cursor=x", "?page=1"])("refuses %s", async (query) => {
    expect((await get(query)).status).toBe(400);
  });

  it.each([NOBODY, "x", "%00"])("answers 404 for %s, and for a client of another app", async (id) => {
    const { id: foreign } = await makeClient(bed);
    await env.DB.exec("UPDATE clients SET app_id = 'other'");
    for (const each of [id, foreign]) {
      expect((await get(`/${each}`)).status).toBe(404);
      expect((await call(bed, "DELETE", `/clients/${each}`)).status).toBe(404);
      expect((await call(bed, "POST", `/clients/${each}/rotate`)).status).toBe(404);
    }
    expect((await get()).body["clients"]).toEqual([]);
  });

  it.each([
    ["PUT", "", "GET, HEAD, POST"],
    ["POST", `/${NOBODY}`, "DELETE, GET, HEAD"],
    ["GET", `/${NOBODY}/rotate`, "POST"],
    ["GET", `/${NOBODY}/secrets/1`, "DELETE"],
  ])("answers %s %s with 405 and what is allowed", async (method, path, allow) => {
    const { status, headers } = await call(bed, method, `/clients${path}`);
    expect([status, headers.get("allow")]).toEqual([405, allow]);
  });

  it("lets nobody in without the admin token", async () => {
    for (const path of ["/clients", "/tickets"]) expect((await bed.fetch(`/admin${path}`)).status).toBe(401);
  });
});

describe("replacing a secret", () => {
  it("leaves the one before good, until the next is made", async () => {
    const first = await makeClient(bed);
    const second = await rotate(bed, first);
    const good = async (...secrets: TestClient[]) =>
      Promise.all(secrets.map(async (client) => outcome(await ask(bed, client))));
    expect(await good(first, second)).toEqual(["ok", "ok"]);
    const third = await rotate(bed, first);
    expect(await good(first, second, third)).toEqual(["client_unauthorized", "ok", "ok"]);
    expect((await secretsOf(first)).map(({ id }) => id)).toEqual([second.secretId, third.secretId]);
  });

  it("tells when each was last used", async () => {
    const first = await makeClient(bed);
    const second = await rotate(bed, first);
    bed.wait(1_000);
    await ask(bed, second);
    await ask(bed, first, { secret: "cs_secret_wrong" });
    expect((await secretsOf(first)).map(({ last_used_at }) => last_used_at)).toEqual([
      null,
      "2026-11-21T19:14:06.532Z",
    ]);
  });

  it("ends a secret at once when told to, and no other", async () => {
    const first = await makeClient(bed);
    const second = await rotate(bed, first);
    const other = await makeClient(bed);
    const end = (client: TestClient, secretId: string) =>
      call(bed, "DELETE", `/clients/${client.id}/secrets/${secretId}`);
    expect((await end(other, first.secretId)).status).toBe(404);
    expect((await end(first, first.secretId)).status).toBe(204);
    expect((await end(first, first.secretId)).status).toBe(404);
    expect(outcome(await ask(bed, first))).toBe("client_unauthorized");
    expect(outcome(await ask(bed, second))).toBe("ok");
  });

  it("never leaves more than two, and always a good one, when many are made at once", async () => {
    const first = await makeClient(bed);
    const made = await Promise.all(Array.from({ length: 20 }, () => rotate(bed, first)));
    const left = (await secretsOf(first)).map(({ id }) => id);
    expect(left).toHaveLength(2);
    const good = made.filter(({ secretId }) => left.includes(secretId));
    expect(await Promise.all(good.map(async (client) => outcome(await ask(bed, client))))).toEqual(["ok", "ok"]);
  });
});

describe("revoking a client", () => {
  it("ends it for good, and may be asked for twice", async () => {
    const client = await makeClient(bed);
    bed.wait(1_000);
    expect((await call(bed, "DELETE", `/clients/${client.id}`)).status).toBe(204);
    bed.wait(1_000);
    expect((await call(bed, "DELETE", `/clients/${client.id}`)).status).toBe(204);
    expect((await get(`/${client.id}`)).body["revoked_at"]).toBe("2026-11-21T19:14:06.532Z");
    expect(outcome(await ask(bed, client))).toBe("client_unauthorized");
    const rotated = await call(bed, "POST", `/clients/${client.id}/rotate`);
    expect([rotated.status, rotated.body["code"]]).toEqual([409, "client_revoked"]);
    expect(await secretsOf(client)).toHaveLength(1);
  });
});

describe("making a ticket", () => {
  const ticket = (json: unknown) => call(bed, "POST", "/tickets", { json });

  it("answers it with its end, for an account by id or sub, and stores no ticket", async () => {
    const { id } = await makeClient(bed);
    const accountId = await addAccount([]);
    await env.DB.exec("UPDATE accounts SET sub = 's-1'");
    for (const person of [{ account_id: accountId }, { sub: "s-1" }]) {
      const { status, body } = await ticket({ ...person, client_id: id });
      expect([status, body]).toEqual([
        201,
        { ticket: expect.stringMatching(/^cs_ticket_[A-Za-z0-9_-]{43}$/), expires_at: "2026-11-21T19:19:05.532Z" },
      ]);
      const { results } = await env.DB.prepare("SELECT * FROM tickets").all();
      expect(JSON.stringify([results, bed.log])).not.toContain(String(body["ticket"]).slice(10));
    }
  });

  it("says what is wrong with what it is for", async () => {
    const { id: client_id } = await makeClient(bed);
    const account_id = await addAccount([]);
    const inactive = await addAccount([], { status: "inactive" });
    const foreign = await addAccount([], { appId: "other" });
    const revoked = await makeClient(bed);
    await call(bed, "DELETE", `/clients/${revoked.id}`);
    const table: readonly (readonly [unknown, readonly string[]])[] = [
      [{ client_id }, [" one_of"]],
      [{ client_id, account_id, sub: "s-1" }, [" one_of"]],
      [{ account_id }, ["/client_id required"]],
      [{ client_id: "x", account_id }, ["/client_id id_malformed"]],
      [{ client_id, account_id: "x" }, ["/account_id id_malformed"]],
      [{ client_id, account_id: "0".repeat(24) }, ["/account_id unknown"]],
      [{ client_id, account_id: foreign }, ["/account_id unknown"]],
      [{ client_id, account_id: inactive }, ["/account_id inactive"]],
      [{ client_id, sub: "nobody" }, ["/sub unknown"]],
      [{ client_id: NOBODY, account_id }, ["/client_id unknown"]],
      [{ client_id: revoked.id, account_id }, ["/client_id unknown"]],
    ];
    for (const [json, want] of table) {
      const answer = await ticket(json);
      expect([json, answer.status, faults(answer)]).toEqual([json, 422, want]);
    }
    expect(await env.DB.prepare("SELECT count(*) AS n FROM tickets").first("n")).toBe(0);
  });
});
