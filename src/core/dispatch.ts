import type { Breakers } from "./breaker.ts";
import type { Secret } from "./code.ts";
import { envelopeOf, type Found, type Unaddressed } from "./envelope.ts";
import type { Channel } from "./flow.ts";
import { siblingId, timeOrderedId } from "./ids.ts";
import type { Attempt, Envelope, Message, SendFailure } from "./message.ts";
import type { MessageStore, NamedSender, Render, Routes } from "./message-store.ts";
import type { KeyUrl } from "./phone-call.ts";
import { LEAST_LIFE_MS } from "./policy.ts";
import type { World } from "./ports.ts";
import { fail } from "./result.ts";
import { routesFor } from "./routing.ts";
import { firstScene } from "./scene.ts";
import { type Round, type Standing, standingOf, type Tried, worthAnother } from "./standing.ts";

export type DispatchPorts = {
  readonly messages: Pick<MessageStore, "report">;
  readonly render: Render;
  readonly routes: Routes;
  readonly breakers: Breakers;
  readonly world: Pick<World, "now" | "random" | "log">;
  /** Where providers report what became of messages. */
  readonly callbackUrl: (provider: string, message: Pick<Message, "appId" | "id">) => string;
  /** Where providers that call ask what is said next, by how often the code was heard before. */
  readonly keyUrl: KeyUrl;
  /** Keeps the secret of a message for a try on this channel. */
  readonly keep: (message: Message, channel: Channel, secret: Secret) => Promise<void>;
  /** The channel that a message takes instead, when the one it was for has failed. */
  readonly fallback: Readonly<Partial<Record<Channel, Channel>>>;
};

/** Who holds the lease of a message, and until when one more provider may be asked if another one has failed. */
export type Turn = { readonly owner: string; readonly until: number };

/** When what is left to do for a message is due; null: nothing is. */
export type Due = number | null;

/** The tries of a message whose lease is held, and the record of them. */
export type Dispatch = {
  /** Hands it to the providers of its channel, one after the other until one takes it. */
  send(message: Message, found: Found, turn: Turn): Promise<Due>;
  /** Ends it unsent: what it would say is true no more or not for long enough, or its recipient takes no messages. */
  end(message: Message, state: "expired" | "suppressed", owner: string): Promise<Due>;
};

const notConfigured: SendFailure = { kind: "permanent", scope: "provider", reason: "not_configured" };
/** Rendering it again would fail again. */
const notRendered: SendFailure = { kind: "permanent", scope: "message", reason: "not_rendered" };
/** A sender answers and does not throw. Of one that does, nobody can say what came before it. */
const noAnswer: SendFailure = { kind: "ambiguous", scope: "provider", reason: "unreachable" };

async function answerOf(sender: NamedSender, envelope: Envelope): ReturnType<NamedSender["send"]> {
  try {
    return await sender.send(envelope);
  } catch {
    // What was thrown may quote the message.
    return fail(noAnswer);
  }
}

export function createDispatch(ports: DispatchPorts): Dispatch {
  const { messages, render, routes, breakers, world, callbackUrl, keyUrl, keep, fallback } = ports;

  const attemptOf = (provider: string, outcome: Tried["outcome"]): Attempt => {
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

  /** What only this provider is handed. */
  function termsOf({ name, readCallback, conversation }: NamedSender, message: Message, { speech }: Unaddressed) {
    return {
      ...(readCallback ? { callbackUrl: callbackUrl(name, message) } : {}),
      ...(conversation && speech ? { scene: firstScene(speech, (heard) => keyUrl(name, message, heard)) } : {}),
    };
  }

  async function ask(sender: NamedSender, message: Message, envelope: Unaddressed): Promise<Tried> {
    const startedAt = world.now();
    const outcome = await answerOf(sender, { ...envelope, ...termsOf(sender, message, envelope) });
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

  /** undefined: it cannot be put into words, which is a bug. */
  async function written(message: Message, found: Found): Promise<Unaddressed | undefined> {
    try {
      return await envelopeOf(render, message, found);
    } catch (error) {
      const kind = error instanceof Error ? error.name : "unknown";
      world.log({ event: "message_not_rendered", message: message.id, error: kind });
      return undefined;
    }
  }

  /** A round in which nobody could be asked. */
  function unasked(failure: SendFailure): Round {
    const outcome = fail(failure);
    return { tried: [{ sender: undefined, outcome, attempt: attemptOf("none", outcome) }], passedOver: false };
  }

  /** Asks providers until one takes it, or none is left that might; passes over those that have failed of late. */
  async function askInTurn(message: Message, found: Found, turn: Turn): Promise<Round> {
    const { recipient, channel } = message;
    const inOrder = routesFor(routes[channel], { recipient, attempts: found.attempts });
    const [standard] = inOrder;
    if (!standard) return unasked(notConfigured);
    const envelope = await written(message, found);
    if (!envelope) return unasked(notRendered);
    const tried: Tried[] = [];
    for (const { sender } of inOrder) {
      if (!breakers.allows(sender.name, world.now())) continue;
      const one = await ask(sender, message, envelope);
      tried.push(one);
      if (one.outcome.ok || !worthAnother(one.outcome.failure) || world.now() >= turn.until) break;
    }
    const [first, ...more] = tried;
    if (first) return { tried: [first, ...more], passedOver: tried.length < inOrder.length };
    // Where all have failed of late, the message is worth a try all the same.
    return { tried: [await ask(standard.sender, message, envelope)], passedOver: inOrder.length > 1 };
  }

  /** Only what has a code can be said on another channel, and only while there is time to type it. */
  function insteadOf({ template, channel, data }: Message): Channel | null {
    const hasTime = data.expiresAt - world.now() >= LEAST_LIFE_MS;
    const next = template === "verification_code_valid" ? fallback[channel] : undefined;
    return hasTime && next && routes[next].length > 0 ? next : null;
  }

  async function record(
    message: Message,
    standing: Standing & { readonly owner: string; readonly instead: Channel | null },
    tried: readonly Tried[],
  ): Promise<Due> {
    const now = world.now();
    const { owner, state, dueAt, instead } = standing;
    const last = tried.at(-1);
    await messages.report({
      messageId: message.id,
      appId: message.appId,
      owner,
      state,
      dueAt,
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
    if (instead !== null && state === "failed") return now;
    return state === "pending" ? dueAt : null;
  }

  return {
    async send(message, found, turn) {
      const round = await askInTurn(message, found, turn);
      const standing = standingOf(message, round, world);
      const { owner } = turn;
      const instead = insteadOf(message);
      if (instead !== null && (standing.state === "failed" || standing.state === "expired")) {
        // Before anybody can find the message that takes its place: without its secret it would make a new one.
        await keep(message, instead, found.secret);
        return record(message, { state: "failed", dueAt: standing.dueAt, owner, instead }, round.tried);
      }
      // Also of what was taken: its provider may have told by now that it failed after all.
      return record(message, { ...standing, owner, instead: standing.state === "sent" ? instead : null }, round.tried);
    },

    end: (message, state, owner) => record(message, { state, dueAt: world.now(), owner, instead: null }, []),
  };
}
