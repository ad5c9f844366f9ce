import type { Translator } from "../copy/translator.ts";
import type { MessageData } from "../core/message.ts";

const MINUTE = 60_000;
const DAY_IN_MINUTES = 24 * 60;

/** The times a message names. */
export type Moments = {
  /** How long the code or link works. */
  readonly minutes: number;
  /** The same for a link, which may work for days: whole hours are said as hours. */
  readonly length: { readonly unit: "minutes" | "hours"; readonly n: number };
  /** Until when: "20:10 UTC", with the day if it could be another one. */
  readonly until: string;
  /** When it was asked for, with the day. */
  readonly asked: string;
};

/** Rounds down, so that nothing stops working before its message says so. */
export function momentsOf(
  { requestedAt, expiresAt }: Pick<MessageData, "requestedAt" | "expiresAt">,
  copy: Pick<Translator, "clock" | "moment">,
): Moments {
  const minutes = Math.max(1, Math.floor((expiresAt - requestedAt) / MINUTE));
  return {
    minutes,
    length: minutes % 60 === 0 ? { unit: "hours", n: minutes / 60 } : { unit: "minutes", n: minutes },
    until: minutes < DAY_IN_MINUTES ? copy.clock(expiresAt) : copy.moment(expiresAt),
    asked: copy.moment(requestedAt),
  };
}
