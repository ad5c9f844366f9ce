import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type FlowEvent,
  type FlowState,
  flowEvents,
  flowStates,
  next,
  statesAllowing,
} from "../../src/core/transitions.ts";

/** Written out once more, so that a change of the table has to be meant. */
const allowed: Readonly<Record<string, FlowState>> = {
  "open send": "sent",
  "open cancel": "cancelled",
  "open expire": "expired",
  "sent send": "sent",
  "sent guess": "sent",
  "sent accept": "verified",
  "sent lock": "locked",
  "sent cancel": "cancelled",
  "sent deny": "cancelled",
  "sent expire": "expired",
};

const cases = flowStates.flatMap((state) =>
  flowEvents.map((event) => ({ state, event, want: allowed[`${state} ${event}`] ?? "refused" })),
);

describe("the life of a flow", () => {
  it.each(cases)("$state + $event → $want", ({ state, event, want }) => {
    expect(next(state, event) ?? "refused").toBe(want);
  });

  it("knows which states allow an event", () => {
    expect(statesAllowing("send")).toEqual(["open", "sent"]);
    expect(statesAllowing("guess")).toEqual(["sent"]);
  });

  it("never leaves an end, whatever happens", () => {
    const ends: readonly FlowState[] = ["verified", "locked", "cancelled", "expired"];
    fc.assert(
      fc.property(fc.array(fc.constantFrom<FlowEvent>(...flowEvents), { maxLength: 40 }), (events) => {
        let state: FlowState = "open";
        let ended: FlowState | undefined;
        for (const event of events) {
          state = next(state, event) ?? state;
          if (ended) expect(state).toBe(ended);
          if (ends.includes(state)) ended = state;
        }
      }),
    );
  });
});
