import type { DeliveryEvent, DeliveryStatus } from "../core/delivery.ts";

/** What vendors tell of a message in words of their own, in ours. */
export const outcomes = {
  sent: { status: "sent", permanent: false },
  deferred: { status: "deferred", permanent: false },
  delivered: { status: "delivered", permanent: false },
  failed: { status: "failed", permanent: false },
  /** Not tried, since the vendor knows that the recipient takes nothing. */
  suppressed: { status: "failed", permanent: true },
  bounced: { status: "bounced", permanent: false },
  gone: { status: "bounced", permanent: true },
  complained: { status: "complained", permanent: true },
} as const satisfies Readonly<Record<string, Pick<DeliveryEvent, "status" | "permanent">>>;

export type Outcome = (typeof outcomes)[keyof typeof outcomes];

/** What became of one message. `word` is the vendor's own for it, which it uses again when it tells it again. */
export const messageEvent = ({
  id,
  word,
  ...event
}: {
  readonly id: string;
  readonly word: string;
  readonly status: DeliveryStatus;
  readonly at: number;
  readonly permanent: boolean;
  readonly vendorCode: string | null;
}): DeliveryEvent => ({ eventId: `${id}:${word}`, providerMessageId: id, recipient: null, ...event });

/** A person who wants no more texts, as message `id` tells: their own, or one of ours that was not let through. */
export const stopEvent = ({
  id,
  ...event
}: {
  readonly id: string;
  readonly recipient: string;
  readonly at: number;
  readonly vendorCode: string | null;
}): DeliveryEvent => ({
  eventId: `${id}:stop`,
  providerMessageId: null,
  status: "stopped",
  permanent: true,
  ...event,
});

/** A number in E.164, whether or not a vendor writes the plus sign; null for a name, a short code or nothing. */
export function e164Of(text: string | null | undefined): string | null {
  const digits = /^\+?(?<digits>[1-9][0-9]{6,14})$/.exec(text ?? "")?.groups?.["digits"];
  return digits === undefined ? null : `+${digits}`;
}
