import type { AccountStatus } from "./account.ts";
import type { Secret } from "./code.ts";
import type { ReadCallback } from "./delivery.ts";
import type { Address, AddressKind, Channel, Flow, Proof } from "./flow.ts";
import type { Random } from "./ids.ts";
import type {
  Attempt,
  Envelope,
  Message,
  MessageData,
  MessageDraft,
  MessageState,
  Receipt,
  RenderedMessage,
  SendFailure,
} from "./message.ts";
import type { Limit, Policy } from "./policy.ts";
import type { Result } from "./result.ts";

/** Goes off once, unless it is cancelled first. */
export type Timer = { readonly gone: Promise<void>; cancel(): void };

/** The outside world as one value, so that a test can hand in another. */
export type World = {
  readonly http: (request: Request) => Promise<Response>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly random: Random;
  readonly timer: (ms: number) => Timer;
  /** Keeps `work` going after the response, and after the caller has gone. */
  readonly defer: (work: Promise<unknown>) => void;
  readonly log: (entry: LogEntry) => void;
};

/** One structured line. Values are ids, names, counts and durations: never an address, a code or a caller's text. */
export type LogEntry = { readonly event: string } & Readonly<Record<string, string | number | boolean | null>>;

/** A verifier as stored: a keyed MAC and the id of the key that made it. */
export type Verifier = { readonly kid: string; readonly mac: string };

/** Everything that needs a secret of the Worker. Each use has a key of its own; two key ids may be live at a time. */
export type Keyring = {
  /** MACs of a code of this flow, newest key first. */
  codeVerifiers(binding: { appId: string; flowId: string }, code: string): Promise<readonly Verifier[]>;
  /** MACs of a link token, newest key first. */
  linkVerifiers(token: string): Promise<readonly Verifier[]>;
  /** Ids of the flow that `text` names, UUIDs (version 8), under each key, newest first. */
  claimIds(text: string): Promise<readonly string[]>;
  /** A digest that stands for an address or client in counters, so that these hold nobody's data. */
  subject(text: string): Promise<string>;
  /** A MAC of what the id of an error stands for. */
  errorMac(text: string): Promise<string>;
  /**
   * What is stored of 256 random bits. Under no key: nobody searches 2^256 values, so that a key would keep nothing
   * from anybody, and would end every secret of a client on the day it is replaced.
   */
  digest(value: string): Promise<string>;
  /** `text` as a token that only we can make: whoever has it may read it, and cannot change it. */
  signToken(text: string): Promise<string>;
  /** The text of a token, or undefined if it is not spelled exactly as we made it. */
  readToken(token: string): Promise<string | undefined>;
  /** The 32 bytes that the tokens of a development server are signed with: the same after a restart. */
  tokenSeed(): Promise<Uint8Array<ArrayBuffer>>;
  /** Encrypts under `context`: what is opened under another context does not open. */
  seal(context: string, text: string): Promise<string>;
  /** The text, or undefined if this is not one of ours, or not of this context. */
  open(context: string, sealed: string): Promise<string | undefined>;
};

/** What a later try of a message needs and no database holds. */
export type Kept = Secret & Pick<MessageData, "transientPayload">;

/** Keeps the secret of an issue, sealed, while it may be sent again. It may forget: nothing is decided by it. */
export type CodeVault = {
  put(issueId: string, channel: Channel, kept: Kept, keepMs: number): Promise<void>;
  take(issueId: string, channel: Channel): Promise<Kept | undefined>;
};

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

/** How a claimed address is to become the account's. */
export type Attachment = { readonly typed: string; readonly primary: boolean };

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
    /** Whether an address that is verified already is to be left alone. */
    readonly onlyUnverified: boolean;
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
  /** Kept as the flow's notice if the guess is wrong. */
  readonly noticeIfWrong: string | null;
  readonly policy: Pick<Policy, "attemptsPerCode" | "attemptsPerFlow" | "wrongGuesses">;
  readonly claim: ClaimCheck | null;
  /** Of a request: whose, and for which kind of address. Success activates an account that was only created. */
  readonly request: { readonly accountId: string; readonly kind: AddressKind } | null;
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

export type IssueState = "pending" | "verified" | "locked" | "superseded" | "cancelled" | "expired";

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

/** How a link stands. Of one that has been used only claims know that it was this one. */
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
  /** Whether this link would be accepted now. Changes nothing. */
  matchesLink(query: FlowQuery & { link: readonly Verifier[]; now: number }): Promise<LinkReply>;
  /** Gives a live issue another secret, for a message whose first one was lost. False: the issue is over. */
  rotate(work: { flowId: string; issueId: string; code: Verifier; link: Verifier; now: number }): Promise<boolean>;
};

export type Sender = (envelope: Envelope) => Promise<Result<Receipt, SendFailure>>;

/** A provider that is set up and ready to be handed messages. */
export type NamedSender = {
  readonly name: string;
  /** Whether it drops a repeat with the same `idempotencyKey`. */
  readonly idempotent: boolean;
  readonly send: Sender;
  /** Reads what it tells about messages later; absent where it does not, or is not set up to. */
  readonly readCallback?: ReadCallback;
};

/** A provider in an app's order for a channel, and the countries it carries texts and calls to. */
export type Route = { readonly sender: NamedSender; readonly countries: readonly string[] | "*" };

/** Who carries messages on each channel, in the order they are asked; a channel without any sends nothing. */
export type Routes = Readonly<Record<Channel, readonly Route[]>>;

/** Writes a message in the words of its template. */
export type Render = (
  message: Pick<Message, "template" | "channel" | "recipient" | "data">,
  secret: Secret,
) => RenderedMessage;

/** What came of the tries that were made under one lease. */
export type DispatchReport = {
  readonly messageId: string;
  readonly appId: string;
  /** Who holds the lease; somebody else's message is not touched. */
  readonly owner: string;
  readonly state: Exclude<MessageState, "sending" | "withheld" | "delivered">;
  /** When a pending one is due again. */
  readonly dueAt: number;
  readonly now: number;
  readonly attempts: readonly Attempt[];
  /** Who took it, by which name; `told`: and will tell later what became of it. */
  readonly accepted: {
    readonly provider: string;
    readonly providerMessageId: string | null;
    readonly told: boolean;
  } | null;
  /** The message to send instead, on another channel, if this one has failed. */
  readonly instead: { readonly messageId: string; readonly channel: Channel } | null;
};

/** A message somebody may now send, with the MACs of the code and link that count now; null: its issue is over. */
export type ClaimedMessage = Message & {
  readonly macs: { readonly code: string; readonly link: string } | null;
  /** The one its issue was made for: what is sent instead, on another, has the secret of that one. */
  readonly firstChannel: Channel;
  readonly attempts: readonly Attempt[];
  /** Whether its recipient has come to take no messages. */
  readonly suppressed: boolean;
};

/** The outbox. */
export type MessageStore = {
  report(report: DispatchReport): Promise<void>;
  /** Takes up to `limit` messages that are due, or whose holder let its lease run out; nobody else gets them. */
  claim(work: { owner: string; now: number; leaseUntil: number; limit: number }): Promise<readonly ClaimedMessage[]>;
};
