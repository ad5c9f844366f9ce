import type { Attempt, Message, Receipt, SendFailure } from "./message.ts";
import type { DispatchReport, NamedSender } from "./message-store.ts";
import { LEAST_LIFE_MS } from "./policy.ts";
import type { World } from "./ports.ts";
import type { Result } from "./result.ts";

/** One provider that was asked, and what it said. */
export type Tried = {
  readonly sender: NamedSender | undefined;
  readonly outcome: Result<Receipt, SendFailure>;
  readonly attempt: Attempt;
};

/** The providers that were asked in one go; `passedOver`: there are others, whose turn it was not this time. */
export type Round = { readonly tried: readonly [Tried, ...Tried[]]; readonly passedOver: boolean };

/** How a message stands after a round of tries; a pending one is due again. */
export type Standing = Pick<DispatchReport, "state" | "dueAt">;

/** Waits before the second to sixth round of tries; the sixth is the last. */
const BACKOFF_MS = [2_000, 5_000, 15_000, 30_000, 60_000];
const LONGEST_WAIT_MS = 600_000;
/** For a provider that may have the message to say so, before another one sends it too. */
const DOUBT_MS = 10_000;

/** Whether what failed may do at another provider. */
export const worthAnother = ({ kind, scope }: SendFailure): boolean => kind !== "ambiguous" && scope === "provider";

/** Half as long to as long, so that what failed together is not tried again together. */
const spread = (ms: number, random: World["random"]): number => ms * (0.5 + (random(1)[0] ?? 0) / 510);

/** How long providers want to be left alone, if there is none that may be asked sooner. */
function askedFor(passing: readonly SendFailure[], passedOver: boolean): number {
  if (passedOver) return 0;
  return Math.min(LONGEST_WAIT_MS, ...passing.map(({ retryAfterMs = 0 }) => retryAfterMs));
}

export function standingOf(
  message: Pick<Message, "data" | "sendCount">,
  { tried, passedOver }: Round,
  { now, random }: Pick<World, "now" | "random">,
): Standing {
  const at = now();
  const last = tried.at(-1) ?? tried[0];
  if (last.outcome.ok) return { state: "sent", dueAt: at };
  const { failure } = last.outcome;
  if (failure.reason === "suppressed") return { state: "suppressed", dueAt: at };
  const passing = tried.flatMap(({ outcome }) =>
    outcome.ok || outcome.failure.kind === "permanent" ? [] : [outcome.failure],
  );
  const backoff = BACKOFF_MS[message.sendCount - 1];
  const hopeless = failure.scope !== "provider" || (passing.length === 0 && !passedOver);
  if (hopeless || backoff === undefined) return { state: "failed", dueAt: at };
  const doubt = failure.kind === "ambiguous" && last.sender?.idempotent === false ? DOUBT_MS : 0;
  const wait = Math.max(spread(backoff, random), doubt, askedFor(passing, passedOver));
  const dueAt = Math.round(at + wait);
  return message.data.expiresAt - dueAt >= LEAST_LIFE_MS
    ? { state: "pending", dueAt }
    : { state: "expired", dueAt: at };
}
