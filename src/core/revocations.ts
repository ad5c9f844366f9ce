import type { ClientStore } from "./client.ts";
import { ACCESS_TOKEN_LIFETIME_MS } from "./client-tokens.ts";
import type { World } from "./ports.ts";

/** From this age on, what is known is read anew while it still serves. */
const FRESH_MS = 30_000;
/** From this age on, nobody is let in on it: what is revoked is refused everywhere by then. */
const USABLE_MS = 60_000;
/** One read in the background at a time, and another if it has not come back by then. */
const ASK_EVERY_MS = 5_000;
/** Of clients that were revoked before any token that could still be shown was made, nothing need be known. */
const REACH_MS = 2 * ACCESS_TOKEN_LIFETIME_MS;

/** Which clients are revoked, as this isolate knows it. */
export type Revocations = {
  /** Without a trip to the store unless what is known is a minute old; the first one of an isolate makes one. */
  includes(clientId: string): Promise<boolean>;
  /** Takes note of what was done here. */
  add(clientId: string): void;
};

/** Throws `Unavailable` where nothing younger than a minute can be had: a token that may be revoked is not let in. */
export function createRevocations({
  store,
  world: { now, defer, log },
}: {
  readonly store: Pick<ClientStore, "revokedSince">;
  readonly world: Pick<World, "now" | "defer" | "log">;
}): Revocations {
  // Only ever added to, since a revocation is for good: so reads may come back in any order.
  const revoked = new Set<string>();
  let knownAsOf = Number.NEGATIVE_INFINITY;
  let askedAt = Number.NEGATIVE_INFINITY;

  async function read(): Promise<void> {
    const asked = now();
    askedAt = asked;
    for (const id of await store.revokedSince(asked - REACH_MS)) revoked.add(id);
    knownAsOf = Math.max(knownAsOf, asked);
  }

  const readInBackground = (): void =>
    defer(
      read().catch((error: unknown) => {
        log({ event: "revocations_not_read", error: error instanceof Error ? error.name : "unknown" });
      }),
    );

  return {
    async includes(clientId) {
      if (revoked.has(clientId)) return true;
      const age = now() - knownAsOf;
      if (age >= USABLE_MS) await read();
      else if (age >= FRESH_MS && now() - askedAt >= ASK_EVERY_MS) readInBackground();
      return revoked.has(clientId);
    },
    add: (clientId) => void revoked.add(clientId),
  };
}
