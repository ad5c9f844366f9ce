/**
 * The life of a flow as one table: state → event → next state. What is not in the table is refused.
 * The picture of it is `transitions.md`; the SQL of `stores/flows.ts` takes its state lists from here.
 */
export const transitions = {
  /** Started; no address has been sent to yet. */
  open: { send: "sent", cancel: "cancelled", expire: "expired" },
  /** A code or link is on its way; sending again replaces it. */
  sent: {
    send: "sent",
    guess: "sent",
    accept: "verified",
    lock: "locked",
    cancel: "cancelled",
    deny: "cancelled",
    expire: "expired",
  },
  verified: {},
  /** Every guess this flow allows is used up. */
  locked: {},
  cancelled: {},
  expired: {},
} as const satisfies Record<FlowState, Partial<Record<FlowEvent, FlowState>>>;

export type FlowState = "open" | "sent" | "verified" | "locked" | "cancelled" | "expired";
export type FlowEvent = "send" | "guess" | "accept" | "lock" | "cancel" | "deny" | "expire";

export const flowStates = Object.keys(transitions) as readonly FlowState[];
export const flowEvents: readonly FlowEvent[] = ["send", "guess", "accept", "lock", "cancel", "deny", "expire"];

/** Where `event` leads from `state`; undefined when it is refused there. */
export function next(state: FlowState, event: FlowEvent): FlowState | undefined {
  return (transitions[state] as Partial<Record<FlowEvent, FlowState>>)[event];
}

/** The states in which `event` is allowed. */
export function statesAllowing(event: FlowEvent): readonly FlowState[] {
  return flowStates.filter((state) => next(state, event) !== undefined);
}
