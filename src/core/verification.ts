import { randomSecret, readCode } from "./code.ts";
import type { Courier } from "./courier.ts";
import type { Failure } from "./failure.ts";
import type { Address, Channel, Flow, Proof } from "./flow.ts";
import { randomId, timeOrderedId } from "./ids.ts";
import { retryAt, sendLimits, startLimits } from "./limits.ts";
import type { MessageData, MessageTemplate } from "./message.ts";
import { countryOf } from "./phone.ts";
import type { Policy } from "./policy.ts";
import type { FlowQuery, FlowStore, Keyring, Verifier, World } from "./ports.ts";
import { explainFlow, explainGuess } from "./refusal.ts";
import { fail, ok, type Result } from "./result.ts";

export type VerificationPorts = {
  readonly flows: FlowStore;
  readonly keyring: Keyring;
  readonly courier: Pick<Courier, "sendNow">;
  readonly world: Pick<World, "now" | "random" | "defer">;
  readonly policy: Policy;
};

export type StartRequest = Pick<Flow, "appId" | "dialect" | "proof" | "context"> & {
  readonly guard: string;
  readonly notice?: string;
  /** The caller's address on the network, as the platform tells it. */
  readonly ip: string | undefined;
};

export type SendRequest = FlowQuery & {
  readonly proof: Proof;
  /** What the caller showed; one of them must be the flow's guard. */
  readonly guards: readonly string[];
  readonly address: Address;
  readonly channel: Channel;
  readonly template: MessageTemplate;
  /** Sent when the address is nobody's; null: nobody is written to, and nobody can tell. */
  readonly templateIfUnknown: MessageTemplate | null;
  readonly data: Omit<MessageData, "requestedAt" | "expiresAt">;
  /** Kept as the flow's notice if this is not its first send. */
  readonly noticeIfAgain?: string;
  readonly ip: string | undefined;
};

export type CheckRequest = FlowQuery & {
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
  consume(request: FlowQuery & { readonly token: string }): Promise<Result<Flow, Failure>>;
  /** Whether a link would be accepted, without using it: for the page that shows the button. */
  inspectLink(request: FlowQuery & { readonly token: string }): Promise<Result<Flow, Failure>>;
  /** Whatever dialect it is of: for operators. */
  cancel(query: Omit<FlowQuery, "dialect">): Promise<Result<Flow, Failure>>;
  status(query: FlowQuery & { readonly bookmark?: string | undefined }): Promise<Result<Flow, Failure>>;
  /** Keeps what the dialect had to tell, for whoever reads the flow next. */
  annotate(query: FlowQuery & { readonly notice: string }): Promise<Result<Flow, Failure>>;
};

/** Long enough for a provider's deadline and for the answer to be written down. */
const FIRST_TRY_LEASE_MS = 30_000;

export function createVerification({ flows, keyring, courier, world, policy }: VerificationPorts): Verification {
  const operationId = (now: number): string => timeOrderedId(world.random, now);
  const newest = ([verifier]: readonly Verifier[]): Verifier => {
    if (!verifier) throw new Error("the keyring holds no key");
    return verifier;
  };

  function mayReach({ address }: SendRequest): boolean {
    if (address.kind === "email" || policy.countries === "*") return true;
    const country = countryOf(address.value);
    return country !== undefined && policy.countries.includes(country);
  }

  async function decide(
    request: FlowQuery & { readonly proof: Proof; readonly noticeIfWrong: string | null },
    guess: readonly Verifier[],
  ): Promise<Result<Flow, Failure>> {
    const now = world.now();
    const reply = await flows.check({ ...request, operation: operationId(now), now, guess, policy });
    const { flow, outcome, issue } = reply;
    if (flow && outcome === "verified") return ok(flow);
    if (flow && outcome === "wrong") {
      return fail({
        reason: "code_wrong",
        flow,
        attemptsLeft: Math.max(0, policy.attemptsPerCode - (issue?.attempts ?? 0)),
      });
    }
    const failure = explainFlow(flow, { now, event: "guess", proof: request.proof });
    return fail(failure ?? explainGuess(reply, flow as Flow, now));
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

    async send(request) {
      if (!mayReach(request)) return fail({ reason: "country_not_allowed" });
      const now = world.now();
      const { appId, dialect, flowId, proof, guards, address, channel } = request;
      const operation = operationId(now);
      const secret = randomSecret(world.random, policy.codeDigits);
      const addressDigest = keyring.subject(`${appId}|${address.kind}|${address.key}`);
      const [codeVerifiers, linkVerifiers, limits] = await Promise.all([
        keyring.codeVerifiers({ appId, flowId }, secret.code),
        keyring.linkVerifiers(secret.linkToken),
        sendLimits(keyring, policy.sends, { ...request, addressDigest }),
      ]);
      const issueExpiresAt = now + (proof === "code" ? policy.codeLifetimeMs : policy.linkLifetimeMs);
      const { transientPayload, ...words } = request.data;
      const data = { ...words, requestedAt: now };
      const message = {
        id: operation,
        template: request.template,
        templateIfUnknown: request.templateIfUnknown,
        data,
        leaseUntil: now + FIRST_TRY_LEASE_MS,
      };

      const reply = await flows.send({
        appId,
        dialect,
        flowId,
        operation,
        now,
        proof,
        guards,
        address,
        addressDigest: await addressDigest,
        channel,
        limits,
        code: newest(codeVerifiers),
        link: newest(linkVerifiers),
        issueExpiresAt,
        message,
        noticeIfAgain: request.noticeIfAgain ?? null,
      });
      const { flow } = reply;
      if (flow && reply.message) {
        const expiresAt = Math.min(issueExpiresAt, flow.expiresAt);
        if (reply.message.goesOut) {
          courier.sendNow(
            {
              id: operation,
              appId,
              flowId,
              issueId: operation,
              channel,
              recipient: address.value,
              template: reply.message.template,
              data: { ...data, expiresAt, transientPayload },
              state: "sending",
              sendCount: 1,
              createdAt: now,
              updatedAt: now,
            },
            secret,
          );
        }
        return ok(flow);
      }
      const wait = retryAt(limits, reply.limits, now);
      const failure = explainFlow(flow, { now, event: "send", proof, guards });
      return fail(failure ?? { reason: "too_soon", flow, retryAt: wait ?? now });
    },

    async check({ code, ...request }) {
      const read = readCode(code, policy.codeDigits);
      if (read === undefined) return fail({ reason: "code_malformed" });
      return decide({ ...request, proof: "code" }, await keyring.codeVerifiers(request, read));
    },

    async consume({ token, ...query }) {
      return decide({ ...query, proof: "link", noticeIfWrong: null }, await keyring.linkVerifiers(token));
    },

    async inspectLink({ token, ...query }) {
      const now = world.now();
      const { flow, link, expiresAt } = await flows.matchesLink({
        ...query,
        link: await keyring.linkVerifiers(token),
        now,
      });
      const failure = explainFlow(flow, { now, event: "guess", proof: "link" });
      if (failure || !flow) return fail(failure ?? { reason: "flow_not_found" });
      if (link === "live") return ok(flow);
      return fail(
        link === "expired" ? { reason: "code_expired", flow, expiredAt: expiresAt } : { reason: "link_unknown", flow },
      );
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

    async annotate(query) {
      const now = world.now();
      const flow = await flows.annotate({ ...query, now });
      const failure = explainFlow(flow, { now, event: "send" });
      return failure || !flow ? fail(failure ?? { reason: "flow_not_found" }) : ok(flow);
    },
  };
}
