import type { Channel, Flow } from "./flow.ts";
import type { IssueState, LimitState } from "./flow-store.ts";
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

/** How a flow stands for the person it is for: what only they may be told. */
export type Look = {
  readonly flow: Flow;
  /** What was sent last: still good, worn out by wrong guesses, or too old; null: nothing was. */
  readonly issue: (IssueFacts & { readonly standing: "good" | "locked" | "old"; readonly triesLeft: number }) | null;
  /** When the same address may be sent to again, if that is not now. */
  readonly sendAgainAt: number | null;
};

type LookPolicy = Pick<Policy, "attemptsPerCode" | "sends">;

function standingOf({ state, issuedUntil, now }: { state: IssueState; issuedUntil: number; now: number }) {
  if (state === "locked") return "locked";
  return state === "pending" && issuedUntil > now ? "good" : "old";
}

/** What a look comes to by the clock and the policy. A flow that is locked has no code that is not. */
export function judgeLook(
  { issue, sends }: Omit<LookReply, "flow">,
  { flow, now, policy }: { readonly flow: Flow; readonly now: number; readonly policy: LookPolicy },
): Look {
  if (issue === null) return { flow, issue: null, sendAgainAt: null };
  const expiresAt = Math.min(issue.expiresAt, flow.expiresAt);
  const state = flow.state === "locked" ? "locked" : issue.state;
  const limit = policy.sends?.sendsPerAddress[issue.channel];
  return {
    flow,
    issue: {
      ...issue,
      expiresAt,
      standing: standingOf({ state, issuedUntil: expiresAt, now }),
      triesLeft: Math.max(0, policy.attemptsPerCode - issue.attempts),
    },
    sendAgainAt: limit && sends ? retryAt([{ key: sends.key, limit }], [sends], now) : null,
  };
}
