import type { SendFailure } from "./message.ts";

/** How a provider has done lately, as this isolate saw it. It decides the order of providers, and nothing else. */
export type Breakers = {
  /** Whether it is worth asking. Half open, only one caller at a time is told so. */
  allows(provider: string, now: number): boolean;
  /** What came of asking; undefined: it took the message. */
  note(provider: string, failure: SendFailure | undefined, now: number): void;
};

type Standing = {
  readonly failures: number;
  readonly openUntil: number;
  readonly openMs: number;
  /** Until when somebody's try, the one that is let through after a while, may be waited for. */
  readonly probeUntil: number;
};

/** Of our account, whatever is sent. */
const FINAL: readonly SendFailure["reason"][] = ["unauthorized", "quota_used_up"];
/** Of one message or one person, whoever else may do: the provider works. */
const PARTICULAR: readonly SendFailure["reason"][] = ["rejected", "undeliverable", "suppressed"];
const FAILURES_TO_OPEN = 5;
const FIRST_OPEN_MS = 30_000;
const LONGEST_OPEN_MS = 600_000;
/** A provider is given up on after eight seconds. */
const PROBE_MS = 10_000;

const CLOSED: Standing = { failures: 0, openUntil: 0, openMs: 0, probeUntil: 0 };

/**
 * Circuit breakers, one for each provider. One opens after five failures in a row that were the provider's, at once
 * when our account there is refused, and for twice as long each time that a single try does not close it. That it does
 * not send to one country, or as one sender, is a failure like others: anybody can ask for a code to such a number.
 */
export function createBreakers(): Breakers {
  const standings = new Map<string, Standing>();
  const of = (provider: string): Standing => standings.get(provider) ?? CLOSED;

  return {
    allows(provider, now) {
      const standing = of(provider);
      if (standing.openUntil === 0) return true;
      if (standing.openUntil > now || standing.probeUntil > now) return false;
      standings.set(provider, { ...standing, probeUntil: now + PROBE_MS });
      return true;
    },

    note(provider, failure, now) {
      if (failure?.scope !== "provider" || PARTICULAR.includes(failure.reason)) {
        standings.delete(provider);
        return;
      }
      const { failures, openUntil, openMs } = of(provider);
      const wasOpen = openUntil > 0;
      if (!wasOpen && !FINAL.includes(failure.reason) && failures + 1 < FAILURES_TO_OPEN) {
        standings.set(provider, { ...CLOSED, failures: failures + 1 });
        return;
      }
      // What failed while it was open was asked for want of another, or before it opened: it stays as long as it was.
      if (openUntil > now) return;
      const nextMs = wasOpen ? Math.min(openMs * 2, LONGEST_OPEN_MS) : FIRST_OPEN_MS;
      standings.set(provider, { failures: 0, openUntil: now + nextMs, openMs: nextMs, probeUntil: 0 });
    },
  };
}
