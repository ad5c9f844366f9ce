import { beforeAll, describe, expect, it } from "vitest";
import { type Env, readSettings } from "../../src/env.ts";
import { createSigner, type Signer } from "../support/tokens.ts";

const deployment = {
  DB: {},
  CODES: {},
  PUBLIC_URL: "https://verify.example.com",
  KEYS: `k1:${btoa("0123456789abcdef0123456789abcdef")}`,
  ADMIN_TOKEN: "a-token-of-more-than-thirty-two-characters",
};

const read = (TOKEN_ISSUERS?: string) => readSettings({ ...deployment, TOKEN_ISSUERS } as unknown as Env, false);

const good = {
  issuer: "https://id.example.com",
  jwks_uri: "https://id.example.com/.well-known/jwks.json",
  audiences: ["my-api"],
  algorithms: ["RS256"],
};

/** The good one changed; what is undefined is left out. */
const changed = (changes: Readonly<Record<string, unknown>>): string => JSON.stringify([{ ...good, ...changes }]);

function problemOf(text: string): string {
  const settings = read(text);
  expect(settings.ok).toBe(false);
  const problems = settings.ok ? [] : settings.failure;
  expect(problems.map(({ setting }) => setting)).toEqual(["TOKEN_ISSUERS"]);
  return problems[0]?.problem ?? "";
}

let curve: Signer;

beforeAll(async () => {
  curve = await createSigner("ES256", "curve");
});

describe("issuers of access tokens", () => {
  it.each([[undefined], [""], ["[]"], [" [ ] "]])("are none where %j is set", (text) => {
    const settings = read(text);
    expect(settings.ok && settings.value.issuers).toEqual([]);
  });

  it("are read, in their order", () => {
    const second = { ...good, issuer: "id", tenant: "t1", algorithms: ["ES512", "EdDSA"], audiences: ["a", "b"] };
    const settings = read(JSON.stringify([good, second]));
    expect(settings.ok && settings.value.issuers).toEqual([
      {
        issuer: good.issuer,
        keys: { url: good.jwks_uri },
        audiences: ["my-api"],
        algorithms: ["RS256"],
        tenant: null,
      },
      {
        issuer: "id",
        keys: { url: good.jwks_uri },
        audiences: ["a", "b"],
        algorithms: ["ES512", "EdDSA"],
        tenant: "t1",
      },
    ]);
  });

  it("may bring their keys along", () => {
    const jwks = { keys: [curve.jwk] };
    const settings = read(changed({ jwks_uri: undefined, jwks, algorithms: ["RS256", "ES256"] }));
    const { kty, crv, x, y } = curve.jwk;
    expect(settings.ok && settings.value.issuers.map(({ keys }) => keys)).toEqual([
      { list: [{ kid: "curve", algorithms: ["ES256"], jwk: { kty, crv, x, y } }] },
    ]);
  });

  it.each(["http://localhost:9000/jwks", "http://127.0.0.1/jwks", "http://[::1]:1/jwks"])(
    "may be on this machine, at %s",
    (jwks_uri) => expect(read(changed({ jwks_uri })).ok).toBe(true),
  );

  it.each([
    ["[", "is not JSON"],
    ["https://id.example.com", "is not JSON"],
    ["{}", "must be a list of issuers"],
    ["null", "must be a list of issuers"],
    ["[1]", "0 must be an object"],
    [changed({ issuer: undefined }), "0.issuer must be a text"],
    [changed({ issuer: "" }), "0.issuer must not be empty"],
    [changed({ issuer: "x".repeat(256) }), "0.issuer is too long"],
    [changed({ jwks_uri: undefined }), "0 needs jwks_uri or jwks, and not both"],
    [changed({ jwks_uri: "http://id.example.com/jwks" }), "0.jwks_uri must start with https://"],
    [changed({ jwks_uri: "http://localhost.example.com" }), "0.jwks_uri must start with https://"],
    [changed({ jwks_uri: "file:///etc/passwd" }), "0.jwks_uri must start with https://"],
    [changed({ jwks_uri: "id.example.com" }), "0.jwks_uri must start with https://"],
    [changed({ jwks_uri: 1 }), "0.jwks_uri must be a text"],
    [changed({ jwks_uri: "https://ada:secret@id.example.com/" }), "0.jwks_uri must not hold a password"],
    [changed({ audiences: [] }), "0.audiences must not be empty"],
    [changed({ audiences: undefined }), "0.audiences must be a list"],
    [changed({ audiences: "my-api" }), "0.audiences must be a list"],
    [changed({ audiences: [""] }), "0.audiences.0 must not be empty"],
    [changed({ algorithms: [] }), "0.algorithms must not be empty"],
    [changed({ algorithms: "RS256" }), "0.algorithms must be a list"],
    [changed({ algorithms: ["RS256", "HS256"] }), "0.algorithms.1 must be one of RS256 RS384"],
    [changed({ algorithms: ["none"] }), "0.algorithms.0 must be one of"],
    [changed({ algorithms: ["rs256"] }), "0.algorithms.0 must be one of"],
    [changed({ tenant: "" }), "0.tenant must not be empty"],
    [changed({ tenant: null }), "0.tenant must be a text"],
    [changed({ jwksUri: "https://id.example.com" }), "0 has a member besides issuer, jwks_uri"],
    [changed({ jwks_uri: undefined, jwks: {} }), "0.jwks.keys must be a list"],
    [changed({ jwks_uri: undefined, jwks: { keys: [] } }), "0.jwks.keys must not be empty"],
    [changed({ jwks_uri: undefined, jwks: { keys: [1] } }), "0.jwks.keys.0 is not a JWK"],
    [changed({ jwks_uri: undefined, jwks: { keys: [{}] } }), "0.jwks.keys.0 has no kid"],
    [changed({ jwks_uri: undefined, jwks: { keys: [], d: "x" } }), "0.jwks has a member besides keys"],
    [JSON.stringify([good, { ...good, audiences: ["other"] }]), "has one issuer twice"],
  ])("are refused: %s", (text, problem) => {
    expect(problemOf(text)).toContain(problem);
  });

  it("cannot have an address and keys at once", () => {
    const jwks = { keys: [curve.jwk] };
    expect(problemOf(changed({ jwks, algorithms: ["ES256"] }))).toContain("needs jwks_uri or jwks, and not both");
  });

  it("need a key for one of their algorithms", () => {
    const jwks = { keys: [curve.jwk] };
    const problem = problemOf(changed({ jwks_uri: undefined, jwks, algorithms: ["RS256"] }));
    expect(problem).toBe("0.jwks has no key for any of its algorithms");
  });

  it("have everything that is wrong with them named at once", () => {
    expect(problemOf(changed({ issuer: 1, audiences: [] }))).toBe(
      "0.issuer must be a text; 0.audiences must not be empty",
    );
  });

  it("give no secret away, wherever one was put", () => {
    const secret = "c2VjcmV0LWtleS1tYXRlcmlhbC1vZi1zb21lYm9keQ";
    const keyed = (key: unknown): string => changed({ jwks_uri: undefined, jwks: { keys: [key] } });
    const places = [
      keyed({ ...curve.jwk, d: secret }),
      keyed({ kty: "oct", kid: "k", k: secret }),
      keyed({ kty: "AKP", kid: "k", priv: secret }),
      keyed({ kty: "RSA", kid: "k", n: secret, e: "AQAB", p: secret }),
      keyed({ kty: secret, kid: "k" }),
      keyed(secret),
      changed({ [secret]: secret }),
      changed({ jwks: secret }),
      changed({ algorithms: [secret] }),
      changed({ jwks_uri: `http://${secret}.example` }),
      changed({ jwks_uri: `https://ada:${secret}@id.example.com` }),
      secret,
      `[{"issuer":"${secret}`,
    ];
    for (const text of places) {
      const settings = read(text);
      expect(settings.ok, text).toBe(false);
      expect(JSON.stringify(settings.ok ? [] : settings.failure)).not.toContain(secret);
    }
    expect(problemOf(places[0] ?? "")).toContain("0.jwks.keys.0 holds a secret");
    expect(problemOf(places[1] ?? "")).toContain("0.jwks.keys.0 holds a secret");
  });
});
