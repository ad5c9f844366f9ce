import { compactVerify } from "jose/jws/compact/verify";
import { fail, ok, type Result } from "../core/result.ts";
import type { Issuer } from "./issuer.ts";
import { createKeySet, type Outside } from "./key-sets.ts";
import type { PublicKey } from "./public-keys.ts";
import { readUnverified, type Unverified } from "./unverified.ts";

/** What an issuer says about whoever brought its token; null where it says nothing. */
export type AccessToken = {
  /** The person's id in the issuer's own system. */
  readonly subject: string;
  readonly tenant: string | null;
  readonly appId: string | null;
  readonly appName: string | null;
  readonly clientId: string | null;
  /** Scopes and permissions as one list. Roles are the person's own, and say nothing of what a token is for. */
  readonly permissions: readonly string[];
};

/** What is wrong with a token. For our own log alone: a caller who is told learns how to make a better one. */
export type TokenDetail =
  | "malformed"
  | "unknown_issuer"
  | "algorithm_not_allowed"
  | "wrong_audience"
  | "wrong_tenant"
  | "expired"
  | "not_yet_valid"
  | "unknown_key"
  | "wrong_signature";

export type TokenFailure =
  | { readonly reason: "token_invalid"; readonly detail: TokenDetail }
  /** Nothing is known against the token, but its issuer does not tell its keys. Whoever brought it asks again later. */
  | { readonly reason: "keys_unavailable" };

export type Tokens = {
  /** Checks an access token of one of the issuers. Never throws, whatever it is given. */
  verify(token: string): Promise<Result<AccessToken, TokenFailure>>;
};

/** How far another clock may be ahead. A token's end is not put off: issuers choose it late enough. */
const SKEW_MS = 30_000;

const invalid = (detail: TokenDetail): Result<never, TokenFailure> => fail({ reason: "token_invalid", detail });

/** What the claims alone rule out. */
function fault({ claims }: Unverified, { audiences, tenant }: Issuer, now: number): TokenDetail | undefined {
  if (!claims.aud.some((audience) => audiences.includes(audience))) return "wrong_audience";
  if (tenant !== null && claims.tid !== tenant) return "wrong_tenant";
  if (now >= claims.exp * 1_000) return "expired";
  const latestStart = Math.max(claims.nbf ?? 0, claims.iat ?? 0) * 1_000;
  return latestStart > now + SKEW_MS ? "not_yet_valid" : undefined;
}

async function isSigned(token: string, { jwk }: PublicKey, algorithm: string): Promise<boolean> {
  try {
    await compactVerify(token, jwk, { algorithms: [algorithm] });
    return true;
  } catch {
    // Not by this key, or the key is no key: all the same to whoever brought the token.
    return false;
  }
}

const toAccessToken = ({ claims }: Unverified): AccessToken => ({
  subject: claims.sub,
  tenant: claims.tid ?? null,
  appId: claims.app_id ?? null,
  appName: claims.app_name ?? null,
  clientId: claims.client_id ?? null,
  permissions: [...new Set([...claims.scope.split(" ").filter((scope) => scope !== ""), ...claims.permissions])],
});

/**
 * Accepts the tokens of these issuers. The issuer is chosen by its name and the key from that issuer's own keys, before
 * anything is computed or fetched: a token from nowhere costs nothing.
 */
export function createTokens(issuers: readonly Issuer[], outside: Outside): Tokens {
  const known = new Map(
    issuers.map((issuer) => [issuer.issuer, { ...issuer, keySet: createKeySet(issuer, outside) }] as const),
  );
  return {
    async verify(token) {
      const read = readUnverified(token);
      if (!read) return invalid("malformed");
      const issuer = known.get(read.claims.iss);
      if (!issuer) return invalid("unknown_issuer");
      const algorithm = issuer.algorithms.find((allowed) => allowed === read.header.alg);
      if (!algorithm) return invalid("algorithm_not_allowed");
      const detail = fault(read, issuer, outside.now());
      if (detail) return invalid(detail);
      const key = await issuer.keySet.find(read.header.kid, algorithm);
      if (!key.ok) return fail({ reason: key.failure });
      if (!key.value) return invalid("unknown_key");
      return (await isSigned(token, key.value, algorithm)) ? ok(toAccessToken(read)) : invalid("wrong_signature");
    },
  };
}
