import { randomId } from "./ids.ts";
import type { Keyring, World } from "./ports.ts";
import { fail, ok, type Result } from "./result.ts";

/** A request that came with a key of its sender's choice, by which a repeat is told. */
export type KeyedRequest = {
  readonly key: string;
  /** Who sent it: the keys of one caller mean nothing to another. */
  readonly caller: string;
  readonly method: string;
  readonly path: string;
  /** What stands for the body: another body is another request. */
  readonly body: string;
};

/** An answer, whole. */
export type Answer = {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
};

export type RepeatFailure =
  /** The key came with another body before. */
  | { readonly reason: "other_body" }
  /** The first request under this key is not answered yet. */
  | { readonly reason: "still_running" };

/** Who holds a key. */
type Hold = { readonly digest: string; readonly owner: string };

/** Keeps answers by the digest of a request. Each method may be run again with the same hold: it then changes nothing. */
export type IdempotencyStore = {
  /** Takes a key that is free, has expired, or whose owner has died over the same request; tells whose it then is. */
  claim(
    work: Hold & { fingerprint: string; now: number; leaseUntil: number; expiresAt: number },
  ): Promise<{ readonly owner: string; readonly fingerprint: string; readonly answer: Answer | null }>;
  keep(hold: Hold, answer: Answer): Promise<void>;
  /** Frees the key again. */
  release(hold: Hold): Promise<void>;
};

const KEPT_MS = 24 * 3_600_000;
/** Longer than any request runs: whoever has not answered by then never will. */
const LEASE_MS = 30_000;
/** Between two looks at a first request that is running: five seconds in all. */
const WAITS_MS = [100, 150, 225, 340, 500, 750, 1_150, 1_785];

/** Refusals that pass: the same request may fare better in a while. */
const PASSING = [401, 408, 425, 429];

/** Whether a repeat is to get this very answer. One with a cookie is for a browser, which keeps it and sends no key. */
const isFinal = ({ status, headers }: Answer): boolean =>
  status < 500 && !PASSING.includes(status) && headers.every(([name]) => name !== "set-cookie");

type Ports = {
  readonly store: IdempotencyStore;
  readonly keyring: Pick<Keyring, "subject">;
  readonly world: Pick<World, "defer" | "now" | "random" | "timer">;
  readonly appId: string;
};

/** Runs a request once, however often it is sent, and gives every repeat the answer of the first. */
export type Idempotency = {
  once(request: KeyedRequest, run: () => Promise<Answer>): Promise<Result<Answer, RepeatFailure>>;
};

export function createIdempotency({ store, keyring, world, appId }: Ports): Idempotency {
  const digestOf = (about: string): Promise<string> => keyring.subject(`${appId}|idempotency|${about}`);

  /** What did not end well may be tried again at once, by whoever asks next. Nobody waits for that. */
  const release = (hold: Hold): void => world.defer(store.release(hold).catch(() => undefined));

  /** If `work` fails, nobody holds the key. */
  async function orRelease<Value>(hold: Hold, work: Promise<Value>): Promise<Value> {
    try {
      return await work;
    } catch (error) {
      release(hold);
      throw error;
    }
  }

  /** The owner's part. */
  async function runAndKeep(hold: Hold, run: () => Promise<Answer>): Promise<Answer> {
    const answer = await run();
    // Kept before it is given, so that a repeat finds it. If it cannot be kept it stands all the same.
    if (isFinal(answer)) await store.keep(hold, answer).catch(() => undefined);
    else release(hold);
    return answer;
  }

  return {
    async once({ key, caller, method, path, body }, run) {
      const [digest, fingerprint] = await Promise.all([
        digestOf(JSON.stringify([caller, method, path, key])),
        digestOf(`body|${body}`),
      ]);
      const hold = { digest, owner: randomId(world.random) };
      for (const waitMs of [...WAITS_MS, undefined]) {
        const now = world.now();
        const times = { now, leaseUntil: now + LEASE_MS, expiresAt: now + KEPT_MS };
        // A claim may have come through whose reply did not.
        const held = await orRelease(hold, store.claim({ ...hold, fingerprint, ...times }));
        if (held.fingerprint !== fingerprint) return fail({ reason: "other_body" });
        if (held.owner === hold.owner) {
          const work = orRelease(hold, runAndKeep(hold, run));
          // A caller that hangs up is the one that will ask again.
          world.defer(work.catch(() => undefined));
          return ok(await work);
        }
        if (held.answer) return ok(held.answer);
        if (waitMs !== undefined) await world.timer(waitMs).gone;
      }
      return fail({ reason: "still_running" });
    },
  };
}
