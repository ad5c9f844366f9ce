import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { bed, count, get, ID, JANE, made, post } from "../support/account-calls.ts";
import { bearer, call } from "../support/admin.ts";
import { addAccount } from "../support/world.ts";

describe("erasing a person", () => {
  async function seed(
    id: string,
    appId: string,
    n: number,
    row: { account: string | null; recipient: string; key?: string; to?: string },
  ) {
    const flow = `${appId}-flow-${n}`;
    const { account, recipient, key = recipient, to = recipient } = row;
    const run = (sql: string, ...values: unknown[]) => env.DB.prepare(sql).bind(...values);
    await env.DB.batch([
      run(
        `INSERT INTO flows (id, app_id, dialect, proof, state, guard, context, account_id, channel, address_value, created_at, expires_at, sweep_at)
         VALUES (?, ?, 'kratos', 'code', 'sent', '', '{}', ?, 'email', ?, 0, 0, 0)`,
        flow,
        appId,
        account,
        recipient,
      ),
      run(
        `INSERT INTO issues (flow_id, id, app_id, account_id, channel, address_kind, address_key, address_digest, kid, state, created_at, expires_at)
         VALUES (?, ?, ?, ?, 'email', 'email', ?, 'd', 'k', 'pending', 0, 0)`,
        flow,
        id,
        appId,
        account,
        key,
      ),
      run(
        "INSERT INTO attempts (flow_id, id, app_id, issue_id, outcome, at) VALUES (?, ?, ?, ?, 'wrong', 0)",
        flow,
        id,
        appId,
        id,
      ),
      run(
        `INSERT INTO messages (id, app_id, flow_id, issue_id, channel, recipient, template, data, state, send_count, due_at, created_at, updated_at, expires_at)
         VALUES (?, ?, ?, ?, 'email', ?, 'verification_code_valid', '{}', 'sent', 1, 0, 0, 0, 0)`,
        `${appId}-message-${n}`,
        appId,
        flow,
        id,
        to,
      ),
    ]);
  }
  const tables = ["accounts", "addresses", "flows", "issues", "attempts", "messages"];

  it("leaves nothing of them, and all of everybody else", async () => {
    const id = await made({ addresses: [JANE, { channel: "email", value: "second@example.org" }] });
    const bob = await made({ addresses: [{ channel: "email", value: "bob@example.org" }] });
    await seed("1", "default", 1, { account: id, recipient: "Jane@example.org", key: "jane@example.org" });
    await seed("2", "default", 2, { account: null, recipient: "JANE@example.org", key: "jane@example.org" });
    await seed("3", "default", 3, { account: id, recipient: "given-up@example.org" });
    await seed("4", "default", 4, {
      account: bob,
      recipient: "bob@example.org",
      key: "second@example.org",
      to: "Second@example.org",
    });
    await seed("5", "default", 5, { account: bob, recipient: "bob@example.org" });
    await seed("6", "other", 6, { account: null, recipient: "jane@example.org" });
    expect((await call(bed, "DELETE", `/accounts/${id}`)).status).toBe(204);
    const left = await Promise.all(tables.map(count));
    expect(left).toEqual([1, 1, 3, 2, 3, 2]);
    for (const table of tables) {
      const { results } = await env.DB.prepare(`SELECT * FROM ${table} WHERE app_id = 'default'`).all();
      expect(JSON.stringify(results)).not.toMatch(new RegExp(`${id}|jane@|second@|given-up@`, "i"));
    }
    expect((await get(`/${id}`)).status).toBe(404);
    expect((await call(bed, "DELETE", `/accounts/${id}`)).status).toBe(404);
    expect((await post({ id, addresses: [JANE] })).status).toBe(201);
  });

  it("leaves none of their addresses where somebody else typed them", async () => {
    const id = await made({ addresses: [JANE] });
    const bob = await made({ addresses: [{ channel: "email", value: "bob@example.org" }] });
    await seed("1", "default", 1, { account: bob, recipient: "bob@example.org" });
    await seed("2", "default", 2, { account: bob, recipient: "bob@example.org" });
    const given = (value: string) => JSON.stringify({ given: { email: { typed: value, value } } });
    const correction = (value: string) => ({ key: value, value, typed: value });
    await env.DB.batch([
      env.DB.prepare("UPDATE flows SET context = ? WHERE id = 'default-flow-1'").bind(given("JANE@example.org")),
      env.DB.prepare("UPDATE flows SET context = ? WHERE id = 'default-flow-2'").bind(given("bob@example.org")),
      env.DB.prepare(
        `INSERT INTO tracks (id, app_id, account_id, request_id, continue_url, required, answer, corrections, created_at, expires_at)
         VALUES ('t', 'default', ?, 'r', 'https://a.example', '["email"]', 'code', ?, 0, 0)`,
      ).bind(
        bob,
        JSON.stringify({ email: correction("jane@example.org"), phone: { ...correction("+441"), primary: true } }),
      ),
    ]);
    expect((await call(bed, "DELETE", `/accounts/${id}`)).status).toBe(204);
    const flows = await env.DB.prepare("SELECT id FROM flows").all();
    expect(flows.results).toEqual([{ id: "default-flow-2" }]);
    const track = await env.DB.prepare("SELECT corrections FROM tracks").first<string>("corrections");
    expect(JSON.parse(track ?? "")).toEqual({ phone: { ...correction("+441"), primary: true } });
  });

  it("touches no account of another app", async () => {
    const foreign = await addAccount([{ kind: "email", value: "jane@example.org" }], { appId: "other" });
    await seed("1", "default", 1, { account: null, recipient: "jane@example.org" });
    await seed("2", "other", 2, { account: foreign, recipient: "jane@example.org" });
    expect((await call(bed, "DELETE", `/accounts/${foreign}`)).status).toBe(404);
    expect(await Promise.all(tables.map(count))).toEqual([1, 1, 2, 2, 2, 2]);
    const { results } = await env.DB.prepare("SELECT account_id FROM flows ORDER BY id").all();
    expect(results).toEqual([{ account_id: null }, { account_id: foreign }]);
  });
});

describe("who may ask", () => {
  const plain = 'Bearer realm="admin"';
  const invalid = 'Bearer realm="admin", error="invalid_token"';
  const token = bearer.authorization.slice("Bearer ".length);
  it.each<[string, Record<string, string>, string]>([
    ["nothing", {}, plain],
    ["another scheme", { authorization: `Basic ${btoa(`a:${token}`)}` }, plain],
    ["the bare token", { authorization: token }, plain],
    ["a longer scheme", { authorization: `Bearers ${token}` }, plain],
    ["no token", { authorization: "Bearer" }, invalid],
    ["another token", { authorization: "Bearer x" }, invalid],
    ["half the token", { authorization: `Bearer ${token.slice(0, 20)}` }, invalid],
    ["more than the token", { authorization: `Bearer ${token}x` }, invalid],
    ["percent signs", { authorization: "Bearer %00%ff%zz" }, invalid],
    ["two tokens", { authorization: `Bearer ${token}, Bearer ${token}` }, invalid],
    ["64 KiB", { authorization: `Bearer ${"x".repeat(65_536)}` }, invalid],
  ])("refuses %s", async (_, headers, challenge) => {
    for (const path of ["/accounts", "/nowhere", "/courier/messages"]) {
      const response = await bed.fetch(`/admin${path}`, { headers });
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toBe(challenge);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      expect(await response.text()).not.toContain(token);
    }
  });

  it.each([`bearer ${token}`, `BEARER   ${token}`])("lets %s in", async (authorization) => {
    const response = await bed.fetch("/admin/accounts", { headers: { authorization } });
    expect(response.status).toBe(400);
  });

  it.each<[string, string, string]>([
    ["PUT", "/accounts", "GET, HEAD, POST"],
    ["DELETE", "/accounts", "GET, HEAD, POST"],
    ["OPTIONS", "/accounts", "GET, HEAD, POST"],
    ["POST", `/accounts/${ID}`, "DELETE, GET, HEAD, PATCH"],
    ["DELETE", "/accounts/import", "POST"],
    ["POST", "/flows", "GET, HEAD"],
    ["GET", `/flows/${crypto.randomUUID()}/cancel`, "POST"],
    ["POST", "/courier/messages", "GET, HEAD"],
    ["DELETE", `/courier/messages/${crypto.randomUUID()}`, "GET, HEAD"],
  ])("answers %s %s with 405 and what is allowed", async (method, path, allow) => {
    const answer = await call(bed, method, path);
    expect([answer.status, answer.body["code"], answer.headers.get("allow")]).toEqual([
      405,
      "method_not_allowed",
      allow,
    ]);
  });

  it.each(["", "/", "/nowhere", "/accounts/a/b", "/flows/x/y/z"])("answers 404 for %j", async (path) => {
    const answer = await call(bed, "GET", path, { headers: { "x-request-id": "abc-1" } });
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ code: "not_found", request_id: "abc-1" });
  });

  it("tells the same request id in header and body, also one of its own", async () => {
    const answer = await call(bed, "GET", "/nowhere");
    expect(answer.body["request_id"]).toBe(answer.headers.get("x-request-id"));
  });

  it("answers 503 and Retry-After while D1 is away, and says nothing of why", async () => {
    await env.DB.exec("DROP TABLE accounts");
    const answer = await post({ sub: "x" });
    expect([answer.status, answer.body["code"], answer.headers.get("retry-after")]).toEqual([503, "unavailable", "5"]);
    expect(JSON.stringify(answer.body)).not.toMatch(/table|sqlite|accounts/i);
    const told = { event: "request_failed", edge: "admin", kind: "unavailable" };
    expect(bed.log).toContainEqual(expect.objectContaining(told));
  });
});
