import { randomSecret, type Secret } from "./code.ts";
import { createDispatch, type DispatchPorts, type Standing } from "./dispatch.ts";
import type { Found } from "./envelope.ts";
import type { Channel } from "./flow.ts";
import { timeOrderedId } from "./ids.ts";
import type { Message } from "./message.ts";
import { LEAST_LIFE_MS } from "./policy.ts";
import type { ClaimedMessage, CodeVault, FlowStore, Kept, Keyring, MessageStore, World } from "./ports.ts";

export type CourierPorts = DispatchPorts & {
  readonly messages: MessageStore;
  readonly vault: CodeVault;
  readonly flows: Pick<FlowStore, "rotate">;
  readonly keyring: Pick<Keyring, "codeVerifiers" | "linkVerifiers">;
  readonly world: Pick<World, "now" | "random" | "timer" | "defer" | "log">;
  readonly codeDigits: number;
  /** Sees to it that `sendDue` runs at that time, or soon after; the cron comes in any case. */
  readonly wake: (at: number) => Promise<void>;
};

/** Takes messages to providers. The outbox row is the record; whoever holds its lease sends it. */
export type Courier = {
  /** The fast path: sends a message its maker still holds the lease of, after the answer, with the secret at hand. */
  sendNow(message: Message, secret: Secret): void;
  /** The safety net: sends what is due and nobody holds, as much as fits into a run. Returns how many it took up. */
  sendDue(): Promise<number>;
  /** For what has just become due: as much as fits in after an answer. The cron takes up what is left. */
  sendSoon(): void;
};

const LEASE_MS = 30_000;
/** As many connections as a Worker may have waiting for an answer: a seventh would wait in line, its time running. */
const AT_ONCE = 6;
/** A run takes up nothing more after this, so that it is over when the next one starts, a minute after it. */
const RUN_MS = 45_000;
/** Keeps a run within the requests that one invocation may make. */
const MOST_ROUNDS = 100;
/** The platform ends what goes on 30 s after an answer. A try may take 8 s, and the record of it 5 s. */
const AGAIN_WITHIN_MS = 15_000;
/** By then the last try of a message has been made, whatever its provider asked for in between. */
const TRIES_OVER_MS = 3_600_000;

export function createCourier(ports: CourierPorts): Courier {
  const { messages, vault, flows, keyring, world, codeDigits, wake } = ports;
  const dispatch = createDispatch(ports);

  const verifiersOf = (message: Message, secret: Secret) =>
    Promise.all([keyring.codeVerifiers(message, secret.code), keyring.linkVerifiers(secret.linkToken)]);

  /** So that a later try says the same. It may be lost: then that try makes a new secret. */
  async function keep(message: Message, channel: Channel, kept: Kept): Promise<void> {
    const keepMs = Math.min(message.data.expiresAt - world.now() - LEAST_LIFE_MS, TRIES_OVER_MS);
    await vault.put(message.issueId, channel, kept, keepMs).catch(() => {
      world.log({ event: "code_not_kept", message: message.id });
    });
  }

  /** KV also answers with what an earlier try has replaced, having failed to find it: the row alone tells. */
  async function counts(message: ClaimedMessage, secret: Secret): Promise<boolean> {
    const [code, link] = await verifiersOf(message, secret);
    return code.some(({ mac }) => mac === message.macs?.code) && link.some(({ mac }) => mac === message.macs?.link);
  }

  /** Under its own channel, or under the first: a text is found to have failed when its secret has long been kept. */
  async function recall(message: ClaimedMessage): Promise<Kept | undefined> {
    for (const channel of new Set([message.channel, message.firstChannel])) {
      const kept = await vault.take(message.issueId, channel).catch(() => undefined);
      if (kept && (await counts(message, kept))) return kept;
    }
    return undefined;
  }

  /** Puts a new secret in the place of one that was lost, which kills that one; undefined: the issue is over. */
  async function rotate({ attempts, ...message }: ClaimedMessage): Promise<Found | undefined> {
    const { flowId, issueId } = message;
    const secret = randomSecret(world.random, { digits: codeDigits, token: message.data.token });
    const [[code], [link]] = await verifiersOf(message, secret);
    if (!code || !link) return undefined;
    const rotated = await flows.rotate({ flowId, issueId, code, link, now: world.now() });
    return rotated ? { secret, rotated, attempts } : undefined;
  }

  /** What goes to another channel is due there at once, with the same secret. */
  async function send(message: Message, found: Found, owner: string): Promise<Standing> {
    const standing = await dispatch.send(message, found, owner);
    if (standing.instead === null) return standing;
    const { transientPayload } = message.data;
    await keep(message, standing.instead, { ...found.secret, transientPayload });
    return { state: "pending", dueAt: world.now(), instead: null };
  }

  async function resume(message: ClaimedMessage, owner: string): Promise<Standing> {
    if (message.suppressed) return dispatch.end(message, "suppressed", owner);
    const worthIt = message.macs !== null && message.data.expiresAt - world.now() >= LEAST_LIFE_MS;
    if (!worthIt) return dispatch.end(message, "expired", owner);
    const found = await recall(message);
    if (found) {
      const data = { ...message.data, transientPayload: found.transientPayload };
      return send({ ...message, data }, { secret: found, rotated: false, attempts: message.attempts }, owner);
    }
    const fresh = await rotate(message);
    return fresh ? send(message, fresh, owner) : dispatch.end(message, "expired", owner);
  }

  /** The cron comes once a minute: whoever waits for a message should not wait for that. */
  async function wakeFor({ state, dueAt }: Standing): Promise<void> {
    if (state !== "pending") return;
    await wake(dueAt).catch(() => world.log({ event: "not_woken" }));
  }

  /** Takes up some of what is due and tries each once, at the same time. */
  async function round(limit: number): Promise<readonly PromiseSettledResult<Standing>[]> {
    const now = world.now();
    const owner = timeOrderedId(world.random, now);
    const due = await messages.claim({ owner, now, leaseUntil: now + LEASE_MS, limit });
    const tries = await Promise.allSettled(due.map((message) => resume(message, owner)));
    const lost = tries.filter(({ status }) => status === "rejected").length;
    if (lost > 0) world.log({ event: "dispatch_not_recorded", count: lost });
    await Promise.all(tries.map((one) => (one.status === "fulfilled" ? wakeFor(one.value) : undefined)));
    return tries;
  }

  /**
   * Wakes when a message is due again, for as long as the platform lets it: somebody is waiting for that message, and
   * the cron comes once a minute. What it then takes up is whatever is due; leases see to it that nothing goes out twice.
   */
  async function tryAgain(first: Standing, until: number): Promise<void> {
    let last: Standing | undefined = first;
    while (last?.state === "pending" && last.dueAt <= until) {
      await world.timer(last.dueAt - world.now()).gone;
      const [next] = await round(1);
      last = next?.status === "fulfilled" ? next.value : undefined;
    }
  }

  async function firstTry(message: Message, secret: Secret): Promise<void> {
    const until = world.now() + AGAIN_WITHIN_MS;
    // One turn of the event loop: the answer is built and on its way before anything is rendered or sealed.
    await world.timer(0).gone;
    const { transientPayload } = message.data;
    const kept = keep(message, message.channel, { ...secret, transientPayload });
    const sent = send(message, { secret, rotated: false, attempts: [] }, message.id).catch(() => {
      world.log({ event: "dispatch_not_recorded", message: message.id });
    });
    const [standing] = await Promise.all([sent, kept]);
    if (!standing) return;
    await wakeFor(standing);
    await tryAgain(standing, until).catch(() => world.log({ event: "not_tried_again", message: message.id }));
  }

  return {
    sendNow(message, secret) {
      world.defer(firstTry(message, secret));
    },

    async sendDue() {
      const until = world.now() + RUN_MS;
      let taken = 0;
      for (let rounds = 0; rounds < MOST_ROUNDS && world.now() < until; rounds += 1) {
        const { length } = await round(AT_ONCE);
        taken += length;
        if (length < AT_ONCE) break;
      }
      return taken;
    },

    sendSoon() {
      world.defer(round(AT_ONCE).catch(() => world.log({ event: "not_sent_soon" })));
    },
  };
}
