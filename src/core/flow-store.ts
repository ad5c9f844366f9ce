import type { AccountStatus } from "./account.ts";
import type { Address, AddressKind, Channel, Flow, Proof } from "./flow.ts";
import type { LookReply } from "./look.ts";
import type { Message, MessageDraft } from "./message.ts";
import type { Limit, Policy } from "./policy.ts";
import type { Verifier } from "./ports.ts";

/** A limit and whom it is about. */
export type LimitUse = { readonly key: string; readonly limit: Limit };

/** A limit's counters as they stand after a decision. */
export type LimitState = {
  readonly key: string;
  readonly burst: number;
  readonly burstResetAt: number;
  readonly sustained: number;
  readonly sustainedResetAt: number;
  readonly nextAt: number;
};

export type NewFlow = Pick<
  Flow,
  "id" | "appId" | "dialect" | "proof" | "guard" | "context" | "notice" | "createdAt" | "expiresAt"
>;

export type StartWork = { readonly flow: NewFlow; readonly limits: readonly LimitUse[]; readonly operation: string };

/** Which flow is meant. Another app's, or another dialect's, is one that does not exist. */
export type FlowQuery = { readonly appId: string; readonly dialect: string; readonly flowId: string };

/** Which flow a link is of, by what its id begins with; all of it is a beginning, too. */
export type LinkQuery = Omit<FlowQuery, "flowId"> & { readonly flowStart: string };

/** A new code and link, and the message that brings them. */
export type IssueWork = {
  /** Also the id of the issue: whoever re-runs this work finds it done. */
  readonly operation: string;
  readonly now: number;
  readonly proof: Proof;
  readonly channel: Channel;
  /** The caller's own is the first. */
  readonly limits: readonly LimitUse[];
  readonly code: Verifier;
  readonly link: Verifier;
  readonly issueExpiresAt: number;
  readonly message: MessageDraft;
};

/** Where it goes, when the caller names the address. */
export type AddressWork = { readonly address: Address; readonly addressDigest: string };

export type SendWork = FlowQuery &
  IssueWork &
  AddressWork & {
    readonly guards: readonly string[];
    /** Kept as the flow's notice if it was sent to before: that there is news is part of the answer. */
    readonly noticeIfAgain: string | null;
  };

/** How a claimed address is to become the account's; `replaces`: the key of an unverified one that goes then. */
export type Attachment = { readonly typed: string; readonly primary: boolean; readonly replaces?: string | null };

/** A send for an account that claims the address; its flow is made, or made anew, by it. */
export type ClaimWork = FlowQuery &
  IssueWork &
  AddressWork & {
    /** The account's `sub`, or the id of one that has none. */
    readonly subject: string;
    /** For an account to be made of a subject that nobody has; null: nobody's stays nobody's. */
    readonly newAccountId: string | null;
    readonly guard: string;
    readonly context: string;
    readonly flowExpiresAt: number;
    readonly attach: Attachment;
  };

/** A send to an address of an account that the caller names; its flow is made, or made anew, by it. */
export type RequestWork = FlowQuery &
  IssueWork & {
    readonly accountId: string;
    /** Of which of its addresses. In keys of limits, `{digest}` stands for it. */
    readonly kind: AddressKind;
    readonly guard: string;
    readonly context: string;
    readonly flowExpiresAt: number;
  };

/** How the account of a request stands; all false and null where there is none. */
export type AccountStanding = {
  readonly accountStatus: AccountStatus | null;
  readonly hasAddress: boolean;
  readonly addressVerified: boolean;
};

export type RequestReply = SendReply & AccountStanding;

export type RequestQuery = FlowQuery & { readonly accountId: string; readonly kind: AddressKind };

export type SendReply = {
  readonly flow: Flow | null;
  /** null when nothing was sent. */
  readonly message: SentMessage | null;
  readonly limits: readonly LimitState[];
};

export type ClaimReply = SendReply & {
  /** null: nobody has this subject. */
  readonly accountStatus: AccountStatus | null;
  /** Whether the address is some account's already, and verified; told to who may ask, and not over their limit. */
  readonly addressVerified: boolean;
};

/** What a send put in the outbox, and whether anybody is to be written to. */
export type SentMessage = { readonly template: Message["template"]; readonly goesOut: boolean };

/** One guess: a code, or the token of a link. */
export type CheckWork = FlowQuery & {
  readonly operation: string;
  readonly now: number;
  readonly proof: Proof;
  readonly guess: readonly Verifier[];
  /** One of them must be the flow's guard; absent: whoever has the secret may use it. */
  readonly guards?: readonly string[];
  /** Kept as the flow's notice if the guess is wrong. */
  readonly noticeIfWrong: string | null;
  readonly policy: Pick<Policy, "attemptsPerCode" | "attemptsPerFlow" | "wrongGuesses">;
  readonly claim: ClaimCheck | null;
  /** Of a request: whose, and for which kind of address. Success activates an account that was only created. */
  readonly request: { readonly accountId: string; readonly kind: AddressKind } | null;
  /** Of a flow that began with a person's name: its account's newest one of its kind alone, by its code or its link. */
  readonly initiated: boolean;
};

/** What is particular to the check of a claim. */
export type ClaimCheck = {
  /** Who must be the one it was sent for; null: whoever that was, for a link says so itself. */
  readonly subject: string | null;
  /** The id of the address row that success makes. */
  readonly addressId: string;
  /** Whether the address becomes primary; null: as was said when it was sent. */
  readonly makePrimary: boolean | null;
};

export type IssueState = "pending" | "verified" | "locked" | "superseded" | "cancelled" | "denied" | "expired";

export type CheckReply = {
  readonly flow: Flow | null;
  /** Of this operation and of no other: null when the guess was not evaluated. */
  readonly outcome: "verified" | "wrong" | null;
  readonly issue: { readonly state: IssueState; readonly attempts: number; readonly expiresAt: number } | null;
  /** When the address may be guessed at again, if it was guessed at too often. */
  readonly guessAgainAt: number | null;
  /** Why a claim cannot succeed any more, whatever is guessed: whom it was for is not there, or the address is taken. */
  readonly claimOver: "account_not_found" | "address_verified" | null;
  /** Of a request: how its account stands, after it. */
  readonly standing: AccountStanding | null;
};

/** How a link stands: `used` also when it was the code beside it. */
export type LinkReply = {
  readonly flow: Flow | null;
  readonly link: "live" | "used" | "expired" | "unknown";
  readonly expiresAt: number | null;
};

/**
 * Where flows are decided. Each method is one transaction in one round trip, exact under any concurrency, and may be
 * run again with the same work: it then changes nothing and answers the same.
 */
export type FlowStore = {
  start(work: StartWork): Promise<{ readonly started: boolean; readonly limits: readonly LimitState[] }>;
  send(work: SendWork): Promise<SendReply>;
  claim(work: ClaimWork): Promise<ClaimReply>;
  request(work: RequestWork): Promise<RequestReply>;
  /** A request and its account, as they stand. */
  readRequest(query: RequestQuery): Promise<{ readonly flow: Flow | null } & AccountStanding>;
  check(work: CheckWork): Promise<CheckReply>;
  cancel(work: Omit<FlowQuery, "dialect"> & { now: number }): Promise<Flow | null>;
  /** Keeps a notice with a flow that is still under way; answers the flow as it then is. */
  annotate(work: FlowQuery & { now: number; notice: string }): Promise<Flow | null>;
  read(query: FlowQuery & { bookmark?: string | undefined }): Promise<Flow | null>;
  /** A flow with what was sent last: for its pages. */
  look(query: FlowQuery): Promise<LookReply>;
  /** Whether this link would be accepted now. Changes nothing. */
  matchesLink(query: LinkQuery & { link: readonly Verifier[]; now: number }): Promise<LinkReply>;
  /** Gives a live issue another secret, for a message whose first one was lost. False: the issue is over, or erased. */
  rotate(work: { flowId: string; issueId: string; code: Verifier; link: Verifier; now: number }): Promise<boolean>;
};
