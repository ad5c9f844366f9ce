import type { Channel, Flow } from "./flow.ts";
import type { IssueState, LimitState } from "./flow-store.ts";
import type { FoundFlow, FoundRow } from "./initiation.ts";
import { retryAt } from "./limits.ts";
import type { Policy } from "./policy.ts";

/** The newest code or link of a flow. */
export type IssueFacts = {
  readonly channel: Channel;
  readonly state: IssueState;
  readonly attempts: number;
  readonly createdAt: number;
  readonly expiresAt: number;
};

/** A flow as a store has it, with what was sent last and how often its address was sent to. */
export type LookReply = {
  readonly flow: Flow | null;
  readonly issue: IssueFacts | null;
  /** The counters of the address. */
  readonly sends: LimitState | null;
};

/** How what was sent last stands: still good, worn out by wrong guesses, or too old. */
export type Standing = "good" | "locked" | "old";

/** How a flow stands for the person it is for: what only they may be told. */
export type Look = {
  readonly flow: Flow;
  /** What was sent last, and how that stands; null: nothing was. */
  readonly issue: (IssueFacts & { readonly standing: Standing; readonly triesLeft: number }) | null;
  /** When the same address may be sent to again, if that is not now. */
  readonly sendAgainAt: number | null;
};

type LookPolicy = Pick<Policy, "attemptsPerCode" | "sends">;

function standingOf({ state, expiresAt }: Pick<IssueFacts, "state" | "expiresAt">, now: number): Standing {
  if (state === "locked") return "locked";
  return state === "pending" && expiresAt > now ? "good" : "old";
}

/** What a look comes to by the clock and the policy. A flow that is locked has no code that is not. */
export function judgeLook(
  { issue, sends }: Omit<LookReply, "flow">,
  { flow, now, policy }: { readonly flow: Flow; readonly now: number; readonly policy: LookPolicy },
): Look {
  if (issue === null) return { flow, issue: null, sendAgainAt: null };
  const expiresAt = Math.min(issue.expiresAt, flow.expiresAt);
  const state = flow.state === "locked" ? "locked" : issue.state;
  return {
    flow,
    issue: {
      ...issue,
      expiresAt,
      standing: standingOf({ state, expiresAt }, now),
      triesLeft: Math.max(0, policy.attemptsPerCode - issue.attempts),
    },
    sendAgainAt: sendAgainAt(sends, { channel: issue.channel, now, policy }),
  };
}

type By = { readonly channel: Channel; readonly now: number; readonly policy: Pick<Policy, "sends"> };

function sendAgainAt(sends: LimitState | null, { channel, now, policy }: By): number | null {
  const limit = policy.sends?.sendsPerAddress[channel];
  return limit && sends ? retryAt([{ key: sends.key, limit }], [sends], now) : null;
}

/** The same of a flow that was begun with a person's name. */
export function judgeFound(
  { flow, redirectUri, issue, sends, unreached }: FoundRow,
  { now, policy }: { readonly now: number; readonly policy: LookPolicy },
): FoundFlow {
  const { issue: judged, sendAgainAt } = judgeLook({ issue, sends }, { flow, now, policy });
  return {
    flow,
    redirectUri,
    unreached,
    standing: judged?.standing ?? "old",
    codeExpiresAt: judged?.standing === "good" ? judged.expiresAt : null,
    sendAgainAt,
    denied: issue?.state === "denied",
  };
}
