import { describe, expect, it } from "vitest";
import { type Breakers, createBreakers } from "../../src/core/breaker.ts";
import type { SendFailure } from "../../src/core/message.ts";

const T = 1_000_000;
const SECOND = 1_000;
const unreachable: SendFailure = { kind: "transient", scope: "provider", reason: "unreachable" };
const unsure: SendFailure = { kind: "ambiguous", scope: "provider", reason: "unreachable" };
const quotaUsedUp: SendFailure = { kind: "permanent", scope: "provider", reason: "quota_used_up" };
const notThere: SendFailure = { kind: "permanent", scope: "provider", reason: "not_configured" };
const notReached: SendFailure = { kind: "permanent", scope: "provider", reason: "undeliverable" };
const notCarried: SendFailure = { kind: "permanent", scope: "provider", reason: "rejected" };
const unauthorized: SendFailure = { kind: "permanent", scope: "provider", reason: "unauthorized" };
const rejected: SendFailure = { kind: "permanent", scope: "message", reason: "rejected" };
const undeliverable: SendFailure = { kind: "permanent", scope: "recipient", reason: "undeliverable" };

/** What one provider said, in order, all at one instant; undefined: it took the message. */
function note(breakers: Breakers, outcomes: readonly (SendFailure | undefined)[], at = T): void {
  for (const outcome of outcomes) breakers.note("one", outcome, at);
}

function having(...outcomes: readonly (SendFailure | undefined)[]): Breakers {
  const breakers = createBreakers();
  note(breakers, outcomes);
  return breakers;
}

const times = <T>(count: number, outcome: T): readonly T[] => Array.from({ length: count }, () => outcome);

describe("a breaker", () => {
  it.each<[string, boolean, readonly (SendFailure | undefined)[]]>([
    ["nothing", true, []],
    ["four failures", true, times(4, unreachable)],
    ["five failures", false, times(5, unreachable)],
    ["five answers that never came", false, times(5, unsure)],
    ["failures of two kinds, five in all", false, [...times(3, unreachable), ...times(2, unsure)]],
    ["five failures with a success among them", true, [...times(4, unreachable), undefined, unreachable]],
    ["five failures with a refused message among them", true, [...times(4, unreachable), rejected, unreachable]],
    ["five failures with a refused recipient among them", true, [...times(4, unreachable), undeliverable, unreachable]],
    ["our account being refused, once", false, [unauthorized]],
    ["what our account there may send being used up, once", false, [quotaUsedUp]],
    ["four refusals of where, or as whom, we send", true, times(4, notThere)],
    ["five refusals of where, or as whom, we send", false, times(5, notThere)],
    ["any number of people it does not reach, whom others may", true, times(20, notReached)],
    ["any number of messages it does not carry, which others may", true, times(20, notCarried)],
    ["any number of refused messages", true, times(20, rejected)],
    ["any number of refused recipients", true, times(20, undeliverable)],
  ])("after %s lets one ask: %s", (_, want, outcomes) => {
    expect(having(...outcomes).allows("one", T)).toBe(want);
  });

  it("is each provider's own", () => {
    expect(having(unauthorized).allows("another", T)).toBe(true);
  });

  it("stays open for thirty seconds", () => {
    const breakers = having(unauthorized);
    expect(breakers.allows("one", T + 30 * SECOND - 1)).toBe(false);
    expect(breakers.allows("one", T + 30 * SECOND)).toBe(true);
  });

  it("then lets one through, and the next one only when that one must be over", () => {
    const breakers = having(unauthorized);
    const open = T + 30 * SECOND;
    expect(times(3, open).map((at) => breakers.allows("one", at))).toEqual([true, false, false]);
    expect(breakers.allows("one", open + 10 * SECOND - 1)).toBe(false);
    expect(breakers.allows("one", open + 10 * SECOND)).toBe(true);
  });

  it("stays open twice as long each time, up to ten minutes", () => {
    const breakers = having(...times(5, unreachable));
    let at = T;
    const lengths = times(7, 0).map(() => {
      let length = 0;
      while (!breakers.allows("one", at + length)) length += SECOND;
      at += length;
      note(breakers, [unreachable], at);
      return length / SECOND;
    });
    expect(lengths).toEqual([30, 60, 120, 240, 480, 600, 600]);
  });

  it.each([
    ["a success", undefined],
    ["a refusal of one message", rejected],
    ["a refusal of one recipient", undeliverable],
  ])("is closed by %s, as if it had never been open", (_, outcome) => {
    const breakers = having(unauthorized);
    const at = T + 30 * SECOND;
    breakers.allows("one", at);
    note(breakers, [outcome, ...times(4, unreachable)], at);
    expect(breakers.allows("one", at)).toBe(true);
    note(breakers, [unreachable], at);
    expect([breakers.allows("one", at + 30 * SECOND - 1), breakers.allows("one", at + 30 * SECOND)]).toEqual([
      false,
      true,
    ]);
  });

  it("does not stay open longer for what was asked before it opened, or for want of another", () => {
    const breakers = having(...times(5, unreachable), ...times(5, unsure));
    note(breakers, [unreachable], T + 20 * SECOND);
    expect(breakers.allows("one", T + 30 * SECOND)).toBe(true);
  });
});
