/** A wait in seconds, as people and `Retry-After` count it: none is ever too short, and none is zero. */
export const wholeSeconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1_000));
