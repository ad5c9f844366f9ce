import type { World } from "../core/ports.ts";
import type { Database } from "./database.ts";
import type { Bound } from "./statement.ts";

/** Long enough to meet others on a busy isolate, and nothing to whoever reads the outcome. */
const GATHER_MS = 50;
/** Enough for one trip; what is left is for whoever comes after. */
const MOST = 50;

/**
 * Writes that no answer waits for. Each waits a moment, and whoever's moment is over first writes for all who wait, in
 * one trip: a database that does one thing at a time is asked less often the busier it is. Between requests pass
 * values only, never I/O. The promise says that nothing is left to do for its caller, who may have been written for.
 */
export function gatheredWrites(
  database: Pick<Database, "write">,
  world: Pick<World, "timer">,
): (statements: readonly Bound[]) => Promise<void> {
  const waiting: (readonly Bound[])[] = [];
  /** Whole callers: what one of them writes belongs together. */
  const take = (): Bound[] => {
    const together: Bound[] = [];
    while (waiting.length > 0 && together.length < MOST) together.push(...(waiting.shift() ?? []));
    return together;
  };
  return async (statements) => {
    waiting.push(statements);
    await world.timer(GATHER_MS).gone;
    const together = take();
    if (together.length > 0) await database.write(together);
  };
}
