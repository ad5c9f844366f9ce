import type { Result } from "./result.ts";

/** A request in which a vendor tells what became of messages, before anything in it is believed. */
export type Callback = {
  readonly method: string;
  /** As the vendor was told it: our public origin, the path and the query. */
  readonly url: string;
  readonly headers: Headers;
  readonly bytes: Uint8Array<ArrayBuffer>;
};

/**
 * What became of a message. `delivered`, `failed`, `bounced` and `complained` are final; `stopped` is a person who
 * asked for no more texts.
 */
export type DeliveryStatus = "sent" | "deferred" | "delivered" | "failed" | "bounced" | "complained" | "stopped";

/** What a vendor says happened, in our words. */
export type DeliveryEvent = {
  /** The same each time the vendor tells it. */
  readonly eventId: string;
  /** As the vendor named the message when it took it; null where it speaks of a person alone (`stopped`). */
  readonly providerMessageId: string | null;
  /** Whom it is about, where that is all the vendor says; null where the message tells. */
  readonly recipient: string | null;
  readonly status: DeliveryStatus;
  /** Epoch milliseconds, by the vendor's clock. */
  readonly at: number;
  /** Whether the recipient will refuse everything: a mailbox that is not there, a complaint, a STOP. */
  readonly permanent: boolean;
  /** The vendor's own code: letters, digits, dots, dashes and underscores, at most 64. */
  readonly vendorCode: string | null;
};

export type CallbackReading = {
  readonly events: readonly DeliveryEvent[];
  /** What was signed in place of the events: it is good for those that it comes with first, and for no others. */
  readonly token?: string;
  /** What the vendor wants to read, where it wants more than a 2xx. */
  readonly reply?: { readonly type: string; readonly body: string };
};

/** Why nothing in a callback was believed. */
export type CallbackFailure = { readonly reason: "not_signed" | "wrong_signature" | "too_old" | "unreadable" };

/** Checks who sent a callback, over its raw bytes, and only then reads it. Never throws. */
export type ReadCallback = (callback: Callback) => Promise<Result<CallbackReading, CallbackFailure>>;
