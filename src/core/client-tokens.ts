import type { ClientStore } from "./client.ts";
import { randomId, timeOrderedId } from "./ids.ts";
import { retryAt, secretLimits } from "./limits.ts";
import type { Policy } from "./policy.ts";
import type { Keyring, World } from "./ports.ts";
import { fail, ok, type Result } from "./result.ts";
import type { Revocations } from "./revocations.ts";
import type { ScopeRefusal } from "./scopes.ts";

export const ACCESS_TOKEN_LIFETIME_MS = 3_600_000;
const PREFIX = "cs_at_";
/** Longer than any of ours; nothing is computed about it. */
const LONGEST_TOKEN = 4_096;

/** What a token lets its bearer do, and for whom. */
export type Grant = {
  readonly clientId: string;
  readonly appId: string;
  readonly scopes: readonly string[];
  /** The person it was made for; null: nobody, the client acts for itself. */
  readonly accountId: string | null;
};

/** What is wrong with a token. For our own log alone: a caller who is told learns how to make a better one. */
export type TokenRefusal = {
  readonly reason: "token_invalid";
  readonly detail: "malformed" | "expired" | "client_revoked";
};

export type TokenRequest = {
  readonly clientId: string;
  readonly secret: string;
  readonly scopes: readonly string[];
  /** Whom the token is for; null: nobody. */
  readonly ticket: string | null;
  /** The caller's address on the network, as the platform tells it. */
  readonly ip: string | undefined;
};

export type IssueRefusal =
  /** No such client, another secret, or it is revoked: all the same to whoever asks. */
  | { readonly reason: "client_unauthorized" }
  | { readonly reason: "too_soon"; readonly retryAt: number }
  | ScopeRefusal
  /** No such ticket, used, expired, another client's, or its person is gone. */
  | { readonly reason: "ticket_invalid" };

export type IssuedToken = {
  readonly accessToken: string;
  readonly lifetimeMs: number;
  readonly scopes: readonly string[];
};

/**
 * Access tokens of clients. A token says itself what it is good for, under a MAC of ours: nothing of it is stored, and
 * checking one costs no trip to the store.
 */
export type ClientTokens = {
  issueToken(request: TokenRequest): Promise<Result<IssuedToken, IssueRefusal>>;
  /** Checks a token. Within a minute of its client's revocation it is refused everywhere. */
  authenticate(token: string): Promise<Result<Grant, TokenRefusal>>;
};

/** What a token holds. Nobody but this file makes them, so that one with a right MAC is taken for what it is. */
type Contents = Grant & { readonly id: string; readonly expiresAt: number };

export type ClientTokenPorts = {
  readonly store: Pick<ClientStore, "decideToken">;
  readonly keyring: Pick<Keyring, "digest" | "signToken" | "readToken" | "subject">;
  readonly revocations: Pick<Revocations, "includes">;
  readonly world: Pick<World, "now" | "random" | "log">;
  readonly policy: Pick<Policy, "wrongSecrets">;
  readonly appId: string;
};

const invalid = (detail: TokenRefusal["detail"]): Result<never, TokenRefusal> =>
  fail({ reason: "token_invalid", detail });

export function createClientTokens(ports: ClientTokenPorts): ClientTokens {
  const { store, keyring, revocations, world, policy, appId } = ports;

  async function make(grant: Grant, now: number): Promise<IssuedToken> {
    const contents: Contents = {
      ...grant,
      id: randomId(world.random),
      expiresAt: now + ACCESS_TOKEN_LIFETIME_MS,
    };
    const accessToken = PREFIX + (await keyring.signToken(JSON.stringify(contents)));
    world.log({ event: "access_token_issued", client: grant.clientId, account: grant.accountId, token: contents.id });
    return { accessToken, lifetimeMs: ACCESS_TOKEN_LIFETIME_MS, scopes: grant.scopes };
  }

  return {
    async issueToken({ clientId, secret, scopes, ticket, ip }) {
      const now = world.now();
      const [secretDigest, ticketDigest, limits] = await Promise.all([
        keyring.digest(secret),
        ticket === null ? null : keyring.digest(ticket),
        secretLimits(keyring, policy.wrongSecrets, { appId, clientId, ip }),
      ]);
      const operation = timeOrderedId(world.random, now);
      const work = { operation, now, clientId, secretDigest, scopes, ticketDigest, limits };
      const reply = await store.decideToken(work);
      const again = reply.secretRight || !reply.counted ? retryAt(limits, reply.limits, now) : null;
      if (again !== null) return fail({ reason: "too_soon", retryAt: again });
      if (!reply.secretRight) return fail({ reason: "client_unauthorized" });
      if (reply.missing.length > 0) return fail({ reason: "insufficient_scope", missing: reply.missing });
      if (ticketDigest !== null && reply.accountId === null) return fail({ reason: "ticket_invalid" });
      return ok(await make({ clientId, appId, scopes, accountId: reply.accountId }, now));
    },

    async authenticate(token) {
      if (!token.startsWith(PREFIX) || token.length > LONGEST_TOKEN) return invalid("malformed");
      const text = await keyring.readToken(token.slice(PREFIX.length));
      if (text === undefined) return invalid("malformed");
      const { id: _, expiresAt, ...grant } = JSON.parse(text) as Contents;
      if (world.now() >= expiresAt) return invalid("expired");
      return (await revocations.includes(grant.clientId)) ? invalid("client_revoked") : ok(grant);
    },
  };
}
