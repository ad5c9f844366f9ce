import { describe, expect, it } from "vitest";
import { createTokens } from "../../src/tokens/access-token.ts";
import { readKeySet } from "../../src/tokens/public-keys.ts";
import { call } from "../support/admin.ts";
import { addAccount, deployment, type TestBed, testBed } from "../support/world.ts";

type Reply = { readonly access_token: string; readonly token_type: string; readonly expires_in: number };

const post = (bed: TestBed, path: string, body?: unknown): Promise<Response> =>
  bed.fetch(path, { method: "POST", ...(body === undefined ? {} : { body: JSON.stringify(body) }) });

async function issued(bed: TestBed, path: string, body?: unknown): Promise<Reply> {
  const response = await post(bed, path, body);
  expect(response.status).toBe(200);
  return response.json();
}

const claimsOf = ({ access_token }: Reply): Record<string, unknown> =>
  JSON.parse(atob((access_token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/")));

describe("a development token for a person", () => {
  it("is accepted by this Worker, without a request, until it ends", async () => {
    const bed = testBed();
    const reply = await issued(bed, "/dev/user-token", { sub: "user-1", tid: "t1", app_id: "a1", app_name: "Acme" });
    expect(reply).toMatchObject({ token_type: "Bearer", expires_in: 3_600 });
    expect(await bed.services.tokens.verify(reply.access_token)).toEqual({
      ok: true,
      value: { subject: "user-1", tenant: "t1", appId: "a1", appName: "Acme", clientId: null, permissions: [] },
    });
    bed.wait(3_600_000);
    expect(await bed.services.tokens.verify(reply.access_token)).toMatchObject({ failure: { detail: "expired" } });
  });

  it("says what an issuer says", async () => {
    const bed = testBed();
    const now = Math.floor(bed.now() / 1_000);
    const claims = claimsOf(await issued(bed, "/dev/user-token", { sub: "user-1", expires_in: 60 }));
    expect(claims).toEqual({
      iss: "https://verify.example.com",
      aud: "userid-api",
      sub: "user-1",
      iat: now,
      exp: now + 60,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it("names an account by its own id where it has no other", async () => {
    const bed = testBed();
    const id = await addAccount([{ kind: "email", value: "ada@example.com" }]);
    expect(claimsOf(await issued(bed, "/dev/user-token", { account_id: id }))["sub"]).toBe(id);
  });

  it("names an account by the id in the app's identity system", async () => {
    const bed = testBed();
    const { body } = await call(bed, "POST", "/accounts", { json: { sub: "auth0|ada" } });
    expect(claimsOf(await issued(bed, "/dev/user-token", { account_id: body["id"] }))["sub"]).toBe("auth0|ada");
  });

  it("is for accounts that exist", async () => {
    const bed = testBed();
    const id = await addAccount([], { appId: "other" });
    for (const account_id of ["0".repeat(24), "nobody", id]) {
      const response = await post(bed, "/dev/user-token", { account_id });
      expect(response.status).toBe(404);
      expect(await response.json()).toEqual({ error: "There is no such account." });
    }
  });

  it.each([
    [undefined],
    [{}],
    [{ sub: "" }],
    [{ sub: 1 }],
    [{ sub: "x".repeat(256) }],
    [{ sub: "a\u0000" }],
    [{ sub: "user-1", account_id: "0".repeat(24) }],
    [{ sub: "user-1", tid: null }],
    [{ sub: "user-1", role: "admin" }],
    [{ sub: "user-1", expires_in: 0 }],
    [{ sub: "user-1", expires_in: 86_401 }],
    [{ sub: "user-1", expires_in: "60" }],
    [{ sub: "user-1", expires_in: 1.5 }],
    [[]],
    ["user-1"],
  ])("is not issued for %j", async (body) => {
    const response = await post(testBed(), "/dev/user-token", body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: expect.stringMatching(/\.$/) });
  });

  it("is not issued for what is not JSON", async () => {
    for (const body of ["{", "sub=user-1", new Uint8Array(20_000)]) {
      expect((await testBed().fetch("/dev/user-token", { method: "POST", body })).status).toBe(400);
    }
  });
});

describe("a development token for a program", () => {
  it.each([
    [undefined, 3_600],
    [{}, 3_600],
    [{ expires_in: 60 }, 60],
  ])("is issued for %j", async (body, lifetime) => {
    const bed = testBed();
    const reply = await issued(bed, "/dev/client-token", body);
    expect(reply.expires_in).toBe(lifetime);
    expect(await bed.services.tokens.verify(reply.access_token)).toMatchObject({
      ok: true,
      value: { subject: "dev-client", clientId: "dev-client", permissions: ["apps:execute"] },
    });
  });

  it("is not issued for more than it says", async () => {
    expect((await post(testBed(), "/dev/client-token", { scope: "everything" })).status).toBe(400);
  });
});

describe("the keys of development tokens", () => {
  it.each(["/oidc/jwks", "/cis/oidc/jwks"])("are published at %s, the public half alone", async (path) => {
    const bed = testBed();
    const set = await (await bed.fetch(path)).json<{ keys: Record<string, unknown>[] }>();
    expect(set.keys.map((key) => Object.keys(key).toSorted())).toEqual([["alg", "crv", "kid", "kty", "use", "x"]]);
    const { access_token } = await issued(bed, "/dev/user-token", { sub: "user-1" });
    const issuer = {
      issuer: deployment["PUBLIC_URL"] ?? "",
      keys: { list: readKeySet(set) },
      audiences: ["userid-api"],
      algorithms: ["EdDSA"] as const,
      tenant: null,
    };
    expect((await createTokens([issuer], bed.services.world).verify(access_token)).ok).toBe(true);
  });

  it("are the same after a restart, and others under another root key", async () => {
    const keysOf = async (bed: TestBed) => (await bed.fetch("/oidc/jwks")).text();
    const other = { KEYS: `k1:${btoa("fedcba9876543210fedcba9876543210")}` };
    expect(await keysOf(testBed())).toBe(await keysOf(testBed()));
    expect(await keysOf(testBed({ settings: other }))).not.toBe(await keysOf(testBed()));
    const { access_token } = await issued(testBed(), "/dev/user-token", { sub: "user-1" });
    expect((await testBed().services.tokens.verify(access_token)).ok).toBe(true);
    expect((await testBed({ settings: other }).services.tokens.verify(access_token)).ok).toBe(false);
  });
});

describe("issuers of the settings", () => {
  it("are accepted beside the development server's own", async () => {
    const TOKEN_ISSUERS = JSON.stringify([
      {
        issuer: "https://id.example.com",
        jwks_uri: "https://id.example.com/jwks",
        audiences: ["a"],
        algorithms: ["ES256"],
      },
    ]);
    const bed = testBed({ settings: { TOKEN_ISSUERS } });
    expect(bed.services.settings.issuers).toHaveLength(1);
    const { access_token } = await issued(bed, "/dev/user-token", { sub: "user-1" });
    expect((await bed.services.tokens.verify(access_token)).ok).toBe(true);
  });
});
