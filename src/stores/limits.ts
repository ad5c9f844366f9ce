import type { LimitState, LimitUse } from "../core/ports.ts";
import type { Row } from "./database.ts";
import { type Bound, statement } from "./statement.ts";

/** What stands behind `INSERT … SELECT` for a limit: whether the thing it limits would otherwise go ahead. */
type Condition = { readonly from: string; readonly where: string };

/*
 * Counts one event if both windows and the wait allow it, in one statement. `last_op` tells the statements after it
 * in the same batch that it did, and a re-run that it had.
 */
const count = ({ from, where }: Condition) => `
INSERT INTO limits (key, app_id, burst, burst_reset_at, sustained, sustained_reset_at, next_at, last_op, expires_at)
SELECT :key, :appId, 1, :now + :burstMs, 1, :now + :sustainedMs, :now + :waitMs, :operation, :now + :sustainedMs
${from} WHERE ${where}
ON CONFLICT (key) DO UPDATE SET
  burst = CASE WHEN burst_reset_at <= :now THEN 1 ELSE burst + 1 END,
  burst_reset_at = CASE WHEN burst_reset_at <= :now THEN :now + :burstMs ELSE burst_reset_at END,
  sustained = CASE WHEN sustained_reset_at <= :now THEN 1 ELSE sustained + 1 END,
  sustained_reset_at = CASE WHEN sustained_reset_at <= :now THEN :now + :sustainedMs ELSE sustained_reset_at END,
  next_at = :now + CASE WHEN sustained_reset_at <= :now THEN :waitMs ELSE min(:waitMs << min(sustained, 20), :maxWaitMs) END,
  expires_at = CASE WHEN sustained_reset_at <= :now THEN :now + :sustainedMs ELSE expires_at END,
  last_op = :operation
WHERE last_op <> :operation AND next_at <= :now
  AND (burst_reset_at <= :now OR burst < :burstMax)
  AND (sustained_reset_at <= :now OR sustained < :sustainedMax)`;

type CountNames = "key" | "appId" | "now" | "operation" | "burstMs" | "burstMax" | "sustainedMs" | "sustainedMax";

/** A statement that counts one use of a limit, given that `condition` holds. Its other values come from `values`. */
export function counting(condition: Condition) {
  const bind = statement<CountNames | "waitMs" | "maxWaitMs">(count(condition));
  return ({ key, limit }: LimitUse, values: { appId: string; now: number; operation: string } & Row): Bound =>
    bind({
      ...(values as Record<string, string | number>),
      key,
      appId: values.appId,
      now: values.now,
      operation: values.operation,
      burstMs: limit.burstMs,
      burstMax: limit.burst,
      sustainedMs: limit.sustainedMs,
      sustainedMax: limit.sustained,
      waitMs: limit.waitMs,
      maxWaitMs: limit.maxWaitMs,
    });
}

/** SQL that holds when every limit of the batch counted: each has this operation as its last one. */
export const allCounted = `NOT EXISTS (SELECT 1 FROM json_each(:limitKeys) AS wanted
  WHERE NOT EXISTS (SELECT 1 FROM limits WHERE limits.key = wanted.value AND limits.last_op = :operation))`;

/**
 * SQL for how the limits stand, as JSON: for telling when to come back. `settled` is when nobody will ask, so that
 * what goes well does not pay for it.
 */
export const limitStates = (settled: string): string => `CASE WHEN ${settled} THEN '[]' ELSE (
  SELECT json_group_array(json_object('key', key, 'burst', burst, 'burstResetAt', burst_reset_at,
    'sustained', sustained, 'sustainedResetAt', sustained_reset_at, 'nextAt', next_at))
  FROM limits WHERE key IN (SELECT value FROM json_each(:limitKeys))) END`;

/** Reads what `limitStates` selected. */
export const toLimitStates = (json: unknown): readonly LimitState[] => JSON.parse(json as string) as LimitState[];
