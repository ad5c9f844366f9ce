import type { Breakers } from "./breaker.ts";
import { envelopeOf, type Found } from "./envelope.ts";
import type { Channel } from "./flow.ts";
import { siblingId, timeOrderedId } from "./ids.ts";
import type { Attempt, Envelope, Message, Receipt, SendFailure } from "./message.ts";
import { LEAST_LIFE_MS } from "./policy.ts";
import type { DispatchReport, MessageStore, NamedSender, Render, Routes, World } from "./ports.ts";
import { fail, type Result } from "./result.ts";
import { routesFor } from "./routing.ts";

export type DispatchPorts = {
  readonly messages: Pick<MessageStore, "report">;
  readonly render: Render;
  readonly routes: Routes;
  readonly breakers: Breakers;
  readonly world: Pick<World, "now" | "random" | "log">;
  /** Where providers report what became of messages. */
  readonly callbackUrl: (provider: string, message: Pick<Message, "appId" | "id">) => string;
  /** The channel that a message takes instead, when the one it was for has failed. */
  readonly fallback: Readonly<Partial<Record<Channel, Channel>>>;
};

/** How a message stands after its tries; `instead`: which channel takes its place. */
export type Standing = Pick<DispatchReport, "state" | "dueAt"> & { readonly instead: Channel | null };

/** The tries of a message whose lease `owner` holds, and the record of them. */
export type Dispatch = {
  /** Hands it to the providers of its channel, one after the other until one takes it. */
  send(message: Message, found: Found, owner: string): Promise<Standing>;
  /** Ends it unsent: what it would say is true no more or not for long enough, or its recipient takes no messages. */
  end(message: Message, state: "expired" | "suppressed", owner: string): Promise<Standing>;
};

/** Waits before the second to sixth round of tries; the sixth is the last. */
const BACKOFF_MS = [2_000, 5_000, 15_000, 30_000, 60_000];
const LONGEST_WAIT_MS = 600_000;
/** For a provider that may have the message to say so, before another one sends it too. */
const DOUBT_MS = 10_000;
/** No further provider is asked after this: a call takes up to 8 s, a lease is for 30. */
const ASKING_MS = 14_000;

const notConfigured: SendFailure = { kind: "permanent", scope: "provider", reason: "not_configured" };

type Outcome = Result<Receipt, SendFailure>;
type Tried = { readonly sender: NamedSender | undefined; readonly outcome: Outcome; readonly attempt: Attempt };

/** Whether another provider may do what this one did not. */
const worthAnother = ({ kind, scope }: SendFailure): boolean => kind !== "ambiguous" && scope === "provider";

export function createDispatch(ports: DispatchPorts): Dispatch {
  const { messages, render, routes, breakers, world, callbackUrl, fallback } = ports;

  const attemptOf = (provider: string, outcome: Outcome): Attempt => {
    const at = world.now();
    const {
      kind,
      scope,
      reason,
      status = null,
      vendorCode = null,
    } = outcome.ok ? ({ kind: "accepted", scope: null, reason: null } as const) : outcome.failure;
    return { id: timeOrderedId(world.random, at), provider, kind, scope, reason, status, vendorCode, at };
  };

  async function ask(sender: NamedSender, message: Message, envelope: Omit<Envelope, "callbackUrl">): Promise<Tried> {
    const startedAt = world.now();
    const told = sender.readCallback ? { callbackUrl: callbackUrl(sender.name, message) } : {};
    const outcome = await sender.send({ ...envelope, ...told });
    const attempt = attemptOf(sender.name, outcome);
    breakers.note(sender.name, outcome.ok ? undefined : outcome.failure, world.now());
    const { id, provider, kind, reason } = attempt;
    world.log({
      event: "message_dispatched",
      message: message.id,
      attempt: id,
      app: message.appId,
      flow: message.flowId,
      channel: message.channel,
      provider,
      outcome: kind,
      reason,
      tries: message.sendCount,
      ms: world.now() - startedAt,
    });
    return { sender, outcome, attempt };
  }

  /** Asks providers until one takes it, or none is left that might; passes over those that have failed of late. */
  async function askInTurn(message: Message, found: Found): Promise<readonly [Tried, ...Tried[]]> {
    const { recipient, channel } = message;
    const inOrder = routesFor(routes[channel], { recipient, attempts: found.attempts });
    const [standard] = inOrder;
    if (!standard) {
      const outcome = fail(notConfigured);
      return [{ sender: undefined, outcome, attempt: attemptOf("none", outcome) }];
    }
    const envelope = envelopeOf(render, message, found);
    const until = world.now() + ASKING_MS;
    const tried: Tried[] = [];
    for (const { sender } of inOrder) {
      if (!breakers.allows(sender.name, world.now())) continue;
      const one = await ask(sender, message, envelope);
      tried.push(one);
      if (one.outcome.ok || !worthAnother(one.outcome.failure) || world.now() >= until) break;
    }
    const [first, ...more] = tried;
    // Where all have failed of late, the message is worth a try all the same.
    return first ? [first, ...more] : [await ask(standard.sender, message, envelope)];
  }

  function standingOf(message: Message, tried: readonly [Tried, ...Tried[]]): Omit<Standing, "instead"> {
    const now = world.now();
    const failures: SendFailure[] = [];
    for (const { outcome } of tried) {
      if (outcome.ok) return { state: "sent", dueAt: now };
      failures.push(outcome.failure);
    }
    const passing = failures.filter(({ kind }) => kind !== "permanent");
    const last = tried.at(-1);
    const final = last?.outcome.ok === false && last.outcome.failure.scope !== "provider";
    const backoff = BACKOFF_MS[message.sendCount - 1];
    if (failures.at(-1)?.reason === "suppressed") return { state: "suppressed", dueAt: now };
    if (final || passing.length === 0 || backoff === undefined) return { state: "failed", dueAt: now };
    const jitter = 0.5 + (world.random(1)[0] ?? 0) / 510;
    // Whoever is asked first next time may have said when; it is not asked sooner if nobody else is there to ask.
    const asked = Math.min(...passing.map(({ retryAfterMs = 0 }) => retryAfterMs));
    const doubt = passing.at(-1)?.kind === "ambiguous" && last?.sender?.idempotent === false ? DOUBT_MS : 0;
    const dueAt = Math.round(now + Math.max(backoff * jitter, doubt, Math.min(asked, LONGEST_WAIT_MS)));
    return message.data.expiresAt - dueAt >= LEAST_LIFE_MS
      ? { state: "pending", dueAt }
      : { state: "expired", dueAt: now };
  }

  /** Only what has a code can be said on another channel, and only while there is time to type it. */
  function insteadOf(message: Message): Channel | null {
    const hasTime = message.data.expiresAt - world.now() >= LEAST_LIFE_MS;
    const next = message.template === "verification_code_valid" ? fallback[message.channel] : undefined;
    return hasTime && next && routes[next].length > 0 ? next : null;
  }

  async function record(
    message: Message,
    { owner, instead, ...standing }: Standing & { readonly owner: string },
    tried: readonly Tried[],
  ): Promise<void> {
    const now = world.now();
    const last = tried.at(-1);
    await messages.report({
      messageId: message.id,
      appId: message.appId,
      owner,
      state: standing.state,
      dueAt: standing.dueAt,
      now,
      attempts: tried.map(({ attempt }) => attempt),
      accepted:
        last?.outcome.ok && last.sender
          ? {
              provider: last.sender.name,
              providerMessageId: last.outcome.value.providerMessageId,
              told: last.sender.readCallback !== undefined,
            }
          : null,
      instead: instead === null ? null : { messageId: siblingId(message.id), channel: instead },
    });
  }

  return {
    async send(message, found, owner) {
      const tried = await askInTurn(message, found);
      const standing = standingOf(message, tried);
      const instead = insteadOf(message);
      // Also of what was taken: its provider may have told by now that it failed after all.
      await record(message, { ...standing, instead, owner }, tried);
      return { ...standing, instead: standing.state === "failed" ? instead : null };
    },

    async end(message, state, owner) {
      const standing = { state, dueAt: world.now(), instead: null };
      await record(message, { ...standing, owner }, []);
      return standing;
    },
  };
}
