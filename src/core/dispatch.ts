import type { Secret } from "./code.ts";
import { timeOrderedId } from "./ids.ts";
import type { Message, Receipt, SendFailure } from "./message.ts";
import { LEAST_LIFE_MS } from "./policy.ts";
import type { DispatchReport, MessageStore, Render, Senders, World } from "./ports.ts";
import { fail, type Result } from "./result.ts";

export type DispatchPorts = {
  readonly messages: Pick<MessageStore, "report">;
  readonly render: Render;
  readonly senders: Senders;
  readonly world: Pick<World, "now" | "random" | "log">;
};

/** What a message is sent with. `rotated`: the secret is not the one that earlier tries carried. */
export type Found = { readonly secret: Secret; readonly rotated: boolean };

/** How a message stands after a try. */
export type Standing = Pick<DispatchReport, "state" | "dueAt">;

/** One try of a message whose lease `owner` holds, and the record of it. */
export type Dispatch = {
  /** Hands it to the provider of its channel. */
  send(message: Message, found: Found, owner: string): Promise<Standing>;
  /** Ends it unsent: what it would say is true no more, or not for long enough. */
  expire(message: Message, owner: string): Promise<Standing>;
};

/** Waits before the second to sixth try; the sixth is the last. */
const BACKOFF_MS = [2_000, 5_000, 15_000, 30_000, 60_000];
const LONGEST_WAIT_MS = 600_000;

const notConfigured: SendFailure = { kind: "permanent", scope: "provider", reason: "not_configured" };

export function createDispatch({ messages, render, senders, world }: DispatchPorts): Dispatch {
  async function record(
    message: Message,
    { owner, ...standing }: Standing & { readonly owner: string },
    { provider, outcome }: Pick<DispatchReport, "provider" | "outcome">,
  ): Promise<Standing> {
    const now = world.now();
    const dispatchId = timeOrderedId(world.random, now);
    await messages.report({ messageId: message.id, owner, ...standing, now, provider, outcome, dispatchId });
    return standing;
  }

  function standingOf(message: Message, outcome: Result<Receipt, SendFailure>): Standing {
    const now = world.now();
    if (outcome.ok) return { state: "sent", dueAt: now };
    const backoff = BACKOFF_MS[message.sendCount - 1];
    if (outcome.failure.kind === "permanent" || backoff === undefined) return { state: "failed", dueAt: now };
    const jitter = 0.5 + (world.random(1)[0] ?? 0) / 510;
    const wait = Math.max(backoff * jitter, Math.min(outcome.failure.retryAfterMs ?? 0, LONGEST_WAIT_MS));
    const dueAt = Math.round(now + wait);
    return message.data.expiresAt - dueAt >= LEAST_LIFE_MS
      ? { state: "pending", dueAt }
      : { state: "expired", dueAt: now };
  }

  return {
    async send(message, { secret, rotated }, owner) {
      const sender = senders[message.channel];
      const { subject, html, headers, speech, senderName, senderId, ...rendered } = render(message, secret);
      const envelope = {
        id: message.id,
        // Other content under the same key would be refused by providers that look.
        idempotencyKey: rotated ? `${message.id}-${message.sendCount}` : message.id,
        appId: message.appId,
        channel: message.channel,
        to: message.recipient,
        locale: message.data.locale,
        appName: message.data.appName,
        expiresAt: message.data.expiresAt,
        ...rendered,
        ...(subject === undefined ? {} : { subject }),
        ...(html === undefined ? {} : { html }),
        ...(headers === undefined ? {} : { headers }),
        ...(speech === undefined ? {} : { speech }),
        ...(senderName === undefined ? {} : { senderName }),
        ...(senderId === undefined ? {} : { senderId }),
      };
      const provider = sender?.name ?? "none";
      const startedAt = world.now();
      const outcome: Result<Receipt, SendFailure> = sender ? await sender.send(envelope) : fail(notConfigured);
      const standing = standingOf(message, outcome);
      world.log({
        event: "message_dispatched",
        message: message.id,
        app: message.appId,
        flow: message.flowId,
        channel: message.channel,
        provider,
        outcome: standing.state,
        reason: outcome.ok ? null : outcome.failure.reason,
        tries: message.sendCount,
        ms: world.now() - startedAt,
      });
      return record(message, { ...standing, owner }, { provider, outcome });
    },

    expire: (message, owner) =>
      record(
        message,
        { state: "expired", dueAt: world.now(), owner },
        { provider: "none", outcome: fail({ kind: "permanent", scope: "message", reason: "rejected" }) },
      ),
  };
}
