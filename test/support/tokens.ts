import { SignJWT } from "jose/jwt/sign";
import { exportJWK } from "jose/key/export";
import { generateKeyPair } from "jose/key/generate/keypair";
import type { LogEntry } from "../../src/core/ports.ts";
import type { Issuer } from "../../src/tokens/issuer.ts";
import type { Outside } from "../../src/tokens/key-sets.ts";
import { type Algorithm, readKeySet } from "../../src/tokens/public-keys.ts";

export const ISSUER = "https://id.example.com";
export const AUDIENCE = "my-api";
export const START = Date.UTC(2026, 10, 21, 19, 14, 5, 532);

type Members = Readonly<Record<string, unknown>>;

/** A key of an identity system, both halves. */
export type Signer = {
  readonly kid: string;
  /** The public half, as the issuer publishes it. */
  readonly jwk: Members;
  readonly privateKey: CryptoKey;
  sign(claims: Members, header?: Members): Promise<string>;
};

export async function createSigner(algorithm: Algorithm, kid: string): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid, use: "sig" };
  return {
    kid,
    jwk,
    privateKey,
    // A header is a test's own choice, even one that jose's types would not have.
    sign: (claims, header = {}) =>
      new SignJWT(claims).setProtectedHeader({ alg: algorithm, kid, ...header }).sign(privateKey),
  };
}

/** What a good token says at `now`, and whatever a test would have it say; an undefined claim is left out. */
export const claimsAt = (now: number, changes: Members = {}): Members => ({
  iss: ISSUER,
  aud: AUDIENCE,
  sub: "user-1",
  iat: Math.floor(now / 1_000),
  exp: Math.floor(now / 1_000) + 600,
  ...changes,
});

/** A part of a token as anybody can write it. */
export const part = (value: unknown): string => {
  const bytes = new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
};

export const staticIssuer = (signers: readonly Signer[], changes: Partial<Issuer> = {}): Issuer => ({
  issuer: ISSUER,
  keys: { list: readKeySet({ keys: signers.map(({ jwk }) => jwk) }) },
  audiences: [AUDIENCE],
  algorithms: ["RS256", "ES256", "EdDSA"],
  tenant: null,
  ...changes,
});

export const publishingIssuer = (changes: Partial<Issuer> = {}): Issuer =>
  staticIssuer([], { keys: { url: `${ISSUER}/jwks` }, ...changes });

/** A clock that moves when told, and an issuer's server that answers what it was taught. */
export type TokenWorld = {
  readonly outside: Outside;
  readonly requests: readonly Request[];
  readonly deferred: readonly Promise<unknown>[];
  readonly log: readonly LogEntry[];
  now(): number;
  wait(ms: number): void;
  answer(next: (request: Request) => Response | Promise<Response>): void;
};

export function tokenWorld(): TokenWorld {
  let clock = START;
  let reply: (request: Request) => Response | Promise<Response> = () => new Response(null, { status: 404 });
  const requests: Request[] = [];
  const deferred: Promise<unknown>[] = [];
  const log: LogEntry[] = [];
  return {
    outside: {
      now: () => clock,
      async http(request) {
        requests.push(request);
        return reply(request);
      },
      timer: () => ({ gone: new Promise(() => undefined), cancel() {} }),
      defer: (work) => void deferred.push(work),
      log: (entry) => void log.push(entry),
    },
    requests,
    deferred,
    log,
    now: () => clock,
    wait: (ms) => {
      clock += ms;
    },
    answer: (next) => {
      reply = next;
    },
  };
}

/** A published set with the public halves of these. */
export const keySetReply = (...signers: readonly Signer[]): Response =>
  Response.json({ keys: signers.map(({ jwk }) => jwk) });
