const SECONDS = /^\d{1,12}$/;

/**
 * Whether a time in Unix seconds lies within `toleranceMs` of now. From the future it is no better than from the past:
 * who may choose the time of a signature may use it for ever.
 */
export const isRecent = (seconds: string, now: number, toleranceMs: number): boolean =>
  SECONDS.test(seconds) && Math.abs(Number(seconds) * 1_000 - now) <= toleranceMs;
