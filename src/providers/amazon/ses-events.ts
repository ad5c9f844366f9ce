import type { DeliveryEvent, DeliveryStatus } from "../../core/delivery.ts";
import { timeOf } from "../callback.ts";
import { isObject, parseJson, textField } from "../json.ts";
import type { Notification } from "../signatures/sns.ts";
import { vendorCodeOf } from "../vendor-code.ts";

/** A kind of event: what it means, the part that tells of it, and the field in there with its code. */
type Kind = { readonly status: DeliveryStatus; readonly part: string; readonly code: string };

const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ["Send", { status: "sent", part: "send", code: "" }],
  ["DeliveryDelay", { status: "deferred", part: "deliveryDelay", code: "delayType" }],
  ["Delivery", { status: "delivered", part: "delivery", code: "" }],
  ["Bounce", { status: "bounced", part: "bounce", code: "bounceSubType" }],
  ["Complaint", { status: "complained", part: "complaint", code: "complaintFeedbackType" }],
  // Amazon found a virus and sent nothing.
  ["Reject", { status: "failed", part: "reject", code: "reason" }],
]);

/**
 * What SES tells through SNS. Events of a configuration set name their kind `eventType`, those of an identity
 * `notificationType`. Of other kinds, and of what is not about a message, nothing is taken.
 */
export function readSesEvents({ id, text, at }: Notification): readonly DeliveryEvent[] {
  const told = parseJson(text);
  if (!isObject(told)) return [];
  const kind = kinds.get(textField(told, "eventType") ?? textField(told, "notificationType") ?? "");
  const messageId = textField(told["mail"], "messageId");
  if (kind === undefined || messageId === undefined) return [];
  const part = told[kind.part];
  return [
    {
      eventId: id,
      providerMessageId: messageId,
      recipient: null,
      ...outcome(kind.status, textField(part, "bounceType")),
      at: timeOf(textField(part, "timestamp"), at),
      vendorCode: vendorCodeOf(textField(part, kind.code)),
    },
  ];
}

function outcome(status: DeliveryStatus, bounceType?: string): Pick<DeliveryEvent, "status" | "permanent"> {
  // Most often an automatic answer of somebody on holiday, whom the message did reach: it says nothing final.
  if (status === "bounced" && bounceType === "Transient") return { status: "deferred", permanent: false };
  return { status, permanent: status === "complained" || (status === "bounced" && bounceType === "Permanent") };
}
