import type { Client } from "../http-client.ts";
import { type Instance, withInstances } from "../instance.ts";
import { observeOperations, warmUp } from "../operations.ts";
import { POPULATION } from "../people.ts";
import type { Line } from "../report.ts";
import { forEachApi } from "../section.ts";
import type { Api } from "../systems.ts";

/** Verifications of the past, `from` to `to`: ended, their messages sent, spread over the accounts there are. */
const history = (from: number, to: number, at: number): readonly string[] => {
  const numbers = `WITH RECURSIVE n(i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i < ${to})`;
  // Half of them before every new flow and half behind: a range that ends at the end of a table reads one row less.
  const id = "printf('%s-0000-4000-8000-%012d', iif(i % 2, '00000000', 'ffffffff'), i)";
  const account = `printf('%024x', 1 + i % ${POPULATION})`;
  const email = `printf('user%d@example.com', 1 + i % ${POPULATION})`;
  const started = `${at} - i`;
  return [
    `INSERT INTO flows (id, app_id, dialect, proof, state, guard, context, account_id, channel, address_value, issue_id,
       attempts, created_at, expires_at, verified_at, sweep_at) ${numbers}
     SELECT ${id}, 'default', 'kratos', 'code', 'verified', 'api', '{}', ${account}, 'email', ${email}, ${id},
       1, ${started}, ${started} + 3600000, ${started}, ${started} + 90000000 FROM n`,
    `INSERT INTO issues (flow_id, id, app_id, account_id, channel, address_kind, address_key, address_digest, kid, state,
       attempts, created_at, expires_at) ${numbers}
     SELECT ${id}, ${id}, 'default', ${account}, 'email', 'email', ${email}, printf('past%d', i), 'k1/k1', 'verified',
       1, ${started}, ${started} + 600000 FROM n`,
    `INSERT INTO attempts (flow_id, id, app_id, issue_id, outcome, at) ${numbers}
     SELECT ${id}, ${id}, 'default', ${id}, 'verified', ${started} FROM n`,
    `INSERT INTO messages (id, app_id, flow_id, issue_id, channel, recipient, template, data, state, send_count, due_at,
       created_at, updated_at, expires_at) ${numbers}
     SELECT ${id}, 'default', ${id}, ${id}, 'email', ${email}, 'verification_code_valid', '{}', 'sent', 1, ${started},
       ${started}, ${started}, ${started} + 600000 FROM n`,
    `INSERT INTO limits (key, app_id, burst, burst_reset_at, sustained, sustained_reset_at, next_at, last_op, expires_at)
     ${numbers} SELECT printf('email|past%d', i), 'default', 1, 0, 1, 0, 0, ${id}, ${at} + i FROM n`,
  ];
};

const LOOKS = 3;

/**
 * Rows that each operation reads: the fewest of several times, since an isolate looks up anew, with whichever operation
 * comes next, what it has known for a while.
 */
async function rowsRead(instance: Instance<Api>, client: Client): Promise<ReadonlyMap<string, number>> {
  const fewest = new Map<string, number>();
  for (let look = 0; look < LOOKS; look += 1) {
    for (const [name, { total }] of await observeOperations(instance, client)) {
      fewest.set(name, Math.min(total.rowsRead, fewest.get(name) ?? Number.POSITIVE_INFINITY));
    }
  }
  return fewest;
}

/** That no operation reads more because more has happened before. */
export const rows = forEachApi((api, { quick }) =>
  withInstances([api], { probed: true }, async (instance) => {
    const few = 1_000;
    const many = quick ? 100_000 : 1_000_000;
    const now = Date.now();
    const client = instance.client();
    const database = await instance.database();
    const grow = async (from: number, to: number): Promise<void> => {
      for (const sql of history(from, to, now)) await database.prepare(sql).run();
    };

    await warmUp(instance, client);
    await grow(1, few);
    const before = await rowsRead(instance, client);
    await grow(few + 1, many);
    const after = await rowsRead(instance, client);
    client.close();

    return [...before].map(([name, rowsBefore]): Line => {
      const rowsAfter = after.get(name);
      return {
        what: `${name}: rows read at ${few} and at ${many} flows`,
        budget: "the same",
        figure: `${rowsBefore} and ${rowsAfter}`,
        verdict: rowsBefore === rowsAfter ? "ok" : "over",
      };
    });
  }),
);
