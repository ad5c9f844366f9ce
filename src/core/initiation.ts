import type { Address, AddressKind, Flow } from "./flow.ts";
import type { FlowQuery, IssueWork, SendReply } from "./flow-store.ts";
import type { IssueFacts, LookReply, Standing } from "./look.ts";
import type { Correction, Reach } from "./track.ts";

/** How a caller names a person: by an id of theirs (ours, or their `sub`), by their name, or by an address of theirs. */
export type Identifier =
  | { readonly by: "handle" | "username"; readonly text: string }
  | { readonly by: "address"; readonly address: Address };

/**
 * Makes the login request that the call did not name, for a client. `believed`: the caller has shown who it is;
 * otherwise the redirect URI must be one of the client's.
 */
export type Registering = {
  readonly clientId: string | null;
  readonly redirectUri: string | null;
  readonly believed: boolean;
  readonly expiresAt: number;
};

/** An address of nobody, in the place of one that could not be found: its flow is like any other and never ends well. */
export type StandIn = Pick<Address, "value" | "key"> & Pick<Reach, "digest" | "range">;

/** A send to an address of a person whom the caller names, or whose login waits; its flow is made by it. */
export type InitiationWork = FlowQuery &
  IssueWork & {
    /** null: that of the track. */
    readonly requestId: string | null;
    readonly registering: Registering | null;
    readonly trackId: string | null;
    readonly identifier: Identifier | null;
    /** Of which of the person's addresses. In keys of limits, `{digest}` and `{range}` stand for it. */
    readonly kind: AddressKind;
    /** Where texts and calls may go; "*": everywhere. */
    readonly countries: readonly string[] | "*";
    readonly standIn: StandIn;
    /** Takes the place of the track's address of this kind. */
    readonly correction: Correction | null;
    readonly guard: string;
    readonly context: string;
    readonly flowExpiresAt: number;
  };

/** Whether what the caller spoke of is there: for telling why nothing was done. */
export type InitiationReply = SendReply & {
  readonly requestStands: boolean;
  /** Also where the call spoke of none. */
  readonly trackStands: boolean;
  readonly samePerson: boolean;
  readonly hasAddress: boolean;
  readonly reachable: boolean;
  readonly changesLeft: boolean;
  /** Whether the track waits for an address of this kind. */
  readonly stillWaits: boolean;
  /** A number whose country and range are not written down yet: nothing was done before they are. */
  readonly uncharted: { readonly addressId: string; readonly value: string; readonly key: string } | null;
};

/** A send to the address that a flow was sent to before. */
export type RepeatWork = FlowQuery & IssueWork;

/** How a page asks for its flow. */
export type FoundBy = {
  readonly appId: string;
  readonly dialect: string;
  readonly flowId: string | null;
  readonly requestId: string | null;
  readonly trackId: string | null;
  /** Whether the request or the track alone finds a flow that waits for a code, too: for who could begin one like it. */
  readonly withCodes: boolean;
  readonly now: number;
};

/** A flow as a page shows it, as a store has it. */
export type FoundRow = Pick<LookReply, "sends"> & {
  readonly flow: Flow;
  readonly redirectUri: string | null;
  /** What was sent last; null only where it is no more than an address. */
  readonly issue: IssueFacts | null;
  /**
   * Of the person of the page's own track, whose mail to the address of their account came back for good. To anybody
   * else it would tell that there is an account: null. `mayCorrect`: the track lets the address be put right.
   */
  readonly unreached: { readonly mayCorrect: boolean } | null;
};

/** The same by the clock and the policy. */
export type FoundFlow = Pick<FoundRow, "flow" | "redirectUri" | "unreached"> & {
  /** What was sent last: still good, worn out by wrong guesses, or too old. */
  readonly standing: Standing;
  /** Until when what was sent last is good; null: it is not. */
  readonly codeExpiresAt: number | null;
  /** When the same address may be sent to again, if that is not now. */
  readonly sendAgainAt: number | null;
  /** Whether it was stopped by whoever got the message. */
  readonly denied: boolean;
};

/** Verifications that begin with a person's name. Each method is one transaction in one round trip, safe to run again. */
export type InitiationStore = {
  initiate(work: InitiationWork): Promise<InitiationReply>;
  /** Writes down what `InitiationReply.uncharted` lacked. */
  chart(address: { readonly addressId: string; readonly appId: string; readonly value: string } & Reach): Promise<void>;
  repeat(work: RepeatWork): Promise<SendReply>;
  /**
   * A flow, by its id or as the one that was last started for a login request or a track's, and where the client of that
   * request has people sent.
   */
  find(query: FoundBy): Promise<FoundRow | null>;
};
