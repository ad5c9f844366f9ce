import { beforeAll, describe, expect, it } from "vitest";
import { createTokens, type TokenDetail, type Tokens } from "../../src/tokens/access-token.ts";
import { ALGORITHMS } from "../../src/tokens/public-keys.ts";
import {
  AUDIENCE,
  claimsAt,
  createSigner,
  ISSUER,
  part,
  type Signer,
  START,
  staticIssuer,
  tokenWorld,
} from "../support/tokens.ts";

const seconds = Math.floor(START / 1_000);
const claims = (changes: Readonly<Record<string, unknown>> = {}) => claimsAt(START, changes);

let rsa: Signer;
let curve: Signer;
let edwards: Signer;
let strange: Signer;
let tokens: Tokens;

beforeAll(async () => {
  [rsa, curve, edwards, strange] = await Promise.all([
    createSigner("RS256", "rsa"),
    createSigner("ES256", "curve"),
    createSigner("EdDSA", "edwards"),
    createSigner("ES256", "curve"),
  ]);
  const tenants = staticIssuer([strange], { issuer: "https://tenants.example.com", tenant: "t1" });
  tokens = createTokens([staticIssuer([rsa, curve, edwards]), tenants], tokenWorld().outside);
});

const endless = (): string => JSON.stringify(claims()).replace(/"exp":\d+/, '"exp":1e999');

/** Three parts that look right to whoever does not check them. */
const unsigned = (header: unknown, payload: unknown = claims()): string =>
  `${part(header)}.${part(payload)}.${part("x".repeat(64))}`;

async function signedByPublicKey(): Promise<string> {
  const secret = new TextEncoder().encode(JSON.stringify(rsa.jwk));
  const key = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const input = `${part({ alg: "HS256", kid: "rsa" })}.${part(claims())}`;
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(input)));
  return `${input}.${btoa(String.fromCharCode(...mac))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "")}`;
}

const mutated = async (change: (token: string) => string): Promise<string> => change(await curve.sign(claims()));
const swapPayload = (payload: unknown) => (token: string) => token.replace(/\.[^.]+\./, `.${part(payload)}.`);

const none = (alg: string) => [`alg ${alg}`, "algorithm_not_allowed", () => unsigned({ alg, kid: "rsa" })] as const;
const claim = (name: string, value: unknown, detail: TokenDetail = "malformed") =>
  [`${name} ${JSON.stringify(value)?.slice(0, 40)}`, detail, () => curve.sign(claims({ [name]: value }))] as const;
const header = (name: string, value: unknown) =>
  [`header ${name}`, "malformed", () => unsigned({ alg: "ES256", kid: "curve", [name]: value })] as const;

type Attack = readonly [name: string, detail: TokenDetail, token: () => string | Promise<string>];

const attacks: readonly Attack[] = [
  none("none"),
  none("None"),
  none("NONE"),
  none("nOnE"),
  none(""),
  none("rs256"),
  none("HS512"),
  none("RS512"),
  none("__proto__"),
  ["alg none without a signature", "malformed", () => `${part({ alg: "none", kid: "rsa" })}.${part(claims())}.`],
  ["no alg", "malformed", () => unsigned({ kid: "rsa" })],
  ["alg that is a list", "malformed", () => unsigned({ alg: ["RS256"], kid: "rsa" })],
  ["HS256 by the public key", "algorithm_not_allowed", signedByPublicKey],
  ["ES256 by the name of an RSA key", "unknown_key", () => curve.sign(claims(), { kid: "rsa" })],
  ["RS256 by the name of a curve's key", "unknown_key", () => rsa.sign(claims(), { kid: "curve" })],
  ["another issuer's key of the same name", "wrong_signature", () => strange.sign(claims())],
  ["a key that nobody has", "unknown_key", () => curve.sign(claims(), { kid: "other" })],
  ["no kid", "malformed", () => curve.sign(claims(), { kid: undefined })],
  ["kid of another type", "malformed", () => unsigned({ alg: "ES256", kid: 1 })],
  ["a signature that is not one", "wrong_signature", () => unsigned({ alg: "ES256", kid: "curve" })],
  ["other claims under a good signature", "wrong_signature", () => mutated(swapPayload(claims({ sub: "user-2" })))],
  ["a signature cut short", "wrong_signature", () => mutated((token) => token.slice(0, -2))],
  header("jku", "https://evil.example/jwks"),
  header("x5u", "https://evil.example/cert"),
  header("jwk", { kty: "EC" }),
  header("crit", ["exp"]),
  header("crit", ["b64"]),
  header("typ", "secevent+jwt"),
  header("typ", 1),
  ["jwk in a token that is signed", "malformed", () => curve.sign(claims(), { jwk: {} })],
  claim("iss", "https://evil.example", "unknown_issuer"),
  claim("iss", `${ISSUER}/`, "unknown_issuer"),
  claim("iss", ISSUER.toUpperCase(), "unknown_issuer"),
  claim("iss", "__proto__", "unknown_issuer"),
  claim("iss", undefined),
  claim("iss", [ISSUER]),
  claim("aud", "another-api", "wrong_audience"),
  claim("aud", "", "wrong_audience"),
  claim("aud", [], "wrong_audience"),
  claim("aud", `${AUDIENCE} `, "wrong_audience"),
  claim("aud", undefined),
  claim("aud", { [AUDIENCE]: true }),
  claim("aud", [AUDIENCE, 1]),
  claim("exp", seconds - 1, "expired"),
  claim("exp", START / 1_000, "expired"),
  claim("exp", 0, "expired"),
  claim("exp", -1e300, "expired"),
  claim("exp", undefined),
  claim("exp", null),
  claim("exp", `${seconds + 600}`),
  ["exp beyond all numbers", "malformed", () => unsigned({ alg: "ES256", kid: "curve" }, endless())],
  claim("nbf", seconds + 40, "not_yet_valid"),
  claim("nbf", 1e300, "not_yet_valid"),
  claim("nbf", "0"),
  claim("iat", seconds + 40, "not_yet_valid"),
  claim("iat", "0"),
  claim("sub", undefined),
  claim("sub", ""),
  claim("sub", 1),
  claim("sub", null),
  claim("sub", "x".repeat(256)),
  claim("sub", "user\u00001"),
  claim("sub", "user\ud800"),
  claim("tid", 1),
  claim("tid", null),
  claim("tid", ""),
  claim("app_id", ["a"]),
  claim("app_name", { text: "Acme" }),
  claim("app_name", "Acme\r\nBcc: x"),
  claim("client_id", false),
  ["another tenant", "wrong_tenant", () => strange.sign(claims({ iss: "https://tenants.example.com", tid: "t2" }))],
  ["no tenant where one is needed", "wrong_tenant", () => strange.sign(claims({ iss: "https://tenants.example.com" }))],
  ["nothing", "malformed", () => ""],
  ["dots", "malformed", () => ".."],
  ["one part", "malformed", () => part(claims())],
  ["a trailing part", "malformed", () => mutated((token) => `${token}.${part("x")}`)],
  ["a trailing dot", "malformed", () => mutated((token) => `${token}.`)],
  ["a trailing line end", "malformed", () => mutated((token) => `${token}\n`)],
  ["a space inside", "malformed", () => mutated((token) => token.replace(".", ". "))],
  ["padding", "malformed", () => mutated((token) => token.replace(".", "=."))],
  ["two tokens", "malformed", () => mutated((token) => `${token},${token}`)],
  ["the scheme with it", "malformed", () => mutated((token) => `Bearer ${token}`)],
  ["a header of 64 KiB", "malformed", () => unsigned({ alg: "ES256", kid: "curve", x: "x".repeat(65_536) })],
  ["a good token of more than 8 KiB", "malformed", () => curve.sign(claims({ note: "x".repeat(8_192) }))],
  ["a header that is not JSON", "malformed", () => unsigned("{")],
  ["claims that are not JSON", "malformed", () => unsigned({ alg: "ES256", kid: "curve" }, "{'sub':1}")],
  ["a header that is a list", "malformed", () => unsigned([])],
  ["claims that are null", "malformed", () => unsigned({ alg: "ES256", kid: "curve" }, null)],
  ["claims nested deep", "malformed", () => unsigned({ alg: "ES256", kid: "curve" }, "[".repeat(5_000))],
  ["a token in a token", "malformed", async () => unsigned({ alg: "ES256", kid: "curve" }, await mutated(String))],
  ["parts that are no base64", "malformed", () => "a.b.c"],
  ["bytes that are not UTF-8", "malformed", () => `_____w.${part(claims())}.x`],
  ["a byte order mark", "malformed", () => unsigned(`\ufeff${JSON.stringify({ alg: "ES256", kid: "curve" })}`)],
  ["unicode", "malformed", () => "ключ.\u{1f511}.\ud800"],
  ["a serialisation in JSON", "malformed", () => JSON.stringify({ payload: part(claims()), signatures: [] })],
];

describe("a token that is refused", () => {
  it.each(attacks)("%s: %s", async (_name, detail, token) => {
    expect(await tokens.verify(await token())).toEqual({ ok: false, failure: { reason: "token_invalid", detail } });
  });

  it("is any that is cut off or has one letter changed", async () => {
    const token = await edwards.sign(claims());
    for (let end = 0; end < token.length; end += 7) {
      expect((await tokens.verify(token.slice(0, end))).ok, `${end}`).toBe(false);
      const changed = token[end] === "A" ? "B" : "A";
      // The last letter of a part may hold bits that stand for nothing.
      if (/[.]|^$/.test(token[end + 1] ?? "") || token[end] === ".") continue;
      expect((await tokens.verify(token.slice(0, end) + changed + token.slice(end + 1))).ok, `${end}`).toBe(false);
    }
  });
});

describe("a token that is accepted", () => {
  it("says who brought it", async () => {
    const token = await rsa.sign(
      claims({
        tid: "t1",
        app_id: "a1",
        app_name: "Acme Bücher",
        client_id: "c1",
        scope: "openid  apps:execute",
        permissions: ["a1:execute", "openid", 7, null],
        roles: ["auth:execute"],
      }),
    );
    expect(await tokens.verify(token)).toEqual({
      ok: true,
      value: {
        subject: "user-1",
        tenant: "t1",
        appId: "a1",
        appName: "Acme Bücher",
        clientId: "c1",
        permissions: ["openid", "apps:execute", "a1:execute"],
      },
    });
  });

  it("need not say more than who it is for", async () => {
    const token = await edwards.sign(claims({ iat: undefined, scope: ["openid"], permissions: "all", roles: {} }));
    expect(await tokens.verify(token)).toEqual({
      ok: true,
      value: { subject: "user-1", tenant: null, appId: null, appName: null, clientId: null, permissions: [] },
    });
  });

  it.each([
    ["one audience of several", { aud: ["other", AUDIENCE] }, {}],
    ["the last moment", { exp: START / 1_000 + 0.001 }, {}],
    ["a clock that is a little ahead", { nbf: seconds + 30, iat: seconds + 30 }, {}],
    ["a subject of 255 characters", { sub: "x".repeat(255) }, {}],
    ["type JWT", {}, { typ: "JWT" }],
    ["type at+jwt", {}, { typ: "at+jwt" }],
    ["type application/at+JWT", {}, { typ: "application/at+JWT" }],
    ["certificates, which nobody reads", {}, { x5c: ["MIIB"] }],
    ["a length close to the limit", { note: "x".repeat(5_500) }, {}],
  ])("may have %s", async (_name, changes, members) => {
    expect((await tokens.verify(await curve.sign(claims(changes), members))).ok).toBe(true);
  });

  it("is of the tenant that its issuer is trusted with", async () => {
    const token = await strange.sign(claims({ iss: "https://tenants.example.com", tid: "t1" }));
    expect(await tokens.verify(token)).toMatchObject({ ok: true, value: { tenant: "t1" } });
  });

  it.each(ALGORITHMS)("may be signed with %s", async (algorithm) => {
    const signer = await createSigner(algorithm, "k");
    const verify = createTokens([staticIssuer([signer], { algorithms: [algorithm] })], tokenWorld().outside).verify;
    expect((await verify(await signer.sign(claims()))).ok).toBe(true);
    const others = ALGORITHMS.filter((other) => other !== algorithm);
    const strict = createTokens([staticIssuer([signer], { algorithms: others })], tokenWorld().outside).verify;
    expect((await strict(await signer.sign(claims()))).ok).toBe(false);
  });
});
