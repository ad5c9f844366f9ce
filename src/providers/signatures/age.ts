const SECONDS = /^\d{1,12}$/;
const TOLERANCE_MS = 5 * 60_000;

/** A time that is written in Unix seconds; not a number for anything else. */
export const unixTime = (seconds: string): number => (SECONDS.test(seconds) ? Number(seconds) * 1_000 : Number.NaN);

/**
 * Whether something was signed within `toleranceMs` of now. From the future it is no better than from the past: who may
 * choose the time of a signature may use it for ever.
 */
export const isRecent = (signedAt: number, now: number, toleranceMs = TOLERANCE_MS): boolean =>
  Math.abs(signedAt - now) <= toleranceMs;
