import type { Person } from "./client.ts";
import type { AddressKind } from "./flow.ts";
import { randomId, timeOrderedId } from "./ids.ts";
import { retryAt, startLimits } from "./limits.ts";
import type { Policy } from "./policy.ts";
import type { Keyring, World } from "./ports.ts";
import { fail, ok, type Result } from "./result.ts";
import { missingOf, type Track, type TrackAnswer, type TrackStore } from "./track.ts";

/** How long after a login went on its result is good. */
export const RESULT_LIFETIME_MS = 300_000;
const PREFIX = "cs_result_";
/** Longer than any of ours; nothing is computed about it. */
const LONGEST_RESULT = 512;

export type RequestRefusal =
  | { readonly reason: "client_unknown" | "redirect_not_allowed" }
  | { readonly reason: "too_soon"; readonly retryAt: number };

export type OpenTrack = {
  readonly person: Person;
  /** What the login server calls its request; null: it is to be made up. */
  readonly requestId: string | null;
  readonly continueUrl: string;
  readonly required: readonly AddressKind[];
  readonly answer: TrackAnswer;
};

export type TrackFailure =
  /** There is no such track, or its hour is over. */
  | { readonly reason: "track_unknown" }
  | { readonly reason: "not_verified"; readonly track: Track; readonly missing: readonly AddressKind[] };

/** Why a result is none. */
export type ResultRefusal = { readonly reason: "result_invalid" | "result_expired" | "result_redeemed" };

/** Signs what a track came to, for a login server that reads it without asking. */
export type SignResult = (track: Track, now: number) => Promise<string>;

/**
 * Logins of an app's own login server that wait until their person has verified something. What was verified is told to
 * that server alone: by its result, which is good once, or by the track itself.
 */
export type Tracks = {
  /** Makes a login request, by whose id verifications may be asked for. `ip` is the caller's, as the platform tells it. */
  register(request: {
    readonly clientId: string;
    readonly redirectUri: string;
    readonly ip: string | undefined;
  }): Promise<Result<{ readonly requestId: string }, RequestRefusal>>;
  open(request: OpenTrack): Promise<Result<Track, { readonly reason: "account_not_found" }>>;
  find(id: string): Promise<Track | undefined>;
  /** The track, if its hour is not over. */
  waiting(id: string): Promise<Track | undefined>;
  /** The result to hand to the login server, once everything required is verified: the same one each time. */
  goOn(id: string): Promise<Result<{ readonly track: Track; readonly result: string }, TrackFailure>>;
  /** Uses a result up. */
  redeem(result: string): Promise<Result<Track, ResultRefusal>>;
};

export type TrackPorts = {
  readonly store: TrackStore;
  readonly keyring: Pick<Keyring, "subject" | "signToken" | "readToken">;
  readonly sign: SignResult;
  readonly world: Pick<World, "now" | "random">;
  readonly policy: Pick<Policy, "sends" | "loginLifetimeMs">;
  readonly appId: string;
};

export function createTracks({ store, keyring, sign, world, policy, appId }: TrackPorts): Tracks {
  async function waiting(id: string): Promise<Track | undefined> {
    const track = await store.find(id);
    return track && track.expiresAt > world.now() ? track : undefined;
  }

  return {
    find: store.find,
    waiting,

    async register({ clientId, redirectUri, ip }) {
      const now = world.now();
      const limits = await startLimits(keyring, policy.sends, { appId, ip });
      const id = randomId(world.random);
      const operation = timeOrderedId(world.random, now);
      const expiresAt = now + policy.loginLifetimeMs;
      const reply = await store.register({ operation, id, clientId, redirectUri, now, expiresAt, limits });
      if (reply.registered) return ok({ requestId: id });
      if (!reply.clientLive) return fail({ reason: "client_unknown" });
      if (!reply.redirectListed) return fail({ reason: "redirect_not_allowed" });
      return fail({ reason: "too_soon", retryAt: retryAt(limits, reply.limits, now) ?? now });
    },

    async open({ requestId, ...request }) {
      const now = world.now();
      const track = await store.open({
        ...request,
        id: randomId(world.random),
        requestId: requestId ?? randomId(world.random),
        createdAt: now,
        expiresAt: now + policy.loginLifetimeMs,
      });
      return track ? ok(track) : fail({ reason: "account_not_found" });
    },

    async goOn(id) {
      const now = world.now();
      const track = await store.goOn({ id, now });
      if (!track || track.expiresAt <= now) return fail({ reason: "track_unknown" });
      const missing = missingOf(track);
      if (missing.length > 0) return fail({ reason: "not_verified", track, missing });
      if (track.answer === "token") return ok({ track, result: await sign(track, now) });
      return ok({ track, result: PREFIX + (await keyring.signToken(JSON.stringify([appId, id]), "result")) });
    },

    async redeem(result) {
      if (!result.startsWith(PREFIX) || result.length > LONGEST_RESULT) return fail({ reason: "result_invalid" });
      const text = await keyring.readToken(result.slice(PREFIX.length), "result");
      const [ofApp, id = ""] = text === undefined ? [] : (JSON.parse(text) as [string, string]);
      if (ofApp !== appId) return fail({ reason: "result_invalid" });
      const now = world.now();
      const operation = timeOrderedId(world.random, now);
      const reply = await store.redeem({ id, operation, now, since: now - RESULT_LIFETIME_MS });
      if (!reply) return fail({ reason: "result_invalid" });
      if (reply.redeemed) return ok(reply.track);
      return fail({ reason: reply.track.redeemedAt === null ? "result_expired" : "result_redeemed" });
    },
  };
}
