import { beforeAll, describe, expect, inject, it } from "vitest";
import { newEmail } from "../../../support/accounts.ts";
import { devClient } from "../../../support/dev-server.ts";
import { ACCOUNT, askForToken, newAccount, newClient, newServer, newVerified, type Shop } from "./client.ts";

const server = devClient(inject("origin"));
const UTC = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/);

let shop: Shop;
beforeAll(async () => {
  shop = await newServer(server);
});

describe("an account", () => {
  it.each(["created", "active", "inactive", "archived"])("that is %s is said to be", async (status) => {
    const { id, email } = await newAccount(server, status);
    for (const query of [`id=${id}`, `id=${id.toUpperCase()}`, `email=${email}`, `email=${email.toUpperCase()}`]) {
      expect((await shop.r.get(`/accounts/status?${query}`)).body).toEqual({ item: { status } });
    }
  });

  it("is told by its id or its address", async () => {
    for (const [{ id, email }, verified] of [
      [await newAccount(server), false],
      [await newVerified(server), true],
    ] as const) {
      for (const query of [`id=${id}`, `email=${email}`]) {
        expect((await shop.w.get(`/accounts?${query}`)).body).toEqual({
          item: { id, contact_email: email, status: "active", verified, created: UTC, updated: UTC },
        });
      }
    }
  });

  it("has the primary address as its contact, verified or not, or none", async () => {
    const [first, second] = [newEmail(), newEmail()];
    const make = async (addresses: readonly object[]) => {
      const reply = await server.admin("/accounts", { method: "POST", body: JSON.stringify({ addresses }) });
      return ((await reply.json()) as { id: string }).id;
    };
    const two = await make([
      { channel: "email", value: first, verified: true },
      { channel: "email", value: second, primary: true },
    ]);
    expect((await shop.w.get(`/accounts?email=${first}`)).item).toMatchObject({
      id: two,
      contact_email: second,
      verified: false,
    });
    expect((await shop.w.get(`/accounts?id=${await make([])}`)).item).toMatchObject({
      contact_email: null,
      verified: false,
    });
  });

  it("is found where a plus sign was not escaped", async () => {
    const value = newEmail().replace("@", "+tag@");
    await server.admin("/accounts", {
      method: "POST",
      body: JSON.stringify({ addresses: [{ channel: "email", value }] }),
    });
    expect((await shop.w.get(`/accounts?email=${value}`)).item).toMatchObject({ contact_email: value });
  });

  it.each([
    ["", 400, { code: "invalid_parameter", field: "id" }],
    ["?id=zz", 400, { code: "invalid_parameter", field: "id" }],
    ["?email=ada", 400, { code: "invalid_parameter", field: "email" }],
    [`?id=${"f".repeat(24)}&email=ada@example.com`, 400, { code: "invalid_parameter", field: "email" }],
    ["?username=ada", 400, { code: "unknown_parameter" }],
    [`?id=${"f".repeat(24)}`, 404, { code: "not_found" }],
    [`?email=nobody.${"f".repeat(24)}@example.com`, 404, { code: "not_found" }],
  ])("that is asked for with %j is not told", async (query, status, body) => {
    expect(await shop.r.get(`/accounts/status${query}`)).toMatchObject({ status, body });
    expect(await shop.w.get(`/accounts${query}`)).toMatchObject({ status, body });
  });
});

describe("case 23: an access token", () => {
  it("is given for raw spaces, and not for more than the client has", async () => {
    const { id, secret } = await newClient(server, Object.values(ACCOUNT));
    const form = { client_id: id, client_secret: secret, grant_type: "none", scope: `${ACCOUNT.r} ${ACCOUNT.w}` };
    const { status, body } = await askForToken(server, form);
    expect([status, body]).toEqual([
      200,
      { access_token: expect.any(String), expires_in: 3_600, token_type: "bearer", scope: form.scope },
    ]);
    expect((await askForToken(server, { ...form, scope: `${form.scope} /external/me/r` })).status).toBe(403);
    expect((await askForToken(server, { ...form, client_secret: "wrong" })).status).toBe(401);
  });
});
