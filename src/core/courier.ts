import type { MakeSecret, Secret } from "./code.ts";
import { createDispatch, type DispatchPorts, type Due, type Turn } from "./dispatch.ts";
import type { Found } from "./envelope.ts";
import type { Channel } from "./flow.ts";
import type { FlowStore } from "./flow-store.ts";
import { timeOrderedId } from "./ids.ts";
import type { Message } from "./message.ts";
import type { ClaimedMessage, MessageStore } from "./message-store.ts";
import { LEAST_LIFE_MS } from "./policy.ts";
import type { CodeVault, Keyring, World } from "./ports.ts";
import { createRecall } from "./recall.ts";

export type CourierPorts = Omit<DispatchPorts, "keep"> & {
  readonly messages: MessageStore;
  readonly vault: CodeVault;
  readonly flows: Pick<FlowStore, "rotate">;
  readonly keyring: Pick<Keyring, "codeVerifiers" | "linkVerifiers">;
  readonly world: Pick<World, "now" | "random" | "timer" | "defer" | "log">;
  readonly makeSecret: MakeSecret;
  /** Sees to it that `sendDue` runs at that time, or soon after; the cron comes in any case. */
  readonly wake: (at: number) => Promise<void>;
};

/** Takes messages to providers. The outbox row is the record; whoever holds its lease sends it. */
export type Courier = {
  /** The fast path: sends a message its maker still holds the lease of, after the answer, with the secret at hand. */
  sendNow(message: Message, secret: Secret): void;
  /** The safety net: sends what is due and nobody holds, as much as fits into a run. Returns how many it took up. */
  sendDue(): Promise<number>;
  /** For what has just become due: as much as fits in after an answer, its next tries included. The rest is the cron's. */
  sendSoon(): void;
};

const LEASE_MS = 30_000;
/** No further provider is asked after this much of a lease: a call takes up to 8 s, and the record of it 5 s. */
const ASKING_MS = 14_000;
/** As many connections as a Worker may have waiting for an answer: a seventh would wait in line, its time running. */
const AT_ONCE = 6;
/** A run takes up nothing more after this, so that it is over when the next one starts: what it took up may take 27 s. */
const RUN_MS = 30_000;
/** Keeps a run within the requests that one invocation may make. */
const MOST_ROUNDS = 100;
/** The platform ends what goes on 30 s after an answer. The last call may take 8 s, and the record of it 5 s. */
const AGAIN_WITHIN_MS = 15_000;
/** By then the last try of a message has been made, whatever its provider asked for in between. */
const TRIES_OVER_MS = 3_600_000;

export function createCourier(ports: CourierPorts): Courier {
  const { messages, vault, flows, world, makeSecret, wake } = ports;
  const dispatch = createDispatch({ ...ports, keep });

  const { recall, verifiersOf } = createRecall(ports);

  /**
   * So that a later try says the same. It may be lost: then that try makes a new secret. No mail is tried in the last
   * minutes of a secret; a call may be under way then, and asks for it.
   */
  async function keep(message: Message, channel: Channel, secret: Secret): Promise<void> {
    const { transientPayload, expiresAt } = message.data;
    const untried = channel === "email" ? LEAST_LIFE_MS : 0;
    const keepMs = Math.min(expiresAt - world.now() - untried, TRIES_OVER_MS);
    await vault.put(message.issueId, channel, { ...secret, transientPayload }, keepMs).catch(() => {
      world.log({ event: "code_not_kept", message: message.id });
    });
  }

  /** Puts a new secret in the place of one that was lost, which kills that one; undefined: the issue is over. */
  async function rotate({ attempts, ...message }: ClaimedMessage, rotatedBy: string): Promise<Found | undefined> {
    const { flowId, issueId } = message;
    const secret = makeSecret(message.recipient, message.data.token);
    const [[code], [link]] = await verifiersOf(message, secret);
    if (!code || !link) return undefined;
    const rotated = await flows.rotate({ flowId, issueId, code, link, now: world.now() });
    return rotated ? { secret, rotatedBy, attempts } : undefined;
  }

  async function resume(message: ClaimedMessage, turn: Turn): Promise<Due> {
    const { owner } = turn;
    if (message.suppressed) return dispatch.end(message, "suppressed", owner);
    const worthIt = message.macs !== null && message.data.expiresAt - world.now() >= LEAST_LIFE_MS;
    if (!worthIt) return dispatch.end(message, "expired", owner);
    const found = await recall(message);
    if (found) {
      const data = { ...message.data, transientPayload: found.transientPayload };
      return dispatch.send({ ...message, data }, { secret: found, rotatedBy: null, attempts: message.attempts }, turn);
    }
    const fresh = await rotate(message, owner);
    if (!fresh) return dispatch.end(message, "expired", owner);
    // A later try can make another one. Whoever is on the phone asks for this one.
    if (message.channel === "voice") await keep(message, message.channel, fresh.secret);
    return dispatch.send(message, fresh, turn);
  }

  /** The cron comes once a minute: whoever waits for a message should not wait for that. */
  async function wakeAt(at: number): Promise<void> {
    await wake(at).catch(() => world.log({ event: "not_woken" }));
  }

  /** Takes up some of what is due and tries each once, at the same time. */
  async function round(until: number): Promise<{ readonly taken: number; readonly dueAgain: readonly number[] }> {
    const now = world.now();
    const owner = timeOrderedId(world.random, now);
    const due = await messages.claim({ owner, now, leaseUntil: now + LEASE_MS, limit: AT_ONCE });
    const turn: Turn = { owner, until: Math.min(until, now + ASKING_MS) };
    const tries = await Promise.allSettled(due.map((message) => resume(message, turn)));
    const lost = tries.filter(({ status }) => status === "rejected").length;
    if (lost > 0) world.log({ event: "dispatch_not_recorded", count: lost });
    const dueAgain = tries.flatMap((one) => (one.status === "fulfilled" && one.value !== null ? [one.value] : []));
    return { taken: due.length, dueAgain };
  }

  /**
   * Waits until a message is due again, for as long as the platform lets it, and has itself woken for what is due
   * later. What it takes up is whatever is due; leases see to it that nothing goes out twice.
   */
  async function tryAgain(first: number, until: number): Promise<void> {
    let waiting: readonly number[] = [first];
    while (waiting.length > 0) {
      await Promise.all(waiting.filter((at) => at > until).map(wakeAt));
      const [next, ...more] = waiting.filter((at) => at <= until).toSorted((one, other) => one - other);
      if (next === undefined) return;
      await world.timer(next - world.now()).gone;
      const begun = world.now();
      const { dueAgain } = await round(until);
      waiting = [...more.filter((at) => at > begun), ...dueAgain];
    }
  }

  async function firstTry(message: Message, secret: Secret): Promise<void> {
    const until = world.now() + AGAIN_WITHIN_MS;
    // One turn of the event loop: the answer is built and on its way before anything is rendered or sealed.
    await world.timer(0).gone;
    const kept = keep(message, message.channel, secret);
    const found: Found = { secret, rotatedBy: null, attempts: [] };
    const turn: Turn = { owner: message.id, until: message.createdAt + ASKING_MS };
    const sent = dispatch.send(message, found, turn).catch(() => {
      world.log({ event: "dispatch_not_recorded", message: message.id });
      return null;
    });
    const [dueAt] = await Promise.all([sent, kept]);
    if (dueAt === null) return;
    await tryAgain(dueAt, until).catch(async () => {
      world.log({ event: "not_tried_again", message: message.id });
      await wakeAt(world.now());
    });
  }

  return {
    sendNow(message, secret) {
      world.defer(firstTry(message, secret));
    },

    async sendDue() {
      const until = world.now() + RUN_MS;
      let total = 0;
      for (let rounds = 0; rounds < MOST_ROUNDS && world.now() < until; rounds += 1) {
        const { taken, dueAgain } = await round(Number.POSITIVE_INFINITY);
        total += taken;
        const later = dueAgain.filter((at) => at > world.now());
        await Promise.all(later.map(wakeAt));
        const nothingDue = taken < AT_ONCE && later.length === dueAgain.length;
        if (nothingDue) break;
      }
      return total;
    },

    sendSoon() {
      const now = world.now();
      const soon = tryAgain(now, now + AGAIN_WITHIN_MS);
      world.defer(soon.catch(() => world.log({ event: "not_sent_soon" })));
    },
  };
}
