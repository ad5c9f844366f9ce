import type { Failure } from "./failure.ts";
import type { Flow, Proof } from "./flow.ts";
import type { CheckReply } from "./ports.ts";
import { type FlowEvent, next } from "./transitions.ts";

/**
 * Why a store that changed nothing refused, told from the flow as it then stood. The order is part of the answer:
 * what a flow is comes before what this caller may do with it.
 */
export function explainFlow(
  flow: Flow | null,
  { now, event, proof, guards }: { now: number; event: FlowEvent; proof?: Proof; guards?: readonly string[] },
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
