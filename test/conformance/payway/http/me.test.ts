import { beforeAll, describe, expect, inject, it } from "vitest";
import { devClient } from "../../../support/dev-server.ts";
import { ACCOUNT, type Api, apiOf, CREATE, ME, mailed, newAccount, newServer, type Shop, tokenOf } from "./client.ts";

const server = devClient(inject("origin"));

let shop: Shop;
beforeAll(async () => {
  shop = await newServer(server);
});

/** Somebody, and the API with a token that carries them. */
async function somebody(scopes: readonly string[] = [ME.r, ME.w]) {
  const account = await newAccount(server, "created");
  async function signIn(): Promise<Api> {
    const made = await server.admin("/tickets", {
      method: "POST",
      body: JSON.stringify({ account_id: account.id, client_id: shop.client.id }),
    });
    expect(made.status).toBe(201);
    const { ticket } = (await made.json()) as { ticket: string };
    return apiOf(server, await tokenOf(server, shop.client, scopes, ticket));
  }
  return { ...account, signIn, api: await signIn() };
}

describe("case 22: a token that carries a person", () => {
  it("has that person's request made, told and confirmed", async () => {
    const { id, email, api } = await somebody();
    expect((await api.get("/me/pending_verification_request")).body).toEqual({
      item: { account_id: id, status: "no_pending_request", verified: false },
    });
    const page = "https://news.example.test/me?src=mail";
    const created = await api.post("/me/create_verification_request", { verification_url: page });
    expect([created.status, Object.keys(created.body)]).toEqual([201, ["id", "status", "expires_at"]]);
    const { link, code } = await mailed(server, email);
    expect(link).toBe(`${page}&account_id=${id}&confirmation_code=${code}`);
    expect((await api.get("/me/pending_verification_request")).item).toMatchObject({
      id: created.body["id"],
      status: "pending",
    });
    expect((await shop.pending(id)).item["id"]).toBe(created.body["id"]);

    expect((await api.post("/me/verify_account", { confirmation_code: crypto.randomUUID() })).status).toBe(400);
    const verified = await api.post("/me/verify_account", { confirmation_code: code.toUpperCase() });
    expect(verified.body).toEqual({ item: { account_id: id, status: "verified", verified: true } });
    expect((await api.post("/me/verify_account", { confirmation_code: code })).status).toBe(409);
    expect((await api.post("/me/create_verification_request", {})).status).toBe(409);
    expect(await shop.statusOf(id)).toBe("active");
  });

  it("says who is meant, and nothing else may", async () => {
    const { id, api } = await somebody();
    for (const [path, fields] of [
      ["create_verification_request", {}],
      ["verify_account", { confirmation_code: crypto.randomUUID() }],
    ] as const) {
      const { status, body } = await api.post(`/me/${path}`, { ...fields, account_id: id });
      expect([status, body["message"]]).toEqual([400, "Unknown parameters: account_id"]);
    }
    expect(await api.get(`/me/pending_verification_request?account_id=${id}`)).toMatchObject({
      status: 400,
      body: { code: "unknown_parameter" },
    });
  });

  it("may act for other accounts where its scopes let it", async () => {
    const { api } = await somebody([ACCOUNT.w]);
    const { id } = await newAccount(server);
    expect((await api.post(CREATE, { account_id: id })).status).toBe(201);
    expect((await api.post("/me/create_verification_request", {})).status).toBe(403);
  });

  it("needs both scopes for both", async () => {
    const { api } = await somebody([ME.r]);
    expect((await api.get("/me/pending_verification_request")).status).toBe(200);
    const { status, body } = await api.post("/me/create_verification_request", {});
    expect([status, body["code"], body["message"]]).toEqual([403, "insufficient_scope", expect.stringContaining(ME.w)]);
  });

  it("repeats the answer to an Idempotency-Key, also to a newer token", async () => {
    const { id, email, api, signIn } = await somebody();
    const key = { "idempotency-key": crypto.randomUUID() };
    const first = await api.post("/me/create_verification_request", {}, key);
    await mailed(server, email);
    for (const again of [api, await signIn()]) {
      expect((await again.post("/me/create_verification_request", {}, key)).body).toEqual(first.body);
    }
    expect((await shop.pending(id)).item["id"]).toBe(first.body["id"]);
    // Somebody else's key is another, whatever it says.
    const other = await somebody();
    expect((await other.api.post("/me/create_verification_request", {}, key)).body["id"]).not.toBe(first.body["id"]);
  });
});

describe("case 22: a token that carries nobody", () => {
  it("is refused, with and without the scope", async () => {
    expect(await shop.w.post("/me/create_verification_request", {})).toMatchObject({
      status: 403,
      body: { code: "insufficient_scope" },
    });
    const api = apiOf(server, await tokenOf(server, shop.client, [ME.r, ME.w]));
    for (const asked of [
      api.post("/me/create_verification_request", {}),
      api.get("/me/pending_verification_request"),
      api.post("/me/verify_account", {}),
    ]) {
      expect(await asked).toMatchObject({ status: 403, body: { code: "insufficient_scope" } });
    }
  });
});
