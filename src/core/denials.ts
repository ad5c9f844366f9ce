import type { Failure } from "./failure.ts";
import type { Flow } from "./flow.ts";
import { timeOrderedId } from "./ids.ts";
import { type LinkCode, readLinkCode } from "./link-code.ts";
import type { Policy, SendLimits } from "./policy.ts";
import type { Keyring, Verifier, World } from "./ports.ts";
import { explainFlow } from "./refusal.ts";
import { fail, ok, type Result } from "./result.ts";

/** Which link is meant, of whichever dialect its flow is. */
export type DenialQuery = Pick<LinkCode, "flowStart"> & {
  readonly appId: string;
  readonly link: readonly Verifier[];
};

export type DenialWork = DenialQuery & {
  readonly operation: string;
  readonly now: number;
  /** null: the address waits for nothing (development). */
  readonly afterDenial: SendLimits["afterDenial"] | null;
};

/** How the link of a message stands: `live` is of the newest message, `unknown` of none that is remembered. */
export type DenialReply = {
  readonly flow: Flow | null;
  readonly link: "live" | "denied" | "verified" | "unknown";
};

/** Where requests are stopped. As with `FlowStore`, each method is one transaction in one round trip. */
export type DenialStore = {
  /** Ends the flow, unless it is over, and makes its address wait. Run again, it changes nothing and answers the same. */
  deny(work: DenialWork): Promise<DenialReply>;
  find(query: DenialQuery): Promise<DenialReply>;
};

/**
 * "I did not ask for this", said by whoever got the message: its token shows that. Whatever is wrong with a code is
 * told as `flow_not_found`; the other failures are for who has the token of a flow that ended in another way.
 */
export type Denials = {
  /** Ends the flow as cancelled: its code and link die, and its address is written to less often. */
  deny(code: string): Promise<Result<Flow, Failure>>;
  /** Whether there is anything to stop, or it was stopped, without doing so: for the page that asks. */
  inspect(code: string): Promise<Result<{ readonly flow: Flow; readonly denied: boolean }, Failure>>;
};

export type DenialPorts = {
  readonly denials: DenialStore;
  readonly keyring: Pick<Keyring, "linkVerifiers">;
  readonly world: Pick<World, "now" | "random">;
  readonly policy: Pick<Policy, "sends">;
  readonly appId: string;
};

function judge({ flow, link }: DenialReply, now: number): Result<{ flow: Flow; denied: boolean }, Failure> {
  if (!flow || link === "unknown") return fail({ reason: "flow_not_found" });
  if (link === "denied") return ok({ flow, denied: true });
  if (link === "verified") return fail({ reason: "flow_verified", flow });
  const failure = explainFlow(flow, { now, event: "deny" });
  return failure ? fail(failure) : ok({ flow, denied: false });
}

/** Stops requests by the code of a stop link, each in one trip to the store; none for a code that is not spelled as one. */
export function createDenials({ denials, keyring, world, policy, appId }: DenialPorts): Denials {
  async function queryOf(code: string): Promise<DenialQuery | undefined> {
    const read = readLinkCode(code);
    return read && { appId, flowStart: read.flowStart, link: await keyring.linkVerifiers(read.token) };
  }

  return {
    async deny(code) {
      const query = await queryOf(code);
      if (!query) return fail({ reason: "flow_not_found" });
      const now = world.now();
      const afterDenial = policy.sends?.afterDenial ?? null;
      const reply = await denials.deny({ ...query, operation: timeOrderedId(world.random, now), now, afterDenial });
      const judged = judge(reply, now);
      if (!judged.ok) return judged;
      return judged.value.denied ? ok(judged.value.flow) : fail({ reason: "flow_not_found" });
    },

    async inspect(code) {
      const query = await queryOf(code);
      return query ? judge(await denials.find(query), world.now()) : fail({ reason: "flow_not_found" });
    },
  };
}
