import { createPublicKey } from "node:crypto";
import { SignJWT } from "jose/jwt/sign";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newEmail } from "../../support/accounts.ts";
import { type DevServer, startDevServer } from "../../support/dev-server.ts";
import { type KeyServer, startKeyServer } from "../../support/key-server.ts";
import { startLocalServer } from "../../support/local-server.ts";
import { AUDIENCE, claimsAt, createSigner, ISSUER, part, type Signer } from "../../support/tokens.ts";
import { askWith, type RawAnswer, refused } from "./authorization.ts";
import { apiOf, EMAIL_SENT, newServer, newUser } from "./client.ts";

const UNREACHABLE = "https://unreachable.example.com";

type Members = Readonly<Record<string, unknown>>;

let keys: KeyServer;
let evil: KeyServer;
let rsa: Signer;
let curve: Signer;
let edwards: Signer;
/** Nobody's, with a name that the issuer has. */
let forger: Signer;
let server: DevServer;
let sub: string;

/** A port that nobody listens at. */
async function deadAddress(): Promise<string> {
  const { origin, stop } = await startLocalServer(() => undefined);
  await stop();
  return `${origin}/jwks`;
}

beforeAll(async () => {
  [keys, evil] = await Promise.all([startKeyServer(), startKeyServer()]);
  [rsa, curve, edwards, forger] = await Promise.all([
    createSigner("RS256", "rsa"),
    createSigner("ES256", "curve"),
    createSigner("EdDSA", "edwards"),
    createSigner("ES256", "curve"),
  ]);
  keys.publish(rsa, curve, edwards);
  evil.publish(forger);
  const trusted = { audiences: [AUDIENCE], algorithms: ["RS256", "ES256", "EdDSA"] };
  server = await startDevServer({
    TOKEN_ISSUERS: JSON.stringify([
      { ...trusted, issuer: ISSUER, jwks_uri: keys.url },
      { ...trusted, issuer: UNREACHABLE, jwks_uri: await deadAddress() },
    ]),
  });
  ({ sub } = await newUser(server));
});
afterAll(() => Promise.all([server?.stop(), keys?.stop(), evil?.stop()]));

const seconds = (): number => Math.floor(Date.now() / 1_000);
const claims = (changes: Members = {}): Members => claimsAt(Date.now(), { sub, ...changes });

/** Whatever `signer` is told to sign, also what no library would. */
async function signed(header: Members, payload: unknown = claims(), { privateKey }: Signer = curve): Promise<string> {
  const input = `${part({ alg: "ES256", kid: "curve", ...header })}.${part(payload)}`;
  const algorithm = { name: "ECDSA", hash: "SHA-256" };
  const bytes = await crypto.subtle.sign(algorithm, privateKey, new TextEncoder().encode(input));
  return `${input}.${Buffer.from(bytes).toString("base64url")}`;
}

const unsigned = (alg: string): string => `${part({ alg, kid: "rsa" })}.${part(claims())}.`;
const mac = (secret: string): Promise<string> =>
  new SignJWT(claims()).setProtectedHeader({ alg: "HS256", kid: "rsa" }).sign(new TextEncoder().encode(secret));
const pem = (): string =>
  createPublicKey({ key: rsa.jwk, format: "jwk" }).export({ type: "spki", format: "pem" }).toString();

const bring = (...authorization: readonly string[]): Promise<RawAnswer> => askWith(server.origin, ...authorization);

const NOT_ACCEPTED: readonly (readonly [name: string, token: () => string | Promise<string>])[] = [
  ["with alg none", () => unsigned("none")],
  ["with alg None", () => unsigned("None")],
  ["with alg nOnE", () => unsigned("nOnE")],
  ["with alg none and a signature", () => `${unsigned("none")}${part("x".repeat(64))}`],
  ["signed with HS256 by the public key as PEM", () => mac(pem())],
  ["signed with HS256 by the public key as a JWK", () => mac(JSON.stringify(rsa.jwk))],
  ["of another issuer", () => curve.sign(claims({ iss: "https://evil.example.com" }))],
  ["of no issuer", () => curve.sign(claims({ iss: undefined }))],
  ["for another audience", () => curve.sign(claims({ aud: "another-api" }))],
  ["for no audience", () => curve.sign(claims({ aud: undefined }))],
  ["that has expired", () => curve.sign(claims({ exp: seconds() - 1 }))],
  ["that never expires", () => curve.sign(claims({ exp: undefined }))],
  ["that expires at a text", () => curve.sign(claims({ exp: `${seconds() + 600}` }))],
  ["that is not valid yet", () => curve.sign(claims({ nbf: seconds() + 300 }))],
  ["of nobody", () => curve.sign(claims({ sub: undefined }))],
  ["with a key that the issuer does not have", () => curve.sign(claims(), { kid: "other" })],
  ["with no name of a key", () => curve.sign(claims(), { kid: undefined })],
  ["signed by another key of the same name", () => forger.sign(claims())],
  ["with other claims under a good signature", async () => swapped(await curve.sign(claims()))],
  ["with the address of its key", () => signed({ jku: evil.url }, claims(), forger)],
  ["with the address of its certificate", () => signed({ x5u: evil.url }, claims(), forger)],
  ["with its own key", () => signed({ jwk: forger.jwk }, claims(), forger)],
  ["well signed, with the address of its key", () => signed({ jku: evil.url })],
  ["well signed, with its own key", () => signed({ jwk: curve.jwk })],
  ["with what it calls critical", () => signed({ crit: ["exp"], exp: 1 })],
  ["with a payload that it does not encode", () => signed({ crit: ["b64"], b64: false })],
  ["of more than 8 KiB", () => curve.sign(claims({ note: "x".repeat(8_192) }))],
  ["that is a text", () => "hello"],
  ["that is two dots", () => ".."],
  ["that is three texts", () => "a.b.c"],
  ["that is claims alone", () => part(claims())],
  ["with claims that are no object", () => signed({}, null)],
];

const swapped = (token: string): string => token.replace(/\.[^.]+\./, `.${part(claims({ sub: "somebody-else" }))}.`);

describe("an access token of an issuer that is trusted", () => {
  it.each([
    ["RS256", () => rsa],
    ["ES256", () => curve],
    ["EdDSA", () => edwards],
  ] as const)("and signed with %s lets its user act", async (_, signer) => {
    const email = newEmail();
    const user = apiOf(server, await signer().sign(claims()), "");
    expect(await user.sendEmail({ email })).toMatchObject({ status: 200, body: EMAIL_SENT });
    expect((await server.mail(email)).code).toMatch(/^[0-9]{6}$/);
    expect((await user.profile()).user_id).toBe(sub);
  });
});

describe("an access token", () => {
  it.each(NOT_ACCEPTED)("%s is refused", async (_, token) => {
    expect(await bring(`Bearer ${await token()}`)).toEqual(refused);
  });

  it("of 64 KiB is refused, here or in front of us", async () => {
    const token = await curve.sign(claims({ note: "x".repeat(48 * 1_024) }));
    expect(token.length).toBeGreaterThan(64 * 1_024);
    const answer = await bring(`Bearer ${token}`);
    if (answer.status === 401) expect(answer).toEqual(refused);
    else expect([400, 431]).toContain(answer.status);
  });

  it("is one of one header, by its own scheme", async () => {
    const token = await curve.sign(claims());
    expect((await bring(`Bearer ${token}`)).status).toBe(200);
    expect((await bring(`bearer ${await signed({})}`)).status).toBe(200);
    const bad = [
      [`Bearer ${token}`, `Bearer ${token}`],
      [`Bearer ${token}`, "Bearer x"],
      ["Bearer"],
      ["Bearer "],
      [`Bearer ${token} ${token}`],
      [`Bearer ${token},Bearer ${token}`],
    ];
    for (const headers of bad) expect(await bring(...headers), headers.join(" & ").slice(0, 20)).toEqual(refused);
  });

  it("of another scheme is none", async () => {
    const token = await curve.sign(claims());
    for (const header of [`Basic ${btoa(`user:${token}`)}`, `Basic ${token}`, token]) {
      const { status, challenge } = await bring(header);
      expect([status, challenge]).toEqual([401, 'Bearer realm="verification"']);
    }
  });

  it("is asked for where there is none, without calling it wrong", async () => {
    const { status, challenge } = await bring();
    expect([status, challenge]).toEqual([401, 'Bearer realm="verification"']);
  });

  it("of a user is none of a server's, nor the other way round", async () => {
    const client = await curve.sign(claims({ sub: "program", scope: "apps:execute" }));
    const [program, user] = [apiOf(server, client, ""), apiOf(server, await curve.sign(claims()), "")];
    const path = `/v1/users/${sub}/email/verification/send`;
    const asked = { method: "otp", email: newEmail() };
    for (const answer of [await program.sendEmail({ email: newEmail() }), await user.post(path, asked)]) {
      expect(answer).toMatchObject({ status: 403, body: { error_code: 403 } });
      expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer .*error="insufficient_scope"/);
    }
    expect((await program.post(path, asked)).status).toBe(200);
    expect((await (await newServer(server)).post(path, asked)).status).toBe(200);
  });

  it("never has us ask at an address of its own", async () => {
    const names = ["jku", "x5u", "x5c", "jwk"].map((name) => [name, name === "jwk" ? { url: evil.url } : evil.url]);
    for (const entry of names) await bring(`Bearer ${await signed(Object.fromEntries([entry]), claims(), forger)}`);
    await bring(`Bearer ${await signed({}, claims({ iss: evil.origin }), forger)}`);
    await bring(`Bearer ${await signed({ kid: evil.url }, claims(), forger)}`);
    expect(evil.asked()).toBe(0);
  });
});

describe("the keys of an issuer", () => {
  it("are asked for next to never, however many names of keys are made up", async () => {
    const before = keys.asked();
    const [, ...rest] = (await curve.sign(claims())).split(".");
    const madeUp = (n: number): string => [part({ alg: "ES256", kid: `made-up-${n}` }), ...rest].join(".");
    for (let n = 0; n < 300; n += 20) {
      const tokens = Array.from({ length: 20 }, (_, more) => `Bearer ${madeUp(n + more)}`);
      for (const answer of await Promise.all(tokens.map((token) => bring(token)))) expect(answer).toEqual(refused);
    }
    expect(keys.asked() - before).toBeLessThanOrEqual(2);
  });

  it("that could never be read leave its tokens undecided: 503, try again", async () => {
    const user = apiOf(server, await curve.sign(claims({ iss: UNREACHABLE })), "");
    const { status, headers } = await user.sendEmail({ email: newEmail() });
    expect([status, headers.get("retry-after"), headers.get("www-authenticate")]).toEqual([503, "5", null]);
  });

  it("are known still while it is down", async () => {
    expect((await bring(`Bearer ${await curve.sign(claims())}`)).status).toBe(200);
    await keys.stop();
    for (const signer of [rsa, curve, edwards]) {
      expect((await bring(`Bearer ${await signer.sign(claims())}`)).status).toBe(200);
    }
    expect(await bring(`Bearer ${await forger.sign(claims())}`)).toEqual(refused);
    expect(await bring(`Bearer ${await curve.sign(claims(), { kid: "other" })}`)).toEqual(refused);
  });
});
