import type { Event } from "./events.ts";
import { timeOrderedId } from "./ids.ts";
import type { Keyring, World } from "./ports.ts";
import { bodyOf, type EventAccount } from "./webhook-bodies.ts";

export type WebhookFormat = "standard" | "payway";
export type WebhookState = "active" | "disabled";

/**
 * `waiting`: an earlier event of the same flow comes first; `pending`: due, now or later; `sending`: somebody holds its
 * lease. Final: `delivered`, or `dead` after the last try; both can be replayed.
 */
export type DeliveryState = "waiting" | "pending" | "sending" | "delivered" | "dead";

/** An endpoint that wants to be told. */
export type Webhook = {
  readonly id: string;
  readonly appId: string;
  readonly url: string;
  readonly format: WebhookFormat;
  /** Types of events, or `*`. */
  readonly events: readonly string[];
  readonly state: WebhookState;
  /** What disabled it. */
  readonly reason: string | null;
  /** Sealed under `secretContext`. */
  readonly secret: string;
  readonly oldSecret: string | null;
  readonly oldSecretUntil: number | null;
  readonly createdAt: number;
};

/** A delivery that somebody may now try, for the `attempts`th time. */
export type ClaimedDelivery = {
  readonly webhook: Webhook;
  readonly event: Event;
  /** Whose event it is; null: nobody's, or somebody's who was erased since. */
  readonly account: EventAccount | null;
  readonly attempts: number;
};

/** What came of a try. */
export type DeliveryReport = {
  readonly webhookId: string;
  readonly seq: number;
  readonly state: "pending" | "delivered" | "dead";
  readonly dueAt: number;
  readonly status: number | null;
  /** Why the webhook is told nothing from now on; null: it is. */
  readonly disable: string | null;
};

export type DeliveryStore = {
  /** Takes up to `limit` deliveries that are due; nobody else gets them. `wanted`: whether any webhook is active. */
  claim(work: { owner: string; now: number; leaseUntil: number; limit: number }): Promise<{
    readonly wanted: boolean;
    readonly taken: readonly ClaimedDelivery[];
  }>;
  /** Ends the leases that `owner` holds; somebody else's are not touched. */
  settle(reports: readonly DeliveryReport[], by: { owner: string; now: number }): Promise<void>;
};

/** What an endpoint answered. */
export type WebhookAnswer = { readonly status: number; readonly retryAfterMs: number | undefined };

/** One signed request; undefined when no answer came in time. Never throws. */
export type WebhookPost = (
  url: string,
  message: { readonly id: string; readonly at: number; readonly body: string },
  secrets: readonly string[],
) => Promise<WebhookAnswer | undefined>;

export type WebhookPorts = {
  readonly deliveries: DeliveryStore;
  readonly keyring: Pick<Keyring, "open">;
  readonly post: WebhookPost;
  readonly world: Pick<World, "now" | "random" | "timer" | "defer" | "log">;
  readonly instant: (at: number) => string;
  /** What the message of an event carried, where the app wants its endpoints to have it; else null. */
  readonly codeOf: (event: Event) => Promise<string | null>;
  /** Sees to it that `deliverDue` runs at that time, or soon after; the cron comes in any case. */
  readonly wake: (at: number) => Promise<void>;
};

/** Tells webhooks what happened, each event of a flow after the one before it. */
export type Webhooks = {
  /** Delivers what is due and nobody holds, as much as fits into a run. Returns how many it took up. */
  deliverDue(): Promise<number>;
  /** Delivers what just happened, after the answer. Costs nothing while this isolate knows that nobody wants it. */
  deliverSoon(): void;
  /** Whether this isolate knows that somebody wants to be told. */
  isWanted(): boolean;
  /** Somebody does from now on, which this isolate need not find out by itself; others do within half a minute. */
  want(): void;
  /** A test event, now and once. `status` null: there was no answer. */
  ping(webhook: Webhook): Promise<{ readonly status: number | null; readonly ms: number }>;
};

const LEASE_MS = 30_000;
/** As many connections as a Worker may have waiting for an answer. */
const AT_ONCE = 6;
/** After an answer, providers want connections too, and somebody waits for what they send. */
const AT_ONCE_SOON = 3;
const RUN_MS = 45_000;
/** The platform ends what goes on 30 s after an answer. */
const SOON_MS = 15_000;
const MOST_ROUNDS = 100;
/** For requests that come together to be served by one of them. */
const GATHER_MS = 50;
const KNOWN_MS = 30_000;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Waits before the second to tenth try; the tenth is the last. */
const WAITS_MS = [5 * SECOND, 5 * MINUTE, ...[0.5, 2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR)];
const LONGEST_WAIT_MS = 24 * HOUR;
const JITTER = 0.2;
const GONE = 410;

/** What a delivery is called on the wire: the same on every try and every replay. */
export const deliveryId = (webhookId: string, seq: number): string => `${webhookId}_${seq}`;

/** Under what a webhook's secrets are sealed. */
export const secretContext = (webhookId: string): string => `webhook/${webhookId}`;

export function createWebhooks({ deliveries, keyring, post, world, instant, codeOf, wake }: WebhookPorts): Webhooks {
  let wanted = false;
  let knownUntil = 0;
  let asked = false;

  /** Newest first. The old one counts for a day, so that receivers may change at leisure. */
  async function secretsOf({ id, secret, oldSecret, oldSecretUntil }: Webhook): Promise<readonly string[]> {
    const old = oldSecret !== null && (oldSecretUntil ?? 0) > world.now() ? [oldSecret] : [];
    const opened = await Promise.all([secret, ...old].map((sealed) => keyring.open(secretContext(id), sealed)));
    return opened.filter((one) => one !== undefined);
  }

  async function send(webhook: Webhook, message: { id: string; body: string }): Promise<WebhookAnswer | undefined> {
    const secrets = await secretsOf(webhook);
    // Sealed under a key that is gone. What is not signed is not sent; a new secret mends it.
    if (secrets.length === 0) {
      world.log({ event: "webhook_secret_lost", webhook: webhook.id });
      return undefined;
    }
    return post(webhook.url, { ...message, at: world.now() }, secrets);
  }

  function standingOf(answer: WebhookAnswer | undefined, attempts: number): Omit<DeliveryReport, "webhookId" | "seq"> {
    const now = world.now();
    const told = { dueAt: now, status: answer?.status ?? null, disable: null };
    if (answer && answer.status >= 200 && answer.status < 300) return { ...told, state: "delivered" };
    if (answer?.status === GONE) return { ...told, state: "dead", disable: "gone" };
    const wait = WAITS_MS[attempts - 1];
    if (wait === undefined) return { ...told, state: "dead" };
    const jitter = 1 + ((world.random(1)[0] ?? 0) / 255) * JITTER;
    const asksFor = Math.min(answer?.retryAfterMs ?? 0, LONGEST_WAIT_MS);
    return { ...told, state: "pending", dueAt: Math.round(now + Math.max(wait * jitter, asksFor)) };
  }

  async function attempt({ webhook, event, account, attempts }: ClaimedDelivery): Promise<DeliveryReport> {
    const startedAt = world.now();
    const code = webhook.format === "payway" ? await codeOf(event).catch(() => null) : null;
    const body = bodyOf(webhook.format, event, { account, code, instant });
    const answer = await send(webhook, { id: deliveryId(webhook.id, event.seq), body });
    const standing = standingOf(answer, attempts);
    world.log({
      event: "webhook_tried",
      webhook: webhook.id,
      seq: event.seq,
      type: event.type,
      tries: attempts,
      status: standing.status,
      state: standing.state,
      ms: world.now() - startedAt,
    });
    return { webhookId: webhook.id, seq: event.seq, ...standing };
  }

  const wakeAt = (at: number): Promise<void> => wake(at).catch(() => world.log({ event: "not_woken" }));

  /** Takes up some of what is due, tries each once at the same time, and writes down what came of all in one trip. */
  async function round(limit: number): Promise<number> {
    const now = world.now();
    const owner = timeOrderedId(world.random, now);
    const { taken, ...standing } = await deliveries.claim({ owner, now, leaseUntil: now + LEASE_MS, limit });
    wanted = standing.wanted;
    knownUntil = now + KNOWN_MS;
    if (taken.length === 0) return 0;
    const reports = await Promise.all(taken.map(attempt));
    await deliveries.settle(reports, { owner, now: world.now() });
    const again = reports.filter(({ state }) => state === "pending").map(({ dueAt }) => dueAt);
    if (again.length > 0) await wakeAt(Math.min(...again));
    return taken.length;
  }

  /** What was delivered makes way for the next event of its flow, so that only an empty round is the last. */
  async function run(ms: number, atOnce: number): Promise<number> {
    const until = world.now() + ms;
    let total = 0;
    for (let rounds = 0; rounds < MOST_ROUNDS && world.now() < until; rounds += 1) {
      const taken = await round(atOnce);
      total += taken;
      if (taken === 0) return total;
    }
    await wakeAt(world.now());
    return total;
  }

  /** Requests that come in the same moment are served by the first of them: between them passes a flag, never I/O. */
  async function soon(): Promise<void> {
    await world.timer(GATHER_MS).gone;
    if (!asked) return;
    asked = false;
    await run(SOON_MS, AT_ONCE_SOON).catch(() => world.log({ event: "webhooks_not_told" }));
  }

  return {
    deliverDue: () => run(RUN_MS, AT_ONCE),

    deliverSoon() {
      const now = world.now();
      if (!wanted && knownUntil > now) return;
      // Whoever asks for all need not be asked after.
      knownUntil = now + KNOWN_MS;
      asked = true;
      world.defer(soon());
    },

    isWanted: () => wanted,

    want() {
      wanted = true;
    },

    async ping(webhook) {
      const startedAt = world.now();
      const id = `${webhook.id}_ping-${timeOrderedId(world.random, startedAt)}`;
      const body = JSON.stringify({ type: "webhook.ping", timestamp: instant(startedAt), data: {} });
      const answer = await send(webhook, { id, body });
      return { status: answer?.status ?? null, ms: world.now() - startedAt };
    },
  };
}
