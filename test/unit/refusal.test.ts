import { describe, expect, it } from "vitest";
import type { Flow } from "../../src/core/flow.ts";
import type { CheckReply, LimitState } from "../../src/core/flow-store.ts";
import { retryAt } from "../../src/core/limits.ts";
import { standard } from "../../src/core/policy.ts";
import { explainFlow, explainGuess } from "../../src/core/refusal.ts";

const NOW = 1_000_000;
const flow: Flow = {
  id: "0c9f3b7e-6a51-4f0e-9d55-1f1c2b7a9e01",
  appId: "default",
  dialect: "test",
  proof: "code",
  state: "sent",
  guard: "g",
  context: "{}",
  notice: null,
  accountId: null,
  address: null,
  createdAt: 0,
  expiresAt: NOW + 1,
  verifiedAt: null,
  bookmark: null,
};

describe("why a flow refuses", () => {
  it.each([
    { name: "no flow", flow: null, want: "flow_not_found" },
    {
      name: "verified, but its time is over",
      flow: { ...flow, state: "verified", expiresAt: NOW },
      want: "flow_expired",
    },
    {
      name: "cancelled, but its time is over",
      flow: { ...flow, state: "cancelled", expiresAt: NOW },
      want: "flow_expired",
    },
    { name: "verified", flow: { ...flow, state: "verified" }, want: "flow_verified" },
    { name: "cancelled", flow: { ...flow, state: "cancelled" }, want: "flow_cancelled" },
    { name: "at the very millisecond of expiry", flow: { ...flow, expiresAt: NOW }, want: "flow_expired" },
    { name: "swept as expired", flow: { ...flow, state: "expired" }, want: "flow_expired" },
    { name: "expired before mismatched", flow: { ...flow, proof: "link", expiresAt: NOW }, want: "flow_expired" },
    { name: "another proof", flow: { ...flow, proof: "link" }, want: "proof_mismatch" },
    { name: "locked", flow: { ...flow, state: "locked" }, want: "too_many_attempts" },
    { name: "another guard", flow: { ...flow, guard: "h" }, want: "guard_mismatch" },
    { name: "nothing sent yet", flow: { ...flow, state: "open" }, want: "code_expired" },
    { name: "nothing wrong", flow, want: undefined },
  ] as const)("$name → $want", ({ flow: given, want }) => {
    const failure = explainFlow(given, { now: NOW, event: "guess", proof: "code", guards: ["g"] });
    expect(failure?.reason).toBe(want);
  });
});

describe("why a guess was not evaluated", () => {
  const reply: CheckReply = {
    flow,
    outcome: null,
    issue: { state: "pending", attempts: 0, expiresAt: NOW + 1 },
    guessAgainAt: null,
    claimOver: null,
    standing: null,
  };
  it.each([
    {
      name: "locked",
      reply: { ...reply, issue: { state: "locked", attempts: 5, expiresAt: NOW + 1 } },
      want: "too_many_attempts",
    },
    { name: "no issue", reply: { ...reply, issue: null }, want: "code_expired" },
    {
      name: "superseded",
      reply: { ...reply, issue: { state: "superseded", attempts: 0, expiresAt: NOW + 1 } },
      want: "code_expired",
    },
    {
      name: "too old",
      reply: { ...reply, issue: { state: "pending", attempts: 0, expiresAt: NOW } },
      want: "code_expired",
    },
    { name: "guessed at too often", reply: { ...reply, guessAgainAt: NOW + 5 }, want: "too_soon" },
    { name: "no such token", reply, want: "link_unknown" },
  ] as const)("$name → $want", ({ reply: given, want }) => {
    expect(explainGuess(given, flow, NOW).reason).toBe(want);
  });
});

describe("when to come back", () => {
  const limit = standard.sends?.sendsPerAddress.email;
  if (!limit) throw new Error("the standard policy limits e-mail");
  const state: LimitState = { key: "a", burst: 0, burstResetAt: 0, sustained: 0, sustainedResetAt: 0, nextAt: 0 };
  it.each([
    { name: "nothing counted", state, want: null },
    { name: "waiting", state: { ...state, nextAt: NOW + 7 }, want: NOW + 7 },
    { name: "burst full", state: { ...state, burst: limit.burst, burstResetAt: NOW + 9 }, want: NOW + 9 },
    { name: "burst full, but its window over", state: { ...state, burst: limit.burst, burstResetAt: NOW }, want: null },
    {
      name: "both full: the later",
      state: {
        ...state,
        burst: limit.burst,
        burstResetAt: NOW + 9,
        sustained: limit.sustained,
        sustainedResetAt: NOW + 20,
      },
      want: NOW + 20,
    },
  ])("$name → $want", ({ state: given, want }) => {
    expect(retryAt([{ key: "a", limit }], [given], NOW)).toBe(want);
  });
});
