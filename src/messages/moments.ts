import type { MessageData } from "../core/message.ts";
import type { Copy, Moments, Utc } from "./copy/copy.ts";

const MINUTE = 60_000;
const DAY_IN_MINUTES = 24 * 60;

/** Rounds down, so that nothing stops working before its message says so. */
export function momentsOf(
  { requestedAt, expiresAt }: Pick<MessageData, "requestedAt" | "expiresAt">,
  copy: Copy,
): Moments {
  const minutes = Math.max(1, Math.floor((expiresAt - requestedAt) / MINUTE));
  return {
    length: minutes % 60 === 0 ? copy.hours(minutes / 60) : copy.minutes(minutes),
    until: minutes < DAY_IN_MINUTES ? copy.clock(utc(expiresAt)) : copy.dayAndClock(utc(expiresAt)),
    asked: copy.dayAndClock(utc(requestedAt)),
  };
}

function utc(at: number): Utc {
  const date = new Date(at);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    time: date.toISOString().slice(11, 16),
  };
}
