import { env } from "cloudflare:workers";
import type { Database, Row } from "../../src/stores/database.ts";
import type { Bound } from "../../src/stores/statement.ts";

/** The database, with a meter: how many rows D1 read for what ran last, and in how many trips all of it ran. */
export function meteredDatabase(): Database & { readonly rowsRead: () => number; readonly trips: () => number } {
  let rowsRead = 0;
  let trips = 0;
  async function run(statements: readonly Bound[]) {
    const prepared = statements.map(({ sql, values }) => env.DB.prepare(sql).bind(...values));
    const results = await env.DB.batch<Row>(prepared);
    trips += 1;
    rowsRead = results.reduce((sum, { meta }) => sum + meta.rows_read, 0);
    return { rows: results.map(({ results: rows }) => rows), bookmark: null };
  }
  return { write: run, read: run, rowsRead: () => rowsRead, trips: () => trips };
}
