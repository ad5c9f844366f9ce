import { mayVerify } from "./account.ts";
import type { Failure } from "./failure.ts";
import type { AddressKind, Channel, Flow } from "./flow.ts";
import type { AccountStanding, FlowStore } from "./flow-store.ts";
import { timeOrderedId } from "./ids.ts";
import type { IssueRequest, Issuing } from "./issuing.ts";
import { retryAt } from "./limits.ts";
import type { Policy } from "./policy.ts";
import type { Keyring, World } from "./ports.ts";
import { judge, judgeKeptLink } from "./refusal.ts";
import { fail, ok, type Result } from "./result.ts";

/** Which account's request: there is one at a time for an account and a kind of address. */
export type RequestOf = {
  readonly appId: string;
  readonly dialect: string;
  readonly accountId: string;
  /** Not a number: where a text may go, and what it counts against, is decided by the number before the store is asked. */
  readonly kind: Extract<AddressKind, "email">;
};

export type RequestSend = RequestOf &
  Pick<IssueRequest, "template" | "data" | "caller"> & {
    readonly channel: Extract<Channel, "email">;
    /** What the dialect must remember, stored unread. */
    readonly context: string;
    readonly lifetimeMs: number;
  };

export type RequestFailure =
  | Failure
  /** There is no such account, it is not one that may verify anything, or it has no address of this kind. */
  | { readonly reason: "account_not_found" | "address_missing" }
  | { readonly reason: "address_verified" };

/** A request and its account, as they stand. `flow` is the newest request, over or not; null: there was none. */
export type RequestStatus = AccountStanding & { readonly flow: Flow | null };

/**
 * Verification of an address that an account has, asked for by a server that names the account and not the address.
 * What proves it is a link's token. Each verb is one decision of the store, taken before it answers.
 */
export type Requests = {
  /** Begins anew, and sends: the token before it dies. Refused if the address is verified already. */
  send(request: RequestSend): Promise<Result<Flow, RequestFailure>>;
  status(request: RequestOf): Promise<RequestStatus>;
  /** Uses up the token. An account that was only created is activated by it. */
  confirm(request: RequestOf & { readonly token: string }): Promise<Result<Flow, RequestFailure>>;
  /** Whether the token would be accepted now, or is the one that was: for the page that shows the button. */
  inspect(
    request: RequestOf & { readonly token: string },
  ): Promise<Result<{ readonly flow: Flow; readonly used: boolean }, Failure>>;
};

export type RequestPorts = {
  readonly flows: Pick<FlowStore, "request" | "readRequest" | "check" | "matchesLink">;
  readonly keyring: Pick<Keyring, "claimIds" | "linkVerifiers">;
  readonly issuing: Issuing;
  readonly world: Pick<World, "now" | "random">;
  readonly policy: Policy;
};

/** Nothing to compare: a request is found by its account, and who may name that is for the dialect to know. */
const GUARD = "";

/** Why nothing can be asked of an account. */
function whyNot({ accountStatus, hasAddress, addressVerified }: AccountStanding): RequestFailure | undefined {
  if (!mayVerify(accountStatus)) return { reason: "account_not_found" };
  if (!hasAddress) return { reason: "address_missing" };
  return addressVerified ? { reason: "address_verified" } : undefined;
}

export function createRequests({ flows, keyring, issuing, world, policy }: RequestPorts): Requests {
  /** Under each live key, the newest first: a request made before a key was replaced is found still. */
  const flowIds = ({ appId, dialect, accountId, kind }: RequestOf): Promise<readonly string[]> =>
    keyring.claimIds(JSON.stringify(["request", appId, dialect, accountId, kind]));

  return {
    async send({ context, lifetimeMs, template, data, caller, channel, ...request }) {
      const [flowId = ""] = await flowIds(request);
      const prepared = await issuing.prepare({
        appId: request.appId,
        flowId,
        proof: "link",
        to: null,
        channel,
        template,
        templateIfUnknown: null,
        data,
        caller,
        lifetimeMs,
      });
      const { now, limits } = prepared.work;
      const reply = await flows.request({
        ...prepared.work,
        ...request,
        flowId,
        guard: GUARD,
        context,
        flowExpiresAt: now + lifetimeMs,
      });
      const { flow, message } = reply;
      if (flow && message) {
        issuing.handOver(prepared, { flow, message });
        return ok(flow);
      }
      return fail(whyNot(reply) ?? { reason: "too_soon", flow, retryAt: retryAt(limits, reply.limits, now) ?? now });
    },

    async status(request) {
      const [newest = "", ...older] = await flowIds(request);
      let status = await flows.readRequest({ ...request, flowId: newest });
      for (const flowId of older) if (!status.flow) status = await flows.readRequest({ ...request, flowId });
      return status;
    },

    async confirm({ token, ...request }) {
      const guess = await keyring.linkVerifiers(token);
      const now = world.now();
      let judged: Result<Flow, RequestFailure> = fail({ reason: "flow_not_found" });
      for (const flowId of await flowIds(request)) {
        const operation = timeOrderedId(world.random, now);
        const { appId, dialect, accountId, kind } = request;
        const work = {
          appId,
          dialect,
          flowId,
          operation,
          now,
          proof: "link",
          guess,
          noticeIfWrong: null,
          policy,
        } as const;
        const reply = await flows.check({ ...work, claim: null, request: { accountId, kind }, initiated: false });
        const over = reply.outcome === null && reply.standing ? whyNot(reply.standing) : undefined;
        judged = over ? fail(over) : judge(reply, { now, proof: "link", policy });
        if (judged.ok || judged.failure.reason !== "flow_not_found") break;
      }
      return judged;
    },

    async inspect({ token, ...request }) {
      const link = await keyring.linkVerifiers(token);
      const now = world.now();
      const { appId, dialect } = request;
      let found: Result<{ readonly flow: Flow; readonly used: boolean }, Failure> = fail({ reason: "flow_not_found" });
      for (const flowId of await flowIds(request)) {
        found = judgeKeptLink(await flows.matchesLink({ appId, dialect, flowStart: flowId, link, now }), now);
        if (found.ok || found.failure.reason !== "flow_not_found") break;
      }
      return found;
    },
  };
}
