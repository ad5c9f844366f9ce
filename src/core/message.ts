import type { TokenForm } from "./code.ts";
import type { Channel } from "./flow.ts";
import type { Scene } from "./scene.ts";
import type { Wording } from "./wording.ts";

/** What a message is for; the names are those the courier API shows, which are Kratos's. */
export type MessageTemplate =
  | "verification_code_valid"
  | "verification_code_invalid"
  | "verification_valid"
  | "verification_invalid";

/**
 * `pending`: due again; `sending`: somebody holds its lease. Final: `sent` to a provider, which may yet say that it was
 * `delivered` or has `failed`; `expired` with its code; `suppressed`, because its recipient takes no messages;
 * `withheld`, because the address is nobody's.
 */
export type MessageState =
  | "pending"
  | "sending"
  | "sent"
  | "delivered"
  | "failed"
  | "expired"
  | "suppressed"
  | "withheld";

/** Where somebody asked from, as far as that can be told: for whoever is to say whether it was them. */
export type AskedFrom = {
  readonly device?: { readonly browser: string; readonly system: string };
  /** By the network's address, so that it is an estimate. The country is a code of ISO 3166. */
  readonly place?: { readonly city?: string; readonly country: string };
};

/** What is stored with a message for its template; never a code or token. */
export type StoredMessageData = {
  readonly appName: string;
  readonly locale: string;
  readonly requestedAt: number;
  /** The address of the link, with `{code}` and `{token}` where these go. */
  readonly linkTemplate: string;
  /** The address of the page that stops the request, with `{token}` in it; absent where a message has no such link. */
  readonly stopTemplate?: string;
  /** How the token of its link is spelled; absent: as ours are. */
  readonly token?: TokenForm;
  /** The host that the origin-bound last line of a text names. */
  readonly host: string;
  /** What the call that asked for the message wants said in place of our own words. */
  readonly wording?: Wording;
  readonly askedFrom?: AskedFrom;
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
  /** Rounds of tries so far, the one under way included. */
  readonly sendCount: number;
  readonly createdAt: number;
  readonly updatedAt: number;
};

/** What is said as it stands. Digits are said one by one, slowly, with pauses between. */
export type Line =
  | { readonly kind: "say"; readonly text: string }
  | { readonly kind: "pause"; readonly ms: number }
  | { readonly kind: "digits"; readonly digits: string };

/**
 * A piece of a call. `key` says its text and waits up to `ms` for any key: no mailbox presses one, so that none records
 * what follows. `repeat` says its text and waits for its key, which leads back to what follows `key`, `times` times at
 * most. Whoever presses nothing, at either, hears what follows `repeat`.
 */
export type SpeechPart =
  | Line
  | { readonly kind: "key"; readonly text: string; readonly ms: number }
  | {
      readonly kind: "repeat";
      readonly key: string;
      readonly text: string;
      readonly ms: number;
      readonly times: number;
    };

/** What a person reads or hears. `subject` and `html` only in e-mail. */
export type RenderedMessage = {
  readonly subject?: string;
  readonly text: string;
  readonly html?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Only in calls: what is said, piece by piece; `text` is the same to read. */
  readonly speech?: readonly SpeechPart[];
  /** Only in e-mail: shown in place of the configured name of the sender. One line. */
  readonly senderName?: string;
  /** Only in texts: an alphanumeric sender in place of the configured one, where country and vendor allow it. */
  readonly senderId?: string;
  /** What is in the text, apart: for the development outbox and for providers that speak or template it themselves. */
  readonly code: string | null;
  readonly link: string | null;
};

/** What a provider is handed. */
export type Envelope = RenderedMessage & {
  readonly id: string;
  readonly appId: string;
  /** The same on every try with the same content, so that a provider can drop a repeat. */
  readonly idempotencyKey: string;
  readonly channel: Channel;
  readonly to: string;
  /** A BCP 47 tag: for voices, and for templates that a vendor holds. */
  readonly locale: string;
  /** Until when what is in it works: no provider should deliver it later. */
  readonly expiresAt: number;
  /** The app as this message calls it: for vendors that hold the text themselves. */
  readonly appName: string;
  /** Where the provider is to report what became of it; undefined when nobody would listen. */
  readonly callbackUrl?: string;
  /** Only in calls of a provider that comes back when a key was pressed: what is said until then, without a code. */
  readonly scene?: Scene;
};

/** Why a provider did not take a message. The words are ours: nothing a vendor wrote is kept but its error code. */
export type SendFailure = {
  /** transient: nothing was accepted. ambiguous: it may have been. permanent: it would be refused again. */
  readonly kind: "transient" | "ambiguous" | "permanent";
  /**
   * What the failure is about. "provider": its service, or our account with it; another may do. "recipient": no
   * provider of this channel will reach them. "message": it would be refused everywhere.
   */
  readonly scope: "provider" | "recipient" | "message";
  readonly reason:
    | "unreachable"
    | "throttled"
    | "quota_used_up"
    | "unauthorized"
    | "not_configured"
    | "not_rendered"
    | "rejected"
    | "undeliverable"
    | "suppressed";
  readonly status?: number;
  /** The vendor's own code for it: letters, digits, dots, dashes and underscores, at most 64. */
  readonly vendorCode?: string;
  readonly retryAfterMs?: number;
};

/** One request to one provider, and what came of it. */
export type Attempt = {
  readonly id: string;
  readonly provider: string;
  readonly kind: "accepted" | SendFailure["kind"];
  readonly scope: SendFailure["scope"] | null;
  readonly reason: SendFailure["reason"] | null;
  readonly status: number | null;
  readonly vendorCode: string | null;
  readonly at: number;
};

export type Receipt = { readonly providerMessageId: string | null };
