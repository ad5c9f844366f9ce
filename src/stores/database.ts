import { Unavailable } from "../core/failure.ts";
import type { World } from "../core/ports.ts";
import type { Bound } from "./statement.ts";

export type Row = Readonly<Record<string, unknown>>;

/** What one batch answered: the rows of each of its statements; of a read also how much it has seen. */
export type Reply = { readonly rows: readonly (readonly Row[])[]; readonly bookmark: string | null };

/**
 * D1 as this Worker uses it. One call is one round trip and, for `write`, one transaction. What D1 could not answer
 * in time, or could not answer at all, is thrown as `Unavailable`.
 */
export type Database = {
  /** Run again as it is after a lost reply: hand in only statements that then change nothing. */
  write(statements: readonly Bound[]): Promise<Reply>;
  /** From the nearest replica that has seen `bookmark`; from the primary when there is none, or none that is ours. */
  read(statements: readonly Bound[], bookmark?: string): Promise<Reply>;
};

type Session = D1Database | D1DatabaseSession;

/** For all tries together. */
const DEADLINE_MS = 5_000;
const TRIES = 3;
const RETRY_SPREAD_MS = 200;
const NO_ANSWER = "D1 gave no answer in time";

/** Failures after which D1 may or may not have committed, and that pass by themselves. */
const PASSING = /network connection lost|object to be reset|reset because its code was updated|transient issue/i;
const BOOKMARK = /^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{32}$/;

export function createDatabase(d1: D1Database, world: Pick<World, "defer" | "log" | "random" | "timer">): Database {
  /** Tries until D1 answers, for as long as anybody waits. */
  async function attempts(batch: () => Promise<D1Result<Row>[]>, deadline: Promise<never>): Promise<D1Result<Row>[]> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await Promise.race([batch(), deadline]);
      } catch (error) {
        const message = error instanceof Error ? error.message : "";
        const again = tries < TRIES && PASSING.test(message);
        world.log({ event: "d1_failed", again, kind: kindOf(message) });
        if (!again) throw new Unavailable("D1 could not answer", { cause: error });
        await world.timer(jitter(world)).gone;
      }
    }
  }

  async function run(session: Session, statements: readonly Bound[]): Promise<Reply> {
    const prepared = statements.map(({ sql, values }) => session.prepare(sql).bind(...values));
    const timer = world.timer(DEADLINE_MS);
    const deadline = timer.gone.then(() => {
      throw new Error(NO_ANSWER);
    });
    try {
      const results = await attempts(() => session.batch<Row>(prepared), deadline);
      return {
        rows: results.map(({ results: rows }) => rows),
        bookmark: "getBookmark" in session ? session.getBookmark() : null,
      };
    } finally {
      timer.cancel();
    }
  }

  return {
    write(statements) {
      const work = run(d1, statements);
      // A caller that hangs up must not undo half of what it asked for.
      world.defer(work.catch(() => undefined));
      return work;
    },
    read: (statements, bookmark) =>
      run(d1.withSession(bookmark && BOOKMARK.test(bookmark) ? bookmark : "first-primary"), statements),
  };
}

const jitter = (world: Pick<World, "random">): number => ((world.random(1)[0] ?? 0) / 255) * RETRY_SPREAD_MS;

/** D1's messages can quote values, so only their class is logged. */
function kindOf(message: string): string {
  if (PASSING.test(message)) return "passing";
  if (/overloaded/i.test(message)) return "overloaded";
  if (message === NO_ANSWER) return "timeout";
  return /constraint/i.test(message) ? "constraint" : "other";
}
