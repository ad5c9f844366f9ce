import { randomSecret, type Secret } from "./code.ts";
import { timeOrderedId } from "./ids.ts";
import type { Message, Receipt, SendFailure } from "./message.ts";
import type {
  ClaimedMessage,
  CodeVault,
  DispatchReport,
  FlowStore,
  Keyring,
  MessageStore,
  Render,
  Senders,
  World,
} from "./ports.ts";
import { fail, type Result } from "./result.ts";

export type CourierPorts = {
  readonly messages: MessageStore;
  readonly vault: CodeVault;
  readonly flows: Pick<FlowStore, "rotate">;
  readonly keyring: Pick<Keyring, "codeVerifiers" | "linkVerifiers">;
  readonly render: Render;
  readonly senders: Senders;
  readonly world: Pick<World, "now" | "random" | "timer" | "defer" | "log">;
  readonly codeDigits: number;
};

/** Takes messages to providers. The outbox row is the record; whoever holds its lease sends it. */
export type Courier = {
  /** The fast path: sends a message its maker still holds the lease of, after the answer, with the secret at hand. */
  sendNow(message: Message, secret: Secret): void;
  /** The safety net: sends what is due and nobody holds. Returns how many it took up. */
  sendDue(): Promise<number>;
};

type Found = { readonly secret: Secret; readonly rotated: boolean };

/** Waits before the second to sixth try; the sixth is the last. */
const BACKOFF_MS = [2_000, 5_000, 15_000, 30_000, 60_000];
const LEASE_MS = 30_000;
const BATCH = 20;
const LONGEST_WAIT_MS = 600_000;

const notConfigured: SendFailure = { kind: "permanent", reason: "not_configured" };

export function createCourier(ports: CourierPorts): Courier {
  const { messages, vault, flows, keyring, render, senders, world, codeDigits } = ports;

  async function dispatch(message: Message, { secret, rotated }: Found, owner: string): Promise<void> {
    const sender = senders[message.channel];
    const { subject, html, headers, ...rendered } = render(message, secret);
    const envelope = {
      id: message.id,
      // Other content under the same key would be refused by providers that look.
      idempotencyKey: rotated ? `${message.id}-${message.sendCount}` : message.id,
      channel: message.channel,
      to: message.recipient,
      expiresAt: message.data.expiresAt,
      ...rendered,
      ...(subject === undefined ? {} : { subject }),
      ...(html === undefined ? {} : { html }),
      ...(headers === undefined ? {} : { headers }),
    };
    const startedAt = world.now();
    const outcome: Result<Receipt, SendFailure> = sender ? await sender.send(envelope) : fail(notConfigured);
    const now = world.now();
    const { state, dueAt } = standing(message, outcome, now);
    world.log({
      event: "message_dispatched",
      message: message.id,
      app: message.appId,
      flow: message.flowId,
      channel: message.channel,
      provider: sender?.name ?? "none",
      outcome: state,
      reason: outcome.ok ? null : outcome.failure.reason,
      tries: message.sendCount,
      ms: now - startedAt,
    });
    await messages.report({
      messageId: message.id,
      owner,
      state,
      dueAt,
      now,
      provider: sender?.name ?? "none",
      outcome,
      dispatchId: timeOrderedId(world.random, now),
    });
  }

  function standing(
    message: Message,
    outcome: Result<Receipt, SendFailure>,
    now: number,
  ): Pick<DispatchReport, "state" | "dueAt"> {
    if (outcome.ok) return { state: "sent", dueAt: now };
    const backoff = BACKOFF_MS[message.sendCount - 1];
    if (outcome.failure.kind === "permanent" || backoff === undefined) return { state: "failed", dueAt: now };
    const jitter = 0.5 + (world.random(1)[0] ?? 0) / 510;
    const wait = Math.max(backoff * jitter, Math.min(outcome.failure.retryAfterMs ?? 0, LONGEST_WAIT_MS));
    const dueAt = Math.round(now + wait);
    return dueAt < message.data.expiresAt ? { state: "pending", dueAt } : { state: "expired", dueAt: now };
  }

  /** The issue's secret; if it was lost, a new one put in its place, which kills the one before. */
  async function find(message: Message): Promise<Found | undefined> {
    const kept = await vault.take(message.issueId, message.channel).catch(() => undefined);
    if (kept) return { secret: kept, rotated: false };
    const now = world.now();
    const secret = randomSecret(world.random, codeDigits);
    const [[code], [link]] = await Promise.all([
      keyring.codeVerifiers(message, secret.code),
      keyring.linkVerifiers(secret.linkToken),
    ]);
    if (!code || !link) return undefined;
    const rotated = await flows.rotate({ flowId: message.flowId, issueId: message.issueId, code, link, now });
    return rotated ? { secret, rotated } : undefined;
  }

  async function resume(message: ClaimedMessage, owner: string): Promise<void> {
    const now = world.now();
    const found = message.live && message.data.expiresAt > now ? await find(message) : undefined;
    if (found) return dispatch(message, found, owner);
    await messages.report({
      messageId: message.id,
      owner,
      state: "expired",
      dueAt: now,
      now,
      provider: "none",
      outcome: fail({ kind: "permanent", reason: "rejected" }),
      dispatchId: timeOrderedId(world.random, now),
    });
  }

  async function firstTry(message: Message, secret: Secret): Promise<void> {
    // One turn of the event loop: the answer is built and on its way before anything is rendered or sealed.
    await world.timer(0).gone;
    const lifetimeMs = message.data.expiresAt - world.now();
    const kept = vault.put(message.issueId, message.channel, secret, lifetimeMs).catch(() => {
      world.log({ event: "code_not_kept", message: message.id });
    });
    const sent = dispatch(message, { secret, rotated: false }, message.id).catch(() => {
      world.log({ event: "dispatch_not_recorded", message: message.id });
    });
    await Promise.all([kept, sent]);
  }

  return {
    sendNow(message, secret) {
      world.defer(firstTry(message, secret));
    },

    async sendDue() {
      const now = world.now();
      const owner = timeOrderedId(world.random, now);
      const due = await messages.claim({ owner, now, leaseUntil: now + LEASE_MS, limit: BATCH });
      const results = await Promise.allSettled(due.map((message) => resume(message, owner)));
      const lost = results.filter(({ status }) => status === "rejected").length;
      if (lost > 0) world.log({ event: "dispatch_not_recorded", count: lost });
      return due.length;
    },
  };
}
