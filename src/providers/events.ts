import type { DeliveryEvent, DeliveryStatus } from "../core/delivery.ts";
import { VENDOR_CODE } from "./reply.ts";

/** A vendor's error code as it may be kept; null for anything that is none. */
export function vendorCodeOf(value: unknown): string | null {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && VENDOR_CODE.test(text) ? text : null;
}

/** When a vendor says something happened; `otherwise` if it does not say so in a way that can be read. */
export function timeOf(text: string | null | undefined, otherwise: number): number {
  const at = Date.parse(text ?? "");
  return Number.isNaN(at) ? otherwise : at;
}

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

/** The JSON value in a callback; undefined if it is not JSON. */
export function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/** The fields of a form in a callback. */
export const formIn = (bytes: Uint8Array): URLSearchParams => new URLSearchParams(new TextDecoder().decode(bytes));

/** A number in E.164, whether or not a vendor writes the plus sign; null for a name, a short code or nothing. */
export function e164Of(text: string | null | undefined): string | null {
  const digits = /^\+?(?<digits>[1-9][0-9]{6,14})$/.exec(text ?? "")?.groups?.["digits"];
  return digits === undefined ? null : `+${digits}`;
}
