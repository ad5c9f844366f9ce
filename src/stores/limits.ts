import type { LimitState, LimitUse } from "../core/flow-store.ts";
import { type Bindable, type Bound, statement } from "./statement.ts";

/** What stands behind `INSERT … SELECT` for a limit: whether the thing it limits would otherwise go ahead. */
type Condition = {
  readonly from: string;
  readonly where: string;
  readonly places?: Places;
};

/** SQL for what `{digest}` and `{range}` stand for in keys, where only the database knows whom a limit is about. */
export type Places = { readonly digest: string; readonly range?: string };

/** A wanted key, as SQL. */
function keyOf(wanted: string, places: Places | undefined): string {
  if (places === undefined) return wanted;
  const key = `replace(${wanted}, '{digest}', ${places.digest})`;
  return places.range === undefined ? key : `replace(${key}, '{range}', ${places.range})`;
}

/** A limit that would not let one more event through, as `wanted` asks for it and `limits` has it. */
const full = `(limits.next_at > :now
    OR (limits.burst_reset_at > :now AND limits.burst >= wanted.value ->> 'burst')
    OR (limits.sustained_reset_at > :now AND limits.sustained >= wanted.value ->> 'sustained'))`;

/** SQL that holds when one of `:limits` would not let one more event through. */
const anyFullOf = (places: Places | undefined) => `EXISTS (
  SELECT 1 FROM json_each(:limits) AS wanted JOIN limits ON limits.key = ${keyOf("wanted.value ->> 'key'", places)} WHERE ${full})`;
export const anyFull = anyFullOf(undefined);

/*
 * Counts one event against every limit it falls under, or against none if one of them is full: whoever is over a limit
 * of its own cannot use up somebody else's. The rows to insert are chosen before any is written. `last_op` tells the
 * statements after it in the same batch that it counted; that a re-run does not count again is for the condition.
 */
const count = ({ from, where, places }: Condition) => `
INSERT INTO limits (key, app_id, burst, burst_reset_at, sustained, sustained_reset_at, next_at, last_op, expires_at)
SELECT ${keyOf("wanted.value ->> 'key'", places)}, :appId, 1, :now + (wanted.value ->> 'burstMs'), 1, :now + (wanted.value ->> 'sustainedMs'),
  :now + (wanted.value ->> 'waitMs'), :operation, :now + (wanted.value ->> 'sustainedMs')
FROM json_each(:limits) AS wanted ${from}
WHERE ${where} AND NOT ${anyFullOf(places)}
ON CONFLICT (key) DO UPDATE SET
  burst = CASE WHEN burst_reset_at <= :now THEN 1 ELSE burst + 1 END,
  burst_reset_at = CASE WHEN burst_reset_at <= :now THEN excluded.burst_reset_at ELSE burst_reset_at END,
  sustained = CASE WHEN sustained_reset_at <= :now THEN 1 ELSE sustained + 1 END,
  sustained_reset_at = CASE WHEN sustained_reset_at <= :now THEN excluded.sustained_reset_at ELSE sustained_reset_at END,
  next_at = CASE WHEN sustained_reset_at <= :now THEN excluded.next_at
    ELSE :now + min((excluded.next_at - :now) << min(sustained, 20), :longestWaitMs) END,
  expires_at = CASE WHEN sustained_reset_at <= :now THEN excluded.expires_at ELSE expires_at END,
  last_op = :operation`;

type CountNames = "appId" | "now" | "operation" | "limits" | "longestWaitMs";

/** The statement that counts one use of all `uses`, given that `condition` holds; none when nothing is limited. */
export function counting<Names extends string = never>(condition: Condition) {
  const bind = statement<CountNames | Names>(count(condition));
  return (uses: readonly LimitUse[], values: Readonly<Record<string, Bindable>>): readonly Bound[] => {
    if (uses.length === 0) return [];
    const limits = uses.map(({ key, limit }) => ({ key, ...limit }));
    const longestWaitMs = Math.max(...limits.map(({ maxWaitMs }) => maxWaitMs));
    return [bind({ ...values, limits: JSON.stringify(limits), longestWaitMs } as Record<CountNames | Names, Bindable>)];
  };
}

export const keysOf = (uses: readonly LimitUse[]): string => JSON.stringify(uses.map(({ key }) => key));

/** SQL that holds when every limit in the list of that name counted: each has this operation as its last one. */
export const allCountedOf = (keys: "limitKeys" | "askingKeys", places?: Places) => `NOT EXISTS (
  SELECT 1 FROM json_each(:${keys}) AS wanted
  WHERE NOT EXISTS (
    SELECT 1 FROM limits WHERE limits.key = ${keyOf("wanted.value", places)} AND limits.last_op = :operation))`;
export const allCounted = allCountedOf("limitKeys");

/**
 * SQL for how the limits stand, as JSON: for telling when to come back. `settled` is when nobody will ask, so that
 * what goes well does not pay for it.
 */
export const limitStates = (settled: string, places?: Places): string => `CASE WHEN ${settled} THEN '[]' ELSE (
  SELECT json_group_array(json_object('key', wanted.value, 'burst', burst, 'burstResetAt', burst_reset_at,
    'sustained', sustained, 'sustainedResetAt', sustained_reset_at, 'nextAt', next_at))
  FROM json_each(:limitKeys) AS wanted JOIN limits ON limits.key = ${keyOf("wanted.value", places)}) END`;

/** Reads what `limitStates` selected. */
export const toLimitStates = (json: unknown): readonly LimitState[] => JSON.parse(json as string) as LimitState[];
