import type { DeliveryEvent } from "../core/delivery.ts";

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

/** The JSON value in a callback; undefined if it is not JSON in UTF-8. */
export function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** The time an ISO date names, or else `otherwise`. */
export function timeOf(date: string | undefined, otherwise: number): number {
  const time = date === undefined ? NaN : Date.parse(date);
  return Number.isNaN(time) ? otherwise : time;
}

/** The time in Unix seconds, fractions and all, or else `otherwise`. */
export const timeOfSeconds = (seconds: unknown, otherwise: number): number =>
  typeof seconds === "number" && Number.isFinite(seconds) ? Math.round(seconds * 1_000) : otherwise;

/** A message id without the angle brackets that mail headers set around it. */
export const withoutBrackets = (id: string): string => id.replace(/^<|>$/g, "");
