import { addressSubject } from "./address.ts";
import { readCode } from "./code.ts";
import type { Failure } from "./failure.ts";
import type { Address, Flow, Proof } from "./flow.ts";
import type { FlowQuery, FlowStore } from "./flow-store.ts";
import { randomId, timeOrderedId } from "./ids.ts";
import { type IssueRequest, type Issuing, mayReach } from "./issuing.ts";
import { callerByIp, retryAt, startLimits } from "./limits.ts";
import { judgeLook, type Look } from "./look.ts";
import type { Policy } from "./policy.ts";
import type { Keyring, Verifier, World } from "./ports.ts";
import { explainFlow, judge, judgeLink } from "./refusal.ts";
import { fail, ok, type Result } from "./result.ts";

export type VerificationPorts = {
  readonly flows: FlowStore;
  readonly keyring: Keyring;
  readonly issuing: Issuing;
  readonly world: Pick<World, "now" | "random">;
  readonly policy: Policy;
};

export type StartRequest = Pick<Flow, "appId" | "dialect" | "proof" | "context"> & {
  readonly guard: string;
  readonly notice?: string;
  /** The caller's address on the network, as the platform tells it. */
  readonly ip: string | undefined;
};

export type SendRequest = FlowQuery &
  Omit<IssueRequest, "caller" | "to" | "lifetimeMs"> & {
    readonly address: Address;
    /** What the caller showed; one of them must be the flow's guard. */
    readonly guards: readonly string[];
    /** Kept as the flow's notice if this is not its first send. */
    readonly noticeIfAgain?: string;
    readonly ip: string | undefined;
  };

/** What the caller showed, where a secret alone is not enough: one of them must be the flow's guard. */
type Guarded = { readonly guards?: readonly string[] };

export type CheckRequest = FlowQuery &
  Guarded & {
    /** As typed: see `readCode`. */
    readonly code: string;
    readonly noticeIfWrong: string | null;
  };

/** What can be done with a verification. Each verb is one decision of the store, taken before it answers. */
export type Verification = {
  start(request: StartRequest): Promise<Result<Flow, Failure>>;
  /** Sends a fresh code or link and kills the one before; also how to send again. */
  send(request: SendRequest): Promise<Result<Flow, Failure>>;
  check(request: CheckRequest): Promise<Result<Flow, Failure>>;
  /** Uses up a link, on the press of its button. */
  consume(request: FlowQuery & Guarded & { readonly token: string }): Promise<Result<Flow, Failure>>;
  /** Whether a link would be accepted, without using it: for the page that shows the button. */
  inspectLink(request: FlowQuery & { readonly token: string }): Promise<Result<Flow, Failure>>;
  /** Whatever dialect it is of: for operators. */
  cancel(query: Omit<FlowQuery, "dialect">): Promise<Result<Flow, Failure>>;
  status(query: FlowQuery & { readonly bookmark?: string | undefined }): Promise<Result<Flow, Failure>>;
  /** The same with what was sent last, of a flow that is over too: what its pages tell whom they may. */
  look(query: FlowQuery): Promise<Result<Look, Failure>>;
  /** Keeps what the dialect had to tell, for whoever reads the flow next. */
  annotate(query: FlowQuery & { readonly notice: string }): Promise<Result<Flow, Failure>>;
};

export function createVerification({ flows, keyring, issuing, world, policy }: VerificationPorts): Verification {
  const operationId = (now: number): string => timeOrderedId(world.random, now);

  async function decide(
    request: FlowQuery & Guarded & { readonly proof: Proof; readonly noticeIfWrong: string | null },
    guess: readonly Verifier[],
  ): Promise<Result<Flow, Failure>> {
    const now = world.now();
    const reply = await flows.check({
      ...request,
      operation: operationId(now),
      now,
      guess,
      policy,
      claim: null,
      request: null,
      initiated: false,
    });
    return judge(reply, { now, proof: request.proof, policy, guards: request.guards });
  }

  return {
    async start(request) {
      const now = world.now();
      const limits = await startLimits(keyring, policy.sends, request);
      const flow = {
        id: randomId(world.random),
        appId: request.appId,
        dialect: request.dialect,
        proof: request.proof,
        guard: request.guard,
        context: request.context,
        notice: request.notice ?? null,
        createdAt: now,
        expiresAt: now + policy.flowLifetimeMs,
      };
      const reply = await flows.start({ flow, limits, operation: operationId(now) });
      if (!reply.started) {
        return fail({ reason: "too_soon", flow: null, retryAt: retryAt(limits, reply.limits, now) ?? now });
      }
      return ok({ ...flow, state: "open", accountId: null, address: null, verifiedAt: null, bookmark: null });
    },

    async send({ address, guards, noticeIfAgain = null, ip, ...request }) {
      if (!mayReach(policy, address)) return fail({ reason: "country_not_allowed" });
      const { appId, dialect, flowId, proof } = request;
      const addressDigest = await keyring.subject(addressSubject(appId, address));
      const to = { address, addressDigest };
      const prepared = await issuing.prepare({ ...request, to, caller: callerByIp(ip) });
      const { now, limits } = prepared.work;
      const reply = await flows.send({ ...prepared.work, ...to, appId, dialect, flowId, guards, noticeIfAgain });
      const { flow, message } = reply;
      if (flow && message) {
        issuing.handOver(prepared, { flow, message });
        return ok(flow);
      }
      const failure = explainFlow(flow, { now, event: "send", proof, guards });
      return fail(failure ?? { reason: "too_soon", flow, retryAt: retryAt(limits, reply.limits, now) ?? now });
    },

    async check({ code, ...request }) {
      const read = readCode(code, policy.codeDigits);
      if (read === undefined) return fail({ reason: "code_malformed" });
      return decide({ ...request, proof: "code" }, await keyring.codeVerifiers(request, read));
    },

    async consume({ token, ...query }) {
      return decide({ ...query, proof: "link", noticeIfWrong: null }, await keyring.linkVerifiers(token));
    },

    async inspectLink({ token, flowId, ...query }) {
      const now = world.now();
      const link = await keyring.linkVerifiers(token);
      return judgeLink(await flows.matchesLink({ ...query, flowStart: flowId, link, now }), now);
    },

    async cancel(query) {
      const now = world.now();
      const flow = await flows.cancel({ ...query, now });
      if (flow?.state === "cancelled") return ok(flow);
      return fail(explainFlow(flow, { now, event: "cancel" }) ?? { reason: "flow_not_found" });
    },

    async status(query) {
      const flow = await flows.read(query);
      if (!flow) return fail({ reason: "flow_not_found" });
      const over = flow.state === "expired" || flow.expiresAt <= world.now();
      return over ? fail({ reason: "flow_expired", flow }) : ok(flow);
    },

    async look(query) {
      const { flow, ...facts } = await flows.look(query);
      return flow ? ok(judgeLook(facts, { flow, now: world.now(), policy })) : fail({ reason: "flow_not_found" });
    },

    async annotate(query) {
      const now = world.now();
      const flow = await flows.annotate({ ...query, now });
      const failure = explainFlow(flow, { now, event: "send" });
      return failure || !flow ? fail(failure ?? { reason: "flow_not_found" }) : ok(flow);
    },
  };
}
