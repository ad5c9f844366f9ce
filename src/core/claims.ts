import { mayVerify } from "./account.ts";
import { addressSubject } from "./address.ts";
import { readCode } from "./code.ts";
import type { Failure } from "./failure.ts";
import type { Address, Flow } from "./flow.ts";
import type { ClaimCheck, FlowQuery, FlowStore, LinkQuery } from "./flow-store.ts";
import { accountId, timeOrderedId } from "./ids.ts";
import { type IssueRequest, type Issuing, mayReach } from "./issuing.ts";
import { callerByAccount, retryAt } from "./limits.ts";
import { shortFlowId } from "./link-code.ts";
import type { Policy } from "./policy.ts";
import type { Keyring, Verifier, World } from "./ports.ts";
import { judge, judgeKeptLink } from "./refusal.ts";
import { fail, ok, type Result } from "./result.ts";

/**
 * An account that says an address is its own. `subject` is the person's id in the app's identity system (`sub`), or
 * our id of an account that has none. There is one flow for each claim; its id is made from what it is about, so that
 * whoever checks a code finds it without having been given one.
 */
export type Claim = {
  readonly appId: string;
  readonly dialect: string;
  readonly subject: string;
  readonly address: Address;
};

/** In the template of its link, `{flow}` stands for the id of the claim's flow, as far as short links have it. */
export type ClaimSend = Claim &
  Pick<IssueRequest, "proof" | "channel" | "template" | "data"> & {
    /** What the dialect must remember, stored unread. */
    readonly context: string;
    /** Whether the address is to become the primary one when it is proven; who checks a code may say otherwise. */
    readonly makePrimary: boolean;
    /** Whether a subject that nobody has becomes an account. */
    readonly createAccount: boolean;
  };

export type ClaimFailure =
  | Failure
  /** There is no such account, or it is one that may verify nothing. */
  | { readonly reason: "account_not_found" }
  /** The address is verified already: for this account or for another one. */
  | { readonly reason: "address_verified" };

/**
 * Verification for somebody who is known already: the account claims an address, and what is proven becomes the
 * account's. Each verb is one decision of the store, taken before it answers.
 */
export type Claims = {
  /** Starts or goes on, and sends: the code or link before it dies, whichever kind it was. */
  send(claim: ClaimSend): Promise<Result<Flow, ClaimFailure>>;
  check(
    claim: Claim & {
      readonly code: string;
      /** null: as was said when it was sent. */
      readonly makePrimary: boolean | null;
    },
  ): Promise<Result<Flow, ClaimFailure>>;
  /** Uses up a link, on the press of its button. */
  consume(request: FlowQuery & { readonly token: string }): Promise<Result<Flow, ClaimFailure>>;
  /** Whether a link would be accepted, or is the one that was, without using it. */
  inspectLink(
    request: LinkQuery & { readonly token: string },
  ): Promise<Result<{ readonly flow: Flow; readonly used: boolean }, ClaimFailure>>;
};

export type ClaimPorts = {
  readonly flows: Pick<FlowStore, "claim" | "check" | "matchesLink">;
  readonly keyring: Pick<Keyring, "claimIds" | "codeVerifiers" | "linkVerifiers" | "subject">;
  readonly issuing: Issuing;
  readonly world: Pick<World, "now" | "random">;
  readonly policy: Policy;
};

/** Nothing to compare: a claim's flow is found by what it is about, and only its account knows that. */
const GUARD = "";

export function createClaims({ flows, keyring, issuing, world, policy }: ClaimPorts): Claims {
  /** Under each live key, the newest first: a claim made before a key was replaced is found still. */
  const flowIds = ({ appId, dialect, subject, address }: Claim): Promise<readonly string[]> =>
    keyring.claimIds(JSON.stringify([appId, dialect, subject, address.kind, address.key]));

  async function decide(
    query: FlowQuery,
    guess: { readonly proof: Flow["proof"]; readonly verifiers: readonly Verifier[] },
    whose: Pick<ClaimCheck, "subject" | "makePrimary">,
  ): Promise<Result<Flow, ClaimFailure>> {
    const now = world.now();
    const operation = timeOrderedId(world.random, now);
    const { proof, verifiers } = guess;
    const reply = await flows.check({
      ...query,
      operation,
      now,
      proof,
      guess: verifiers,
      noticeIfWrong: null,
      policy,
      claim: { ...whose, addressId: operation },
      request: null,
      initiated: false,
    });
    if (reply.outcome === null && reply.claimOver) return fail({ reason: reply.claimOver });
    return judge(reply, { now, proof, policy });
  }

  return {
    async send({ context, makePrimary, createAccount, ...claim }) {
      if (!mayReach(policy, claim.address)) return fail({ reason: "country_not_allowed" });
      const { appId, dialect, subject, address, data } = claim;
      const [flowId = ""] = await flowIds(claim);
      const to = { address, addressDigest: await keyring.subject(addressSubject(appId, address)) };
      const prepared = await issuing.prepare({
        ...claim,
        to,
        flowId,
        data: { ...data, linkTemplate: data.linkTemplate.replaceAll("{flow}", shortFlowId(flowId)) },
        templateIfUnknown: null,
        caller: callerByAccount(subject),
      });
      const { now, limits } = prepared.work;
      const reply = await flows.claim({
        ...prepared.work,
        ...to,
        appId,
        dialect,
        flowId,
        subject,
        newAccountId: createAccount ? accountId(world.random, now) : null,
        guard: GUARD,
        context,
        flowExpiresAt: now + policy.flowLifetimeMs,
        attach: { typed: address.typed, primary: makePrimary },
      });
      const { flow, message } = reply;
      if (flow && message) {
        issuing.handOver(prepared, { flow, message });
        return ok(flow);
      }
      if (reply.addressVerified) return fail({ reason: "address_verified" });
      const mayBeMade = createAccount && reply.accountStatus === null;
      if (!mayVerify(reply.accountStatus) && !mayBeMade) return fail({ reason: "account_not_found" });
      return fail({ reason: "too_soon", flow, retryAt: retryAt(limits, reply.limits, now) ?? now });
    },

    async check({ code, makePrimary, ...claim }) {
      const read = readCode(code, policy.codeDigits);
      if (read === undefined) return fail({ reason: "code_malformed" });
      const { appId, dialect, subject } = claim;
      for (const flowId of await flowIds(claim)) {
        const verifiers = await keyring.codeVerifiers({ appId, flowId }, read);
        const decided = await decide(
          { appId, dialect, flowId },
          { proof: "code", verifiers },
          { subject, makePrimary },
        );
        if (decided.ok || decided.failure.reason !== "flow_not_found") return decided;
      }
      return fail({ reason: "flow_not_found" });
    },

    async consume({ token, ...query }) {
      const verifiers = await keyring.linkVerifiers(token);
      return decide(query, { proof: "link", verifiers }, { subject: null, makePrimary: null });
    },

    async inspectLink({ token, ...query }) {
      const now = world.now();
      const link = await keyring.linkVerifiers(token);
      return judgeKeptLink(await flows.matchesLink({ ...query, link, now }), now);
    },
  };
}
