import { readCode } from "./code.ts";
import type { Failure } from "./failure.ts";
import type { Address, AddressKind, Channel, Flow } from "./flow.ts";
import type { FlowQuery, FlowStore, LinkQuery } from "./flow-store.ts";
import { randomId, timeOrderedId } from "./ids.ts";
import type {
  FoundBy,
  FoundFlow,
  Identifier,
  InitiationReply,
  InitiationStore,
  InitiationWork,
  Registering,
} from "./initiation.ts";
import { type IssueRequest, type Issuing, mayReach } from "./issuing.ts";
import { callerByIp, retryAt } from "./limits.ts";
import { shortFlowId } from "./link-code.ts";
import { judgeFound } from "./look.ts";
import type { Policy } from "./policy.ts";
import type { Keyring, Verifier, World } from "./ports.ts";
import { reachOf } from "./reach.ts";
import { explainFlow, judge, judgeKeptLink } from "./refusal.ts";
import { fail, ok, type Result } from "./result.ts";
import { standInFor } from "./stand-in.ts";

/** In the template of its link, `{flow}` stands for the id of the flow that is made, as far as short links have it. */
type Message = Pick<IssueRequest, "proof" | "channel" | "template" | "data">;

type Beginning = Message & {
  readonly appId: string;
  readonly dialect: string;
  /** What the dialect must remember, stored unread. */
  readonly context: string;
  /** The caller's address on the network, as the platform tells it. */
  readonly ip: string | undefined;
};

export type InitiateRequest = Beginning & {
  readonly requestId: string;
  /** Makes the login request `requestId`; null: there is to be one. */
  readonly registering: Omit<Registering, "expiresAt"> | null;
  readonly trackId: string | null;
  /** null: whoever the track is of. */
  readonly identifier: Identifier | null;
};

export type CorrectRequest = Beginning & {
  readonly trackId: string;
  /** null: whichever the track is of. */
  readonly requestId: string | null;
  readonly address: Address;
};

export type InitiationFailure =
  | Failure
  /** There is no such login request or track, or it is over; of a client: it is not known, or the redirect URI is not its own. */
  | { readonly reason: "request_unknown" | "track_unknown" }
  /** Somebody else is named than the one whose login waits. */
  | { readonly reason: "person_mismatch" }
  /** Told only of somebody whose login waits: of others it is no caller's business. */
  | { readonly reason: "address_missing" }
  /** An address of a login that is put right too often, or that the login does not wait for. */
  | { readonly reason: "too_many_changes" | "nothing_to_correct" };

/**
 * Verification of an address of a person whom the caller names, or whose login waits. Nobody can tell from what it
 * answers whether there is such a person. Each verb is one decision of the store, taken before it answers.
 */
export type Initiations = {
  /** Begins, and sends. What was sent to the same account before, by mail or by phone as this is, is good no more. */
  initiate(request: InitiateRequest): Promise<Result<Flow, InitiationFailure>>;
  /** Puts an address of a waiting login right, and sends to it. It becomes the account's when it is proven. */
  correct(request: CorrectRequest): Promise<Result<Flow, InitiationFailure>>;
  /** Sends anew to where the flow was sent before, by text or by call as `channel` says. */
  repeat(request: Message & FlowQuery & { readonly ip: string | undefined }): Promise<Result<Flow, Failure>>;
  check(request: FlowQuery & { readonly code: string }): Promise<Result<Flow, Failure>>;
  /** Uses up a link, on the press of its button. */
  consume(request: FlowQuery & { readonly token: string }): Promise<Result<Flow, Failure>>;
  /** Whether a link would be accepted, or is the one that was, without using it. */
  inspectLink(
    request: LinkQuery & { readonly token: string },
  ): Promise<Result<{ readonly flow: Flow; readonly used: boolean }, Failure>>;
  /** A flow as it stands, over or not, and what its page has to know: see `InitiationStore.find`. */
  find(query: Omit<FoundBy, "now">): Promise<FoundFlow | null>;
};

export type InitiationPorts = {
  readonly flows: Pick<FlowStore, "check" | "matchesLink">;
  readonly store: InitiationStore;
  readonly keyring: Pick<Keyring, "codeVerifiers" | "linkVerifiers" | "subject">;
  readonly issuing: Issuing;
  readonly world: Pick<World, "now" | "random">;
  readonly policy: Policy;
};

/** Nothing to compare: whoever knows the id of the flow was given it for this. */
const GUARD = "";

export const kindOf = (channel: Channel): AddressKind => (channel === "email" ? "email" : "phone");

/** Why nothing was begun, in the order in which a caller can do something about it. */
function whyNot(
  reply: InitiationReply,
  { trackId, correction }: Pick<InitiationWork, "trackId" | "correction">,
): InitiationFailure | undefined {
  if (!reply.requestStands) return { reason: "request_unknown" };
  if (!reply.trackStands) return { reason: "track_unknown" };
  if (!reply.samePerson) return { reason: "person_mismatch" };
  if (correction !== null && !reply.stillWaits) return { reason: "nothing_to_correct" };
  if (correction !== null) return reply.changesLeft ? undefined : { reason: "too_many_changes" };
  if (trackId !== null && !reply.hasAddress) return { reason: "address_missing" };
  return trackId !== null && !reply.reachable ? { reason: "country_not_allowed" } : undefined;
}

export function createInitiations({ flows, store, keyring, issuing, world, policy }: InitiationPorts): Initiations {
  type Plan = Beginning &
    Pick<InitiationWork, "requestId" | "registering" | "trackId" | "identifier" | "standIn" | "correction"> & {
      readonly to: IssueRequest["to"];
    };

  async function begin(plan: Plan): Promise<Result<Flow, InitiationFailure>> {
    const { appId, dialect, channel, data, ip, to, context } = plan;
    const flowId = randomId(world.random);
    const prepared = await issuing.prepare({
      ...plan,
      flowId,
      to,
      data: { ...data, linkTemplate: data.linkTemplate.replaceAll("{flow}", shortFlowId(flowId)) },
      templateIfUnknown: null,
      caller: callerByIp(ip),
    });
    const { now, limits } = prepared.work;
    const { requestId, registering, trackId, identifier, standIn, correction } = plan;
    const work: InitiationWork = {
      ...prepared.work,
      appId,
      dialect,
      flowId,
      requestId,
      registering,
      trackId,
      identifier,
      standIn,
      correction,
      kind: kindOf(channel),
      countries: policy.countries,
      guard: GUARD,
      context,
      flowExpiresAt: now + policy.flowLifetimeMs,
    };
    let reply = await store.initiate(work);
    if (reply.uncharted) {
      const { addressId, value, key } = reply.uncharted;
      const reach = await reachOf(keyring, appId, { kind: "phone", value, key });
      await store.chart({ addressId, appId, value, ...reach });
      reply = await store.initiate(work);
    }
    const { flow, message } = reply;
    if (flow && message) {
      issuing.handOver(prepared, { flow, message });
      return ok(flow);
    }
    const failure = whyNot(reply, work);
    return fail(failure ?? { reason: "too_soon", flow: null, retryAt: retryAt(limits, reply.limits, now) ?? now });
  }

  async function decide(
    query: FlowQuery,
    { proof, verifiers }: { readonly proof: Flow["proof"]; readonly verifiers: readonly Verifier[] },
  ): Promise<Result<Flow, Failure>> {
    const now = world.now();
    const reply = await flows.check({
      ...query,
      operation: timeOrderedId(world.random, now),
      now,
      proof,
      guess: verifiers,
      noticeIfWrong: null,
      policy,
      claim: null,
      request: null,
      initiated: true,
    });
    return judge(reply, { now, policy, ...(proof === "code" ? { proof } : {}) });
  }

  return {
    async initiate({ identifier, registering, ...request }) {
      const kind = kindOf(request.channel);
      const given = identifier?.by === "address" && identifier.address.kind === kind ? identifier.address : undefined;
      if (given && !mayReach(policy, given)) return fail({ reason: "country_not_allowed" });
      const standIn = await standInFor(keyring, { appId: request.appId, kind, given, identifier });
      const expiresAt = world.now() + policy.loginLifetimeMs;
      return begin({
        ...request,
        identifier,
        standIn,
        registering: registering && { ...registering, expiresAt },
        correction: null,
        to: null,
      });
    },

    async correct({ address, ...request }) {
      if (!mayReach(policy, address)) return fail({ reason: "country_not_allowed" });
      const { kind: _, ...written } = address;
      const reach = await reachOf(keyring, request.appId, address);
      const standIn = await standInFor(keyring, { ...request, kind: address.kind, given: address, identifier: null });
      return begin({
        ...request,
        registering: null,
        identifier: null,
        standIn,
        correction: { ...written, ...reach },
        to: { address, addressDigest: reach.digest },
      });
    },

    async repeat({ ip, ...request }) {
      const { appId, dialect, flowId, data } = request;
      const prepared = await issuing.prepare({
        ...request,
        to: null,
        data: { ...data, linkTemplate: data.linkTemplate.replaceAll("{flow}", shortFlowId(flowId)) },
        templateIfUnknown: null,
        caller: callerByIp(ip),
      });
      const { now, limits } = prepared.work;
      const reply = await store.repeat({ ...prepared.work, appId, dialect, flowId });
      const { flow, message } = reply;
      if (flow && message) {
        issuing.handOver(prepared, { flow, message });
        return ok(flow);
      }
      const failure = explainFlow(flow, { now, event: "send", proof: request.proof });
      return fail(failure ?? { reason: "too_soon", flow, retryAt: retryAt(limits, reply.limits, now) ?? now });
    },

    async check({ code, ...query }) {
      const read = readCode(code, policy.codeDigits);
      if (read === undefined) return fail({ reason: "code_malformed" });
      return decide(query, { proof: "code", verifiers: await keyring.codeVerifiers(query, read) });
    },

    async consume({ token, ...query }) {
      return decide(query, { proof: "link", verifiers: await keyring.linkVerifiers(token) });
    },

    async inspectLink({ token, ...query }) {
      const now = world.now();
      const link = await keyring.linkVerifiers(token);
      return judgeKeptLink(await flows.matchesLink({ ...query, link, now }), now, { anyProof: true });
    },

    async find(query) {
      const now = world.now();
      const found = await store.find({ ...query, now });
      return found && judgeFound(found, { now, policy });
    },
  };
}
