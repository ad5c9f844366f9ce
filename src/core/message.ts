import type { Channel } from "./flow.ts";

/** What a message is for; the names are those the courier API shows (`contracts`: Kratos template types). */
export type MessageTemplate =
  | "verification_code_valid"
  | "verification_code_invalid"
  | "verification_valid"
  | "verification_invalid";

export type MessageState = "pending" | "sending" | "sent" | "failed" | "expired" | "withheld";

/** What is stored with a message for its template; never a code or token. */
export type StoredMessageData = {
  readonly appName: string;
  readonly locale: string;
  readonly requestedAt: number;
  /** The address of the link, with `{code}` and `{token}` where these go. */
  readonly linkTemplate: string;
  /** The host that the origin-bound last line of a text names. */
  readonly host: string;
};

/** What a template needs besides the secret. */
export type MessageData = StoredMessageData & {
  /** Until when the code or link in it works. */
  readonly expiresAt: number;
  /** What the caller handed along for templates, as JSON text. In no database: kept like the secret. */
  readonly transientPayload: string | null;
};

/** An outbox row before it is known whether anybody will be written to. */
export type MessageDraft = {
  readonly id: string;
  readonly template: MessageTemplate;
  /** Sent instead when the address is nobody's; null: then nothing is sent. */
  readonly templateIfUnknown: MessageTemplate | null;
  readonly data: StoredMessageData;
  /** Until when whoever made the row may send it without claiming it. */
  readonly leaseUntil: number;
};

/** An outbox row. */
export type Message = {
  readonly id: string;
  readonly appId: string;
  readonly flowId: string;
  readonly issueId: string;
  readonly channel: Channel;
  readonly recipient: string;
  readonly template: MessageTemplate;
  readonly data: MessageData;
  readonly state: MessageState;
  /** Tries so far, the one under way included. */
  readonly sendCount: number;
  readonly createdAt: number;
  readonly updatedAt: number;
};

/** What a person reads or hears. `subject` and `html` only in e-mail. */
export type RenderedMessage = {
  readonly subject?: string;
  readonly text: string;
  readonly html?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What is in the text, apart: for the development outbox and for providers that speak or template it themselves. */
  readonly code: string | null;
  readonly link: string | null;
};

/** What a provider is handed. */
export type Envelope = RenderedMessage & {
  readonly id: string;
  /** The same on every try with the same content, so that a provider can drop a repeat. */
  readonly idempotencyKey: string;
  readonly channel: Channel;
  readonly to: string;
  readonly expiresAt: number;
};

export type SendFailure = {
  /** Worth another try: nothing was accepted, or we cannot know. */
  readonly kind: "transient" | "permanent";
  readonly reason: "unreachable" | "throttled" | "unauthorized" | "rejected" | "not_configured";
  readonly status?: number;
  readonly retryAfterMs?: number;
};

export type Receipt = { readonly providerMessageId: string | null };
