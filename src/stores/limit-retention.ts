import { type Bound, statement } from "./statement.ts";

/** What digests begin with, in the order of their bytes. */
const FIRST_LETTERS = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
/** Behind every letter. */
const END = "~";
const MINUTE = 60_000;

/**
 * Counters whose windows are over, of those whose digest is in a range. Kinds of limits are found by leaping from the
 * first key of one to the first of the next: `}` is the character after the bar behind a kind.
 */
const dropLimits = statement<"now" | "from" | "to" | "chunk">(`
DELETE FROM limits WHERE key IN (
  WITH RECURSIVE kinds(kind) AS (
    SELECT (SELECT substr(key, 1, instr(key, '|') - 1) FROM limits ORDER BY key LIMIT 1)
    UNION ALL
    SELECT (SELECT substr(key, 1, instr(key, '|') - 1) FROM limits WHERE key >= kinds.kind || '}' ORDER BY key LIMIT 1)
    FROM kinds WHERE kinds.kind IS NOT NULL)
  SELECT limits.key FROM kinds CROSS JOIN limits
    ON limits.key >= kinds.kind || '|' || :from AND limits.key < kinds.kind || '|' || :to
  WHERE limits.expires_at <= :now LIMIT :chunk) RETURNING key`);

/**
 * Each minute has a 64th of the counters for its own, so that all are looked at within about an hour. No index by
 * expiry leads to them: it would be one more row for every counter that a verification touches.
 */
export function dropLimitsOfMinute(now: number, chunk: number): Bound {
  const slice = Math.floor(now / MINUTE) % FIRST_LETTERS.length;
  return dropLimits({
    now,
    chunk,
    from: slice === 0 ? "" : (FIRST_LETTERS[slice] ?? ""),
    to: FIRST_LETTERS[slice + 1] ?? END,
  });
}
