import { generateKeyPairSync, sign } from "node:crypto";

const ISSUER = "https://id.example.com";
const AUDIENCE = "https://api.example.com";
const KID = "bench";
const LIFETIME_S = 3_600;

/** RSA, as most identity systems sign. */
const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });

/** The identity system of the bench, as the setting `TOKEN_ISSUERS` spells it: its keys are in it, to be asked of nobody. */
export const TOKEN_ISSUERS = JSON.stringify([
  {
    issuer: ISSUER,
    jwks: { keys: [{ ...publicKey.export({ format: "jwk" }), kid: KID, alg: "RS256", use: "sig" }] },
    audiences: [AUDIENCE],
    algorithms: ["RS256"],
  },
]);

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** What somebody has who is signed in, with what identity systems usually say of them. */
export function accessToken(subject: string): string {
  const now = Math.floor(Date.now() / 1_000);
  const claims = {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: subject,
    tid: "tenant",
    app_id: "app",
    app_name: "Bench",
    client_id: "client",
    scope: "openid profile",
    iat: now,
    exp: now + LIFETIME_S,
  };
  const signed = `${part({ alg: "RS256", typ: "at+jwt", kid: KID })}.${part(claims)}`;
  return `${signed}.${sign("sha256", Buffer.from(signed), privateKey).toString("base64url")}`;
}
