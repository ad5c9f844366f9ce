import { readAtMost } from "../core/bounded-body.ts";
import type { World } from "../core/ports.ts";
import { fail, ok, type Result } from "../core/result.ts";
import type { Issuer } from "./issuer.ts";
import { type Algorithm, type PublicKey, readKeySet } from "./public-keys.ts";

/** What asking an issuer for its keys needs of the world. */
export type Outside = Pick<World, "http" | "now" | "timer" | "defer" | "log">;

/** The public keys of one issuer. */
export type KeySet = {
  /** The key of this name for this algorithm; undefined: the issuer has none. The failure: its keys are not known. */
  find(kid: string, algorithm: Algorithm): Promise<Result<PublicKey | undefined, "keys_unavailable">>;
};

/** A withdrawn key is refused, and a new one accepted, after this time at the latest, if the issuer answers. */
const FRESH_MS = 10 * 60_000;
/** How long known keys are good for while their issuer does not answer. */
const USABLE_MS = 24 * 60 * 60_000;
/** Tokens with made-up keys can have an issuer asked this often, and no more. */
const ASK_EVERY_MS = 60_000;
const TIME_LIMIT_MS = 5_000;
const LONGEST_ANSWER = 256 * 1024;

const pick = (keys: readonly PublicKey[], kid: string, algorithm: Algorithm): PublicKey | undefined =>
  keys.find((key) => key.kid === kid && key.algorithms.includes(algorithm));

/** The keys of an issuer, from wherever it has them. */
export function createKeySet({ issuer, keys }: Pick<Issuer, "issuer" | "keys">, outside: Outside): KeySet {
  if ("url" in keys) return publishedKeySet(issuer, keys.url, outside);
  const known = async (): Promise<readonly PublicKey[]> => ("list" in keys ? keys.list : keys.make());
  return { find: async (kid, algorithm) => ok(pick(await known(), kid, algorithm)) };
}

/** Keys that an issuer publishes, kept while the isolate lives. */
function publishedKeySet(issuer: string, url: string, outside: Outside): KeySet {
  const { now, timer, defer, log } = outside;
  let held: { readonly keys: readonly PublicKey[]; readonly readAt: number } | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking = Promise.resolve();

  async function ask(): Promise<void> {
    const keys = await fetchKeys(url, outside);
    if (keys) held = { keys, readAt: now() };
    else log({ event: "issuer_keys_not_read", issuer });
  }

  async function refresh(): Promise<void> {
    if (now() - askedAt >= ASK_EVERY_MS) {
      askedAt = now();
      asking = ask();
      // Other requests wait for the same answer: it must come even if whoever asked first has gone.
      defer(asking);
    }
    const patience = timer(TIME_LIMIT_MS);
    await Promise.race([asking, patience.gone]);
    patience.cancel();
  }

  const keysYoungerThan = (ms: number): readonly PublicKey[] | undefined =>
    held && now() - held.readAt < ms ? held.keys : undefined;

  return {
    async find(kid, algorithm) {
      const fresh = keysYoungerThan(FRESH_MS);
      if (!fresh || !pick(fresh, kid, algorithm)) await refresh();
      const keys = keysYoungerThan(USABLE_MS);
      return keys ? ok(pick(keys, kid, algorithm)) : fail("keys_unavailable");
    },
  };
}

/** One request to the issuer. An answer without a single usable key is none: it would shut everybody out. */
async function fetchKeys(url: string, { http, timer }: Outside): Promise<readonly PublicKey[] | undefined> {
  const limit = timer(TIME_LIMIT_MS);
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  limit.gone.then(abort, abort);
  try {
    const response = await http(
      new Request(url, {
        // Workers send no User-Agent of their own, and some servers refuse a request without one.
        headers: { "User-Agent": "countersign/1", Accept: "application/json" },
        // The operator named this address and vouches for no other.
        redirect: "manual",
        signal: controller.signal,
      }),
    );
    const bytes = response.ok ? await readAtMost(response, LONGEST_ANSWER) : undefined;
    const keys = bytes === undefined ? [] : readKeySet(JSON.parse(new TextDecoder().decode(bytes)));
    return keys.length > 0 ? keys : undefined;
  } catch {
    return undefined;
  } finally {
    limit.cancel();
  }
}
