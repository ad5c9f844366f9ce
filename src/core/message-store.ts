import type { Secret } from "./code.ts";
import type { ReadCallback } from "./delivery.ts";
import type { Channel } from "./flow.ts";
import type { Attempt, Envelope, Message, MessageState, Receipt, RenderedMessage, SendFailure } from "./message.ts";
import type { Conversation } from "./phone-call.ts";
import type { Result } from "./result.ts";

export type Sender = (envelope: Envelope) => Promise<Result<Receipt, SendFailure>>;

/** A provider that is set up and ready to be handed messages. */
export type NamedSender = {
  readonly name: string;
  /** Whether it drops a repeat with the same `idempotencyKey`. */
  readonly idempotent: boolean;
  readonly send: Sender;
  /** Reads what it tells about messages later; absent where it does not, or is not set up to. */
  readonly readCallback?: ReadCallback;
  /** Only of who calls people up: how it comes back, once a key was pressed, to ask what is said next. */
  readonly conversation?: Conversation;
};

/** A provider in an app's order for a channel, and the countries it carries texts and calls to. */
export type Route = { readonly sender: NamedSender; readonly countries: readonly string[] | "*" };

/** Who carries messages on each channel, in the order they are asked; a channel without any sends nothing. */
export type Routes = Readonly<Record<Channel, readonly Route[]>>;

/** Writes a message in the words of its template. */
export type Render = (
  message: Pick<Message, "template" | "channel" | "recipient" | "data">,
  secret: Secret,
) => Promise<RenderedMessage>;

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
