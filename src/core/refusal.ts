import type { Failure } from "./failure.ts";
import type { Flow, Proof } from "./flow.ts";
import type { CheckReply, LinkReply } from "./flow-store.ts";
import type { Policy } from "./policy.ts";
import { fail, ok, type Result } from "./result.ts";
import { type FlowEvent, next } from "./transitions.ts";

/**
 * Why a store that changed nothing refused, told from the flow as it then stood. The order is part of the answer:
 * what a flow is comes before what this caller may do with it.
 */
export function explainFlow(
  flow: Flow | null,
  {
    now,
    event,
    proof,
    guards,
  }: { now: number; event: FlowEvent; proof?: Proof; guards?: readonly string[] | undefined },
): Failure | undefined {
  if (!flow) return { reason: "flow_not_found" };
  if (flow.state === "expired" || flow.expiresAt <= now) return { reason: "flow_expired", flow };
  if (flow.state === "verified") return { reason: "flow_verified", flow };
  if (flow.state === "cancelled") return { reason: "flow_cancelled", flow };
  if (proof && flow.proof !== proof) return { reason: "proof_mismatch", flow };
  if (flow.state === "locked") return { reason: "too_many_attempts", flow };
  if (guards && !guards.includes(flow.guard)) return { reason: "guard_mismatch", flow };
  if (next(flow.state, event) === undefined) return { reason: "code_expired", flow, expiredAt: null };
  return undefined;
}

/** Why a guess that reached a live flow was not evaluated. */
export function explainGuess({ issue, guessAgainAt }: CheckReply, flow: Flow, now: number): Failure {
  if (issue?.state === "locked") return { reason: "too_many_attempts", flow };
  if (issue?.state !== "pending") return { reason: "code_expired", flow, expiredAt: null };
  if (issue.expiresAt <= now) return { reason: "code_expired", flow, expiredAt: issue.expiresAt };
  if (guessAgainAt !== null) return { reason: "too_soon", flow, retryAt: guessAgainAt };
  return { reason: "link_unknown", flow };
}

/**
 * What looking at a link came to: its flow, if pressing the button would now be accepted. `anyProof`: also of a flow
 * that wants a code, whose mail held both.
 */
export function judgeLink(
  { flow, link, expiresAt }: LinkReply,
  now: number,
  { anyProof = false } = {},
): Result<Flow, Failure> {
  const failure = explainFlow(flow, { now, event: "guess", ...(anyProof ? {} : { proof: "link" }) });
  if (failure || !flow) return fail(failure ?? { reason: "flow_not_found" });
  if (link === "live") return ok(flow);
  return fail(
    link === "expired" ? { reason: "code_expired", flow, expiredAt: expiresAt } : { reason: "link_unknown", flow },
  );
}

/** The same for a link that is known again after it was used, for as long as its flow is not over. */
export function judgeKeptLink(
  reply: LinkReply,
  now: number,
  options: Parameters<typeof judgeLink>[2] = {},
): Result<{ readonly flow: Flow; readonly used: boolean }, Failure> {
  const { flow } = reply;
  if (flow?.state === "verified" && reply.link === "used" && flow.expiresAt > now) return ok({ flow, used: true });
  const live = judgeLink(reply, now, options);
  return live.ok ? ok({ flow: live.value, used: false }) : live;
}

/** What a check came to: its own outcome decides, and where it has none, how the flow stands. */
export function judge(
  reply: CheckReply,
  {
    now,
    policy,
    ...of
  }: {
    now: number;
    proof?: Proof;
    policy: Pick<Policy, "attemptsPerCode">;
    guards?: readonly string[] | undefined;
  },
): Result<Flow, Failure> {
  const { flow, outcome, issue } = reply;
  if (flow && outcome === "verified") return ok(flow);
  if (flow && outcome === "wrong") {
    const attemptsLeft = Math.max(0, policy.attemptsPerCode - (issue?.attempts ?? 0));
    return fail({ reason: "code_wrong", flow, attemptsLeft, codeExpiresAt: issue?.expiresAt ?? null });
  }
  const failure = explainFlow(flow, { now, event: "guess", ...of });
  return fail(failure ?? explainGuess(reply, flow as Flow, now));
}
