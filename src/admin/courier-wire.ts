import type { Attempt, MessageState, SendFailure } from "../core/message.ts";
import type { ListedDelivery, ListedMessage } from "../stores/message-listing.ts";
import type { MessageText } from "./message-texts.ts";

export type CourierStatus = "queued" | "processing" | "sent" | "abandoned";

/** Our states by Kratos's statuses. A withheld message has none: it is not shown. */
export const statesOf: Readonly<Record<CourierStatus, readonly MessageState[]>> = {
  queued: ["pending"],
  processing: ["sending"],
  sent: ["sent", "delivered"],
  abandoned: ["failed", "expired", "suppressed"],
};

export const courierStatuses = Object.keys(statesOf) as readonly CourierStatus[];

/** Our own states, which tell more. */
export const messageStates = courierStatuses.flatMap((status) => statesOf[status]);

const statusOf = (state: MessageState): CourierStatus =>
  courierStatuses.find((status) => statesOf[status].includes(state)) ?? "abandoned";

/** Kratos keeps the courier's instants in whole seconds. */
export const seconds = (at: number): string => new Date(at).toISOString().replace(/\.[0-9]{3}Z$/, "Z");

/** A message as Kratos's courier API shows it. */
export const toWireMessage = (message: ListedMessage, { subject, body }: MessageText) => ({
  id: message.id,
  status: statusOf(message.state),
  type: message.channel === "email" ? "email" : "sms",
  recipient: message.recipient,
  body,
  subject,
  template_type: message.template,
  channel: message.channel,
  send_count: message.sendCount,
  state: message.state,
  provider: message.provider,
  created_at: seconds(message.createdAt),
  updated_at: seconds(message.updatedAt),
});

const reasons: Readonly<Record<SendFailure["reason"], string>> = {
  unreachable: "The provider could not be reached, or failed.",
  throttled: "The provider takes no more messages for now.",
  quota_used_up: "What the provider lets us send is used up.",
  unauthorized: "The provider does not accept our credentials.",
  rejected: "The provider refused this message.",
  not_configured: "No provider is set up for this channel, or its settings are wrong.",
  not_rendered: "It could not be put into words, which is a bug: the log says more.",
  undeliverable: "The provider does not reach this recipient.",
  suppressed: "The recipient asked for no more messages, or their mailbox refused the last one.",
};

const statusTexts: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  422: "Unprocessable Entity",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/** A provider that gave no status failed as far as anybody can tell. */
function toWireError({ status, reason }: Attempt) {
  const code = status ?? 500;
  return {
    code,
    status: statusTexts[code] ?? "Error",
    reason: reason === null ? "The message could not be handed over." : reasons[reason],
    message: "The message could not be delivered.",
  };
}

/** Every try, oldest first. Beside what Kratos shows: who was asked, and what the answer means for the next try. */
export const toWireDispatches = ({ id, dispatches }: ListedMessage) =>
  dispatches.map((attempt) => ({
    id: attempt.id,
    message_id: id,
    status: attempt.kind === "accepted" ? "success" : "failed",
    ...(attempt.kind === "accepted" ? {} : { error: toWireError(attempt) }),
    provider: attempt.provider,
    class: attempt.kind,
    scope: attempt.scope,
    reason: attempt.reason,
    vendor_code: attempt.vendorCode,
    created_at: seconds(attempt.at),
    updated_at: seconds(attempt.at),
  }));

/** What the provider told of it afterwards, in the order in which that came; the instants are the provider's. */
export const toWireDeliveries = (deliveries: readonly ListedDelivery[]) =>
  deliveries.map(({ status, permanent, vendorCode, at }) => ({
    status,
    permanent,
    vendor_code: vendorCode,
    at: seconds(at),
  }));
