import type { Database } from "./database.ts";
import { statement } from "./statement.ts";

/*
 * What is left of a person besides the account: tickets and waiting logins of it, and flows, issues and messages that
 * name the account or, from before it was there, only the address. Somebody else may have typed it, too: what a flow
 * remembers of its caller's words goes with the flow, and a correction goes out of a login. Nothing is indexed by address on purpose, since each send would pay
 * for it; an erasure is rare and reads each of these tables. Counters hold digests, and stay, or erasing would be a way
 * around them; and so do suppressions: somebody who asked for no more messages did not ask to be forgotten in order to
 * get them again. What providers told goes, since their ids of messages lead back to the person.
 */

/** Addresses are compared by key, which is lower case; a flow and a message hold them as they were written to. */
const keys = "SELECT key FROM addresses WHERE account_id = :id AND app_id = :appId";
const theirFlows = "SELECT id FROM flows WHERE account_id = :id AND app_id = :appId";

const named = `EXISTS (SELECT 1 FROM json_tree(%) AS said WHERE said.type = 'text' AND lower(said.value) IN (${keys}))`;
const theirContext = named.replace("%", "iif(json_valid(flows.context), flows.context, '{}')");

const theirMessages = `app_id = :appId AND (lower(recipient) IN (${keys}) OR flow_id IN (${theirFlows}))`;

const statements = [
  // From here on the account's flows are all flows of its person, and found by their index.
  `UPDATE flows SET account_id = :id
   WHERE app_id = :appId AND account_id IS NOT :id AND (lower(address_value) IN (${keys}) OR ${theirContext})`,
  `DELETE FROM deliveries WHERE (app_id, provider, provider_message_id) IN (
     SELECT app_id, provider, provider_message_id FROM receipts
     WHERE app_id = :appId AND message_id IN (SELECT id FROM messages WHERE ${theirMessages}))`,
  `DELETE FROM receipts WHERE app_id = :appId AND message_id IN (SELECT id FROM messages WHERE ${theirMessages})`,
  `DELETE FROM messages WHERE ${theirMessages}`,
  `DELETE FROM issues
   WHERE app_id = :appId AND (address_key IN (${keys}) OR account_id = :id OR flow_id IN (${theirFlows}))`,
  `DELETE FROM attempts WHERE app_id = :appId AND flow_id IN (${theirFlows})`,
  "DELETE FROM flows WHERE account_id = :id AND app_id = :appId",
  "DELETE FROM tickets WHERE account_id = :id AND app_id = :appId",
  "DELETE FROM tracks WHERE account_id = :id AND app_id = :appId",
  `UPDATE tracks SET corrections = (
     SELECT json_group_object(entry.key, json(entry.value)) FROM json_each(tracks.corrections) AS entry
     WHERE lower(entry.value ->> 'key') NOT IN (${keys}))
   WHERE app_id = :appId AND ${named.replace("%", "tracks.corrections")}`,
  "DELETE FROM addresses WHERE account_id = :id AND app_id = :appId",
  "DELETE FROM accounts WHERE id = :id AND app_id = :appId RETURNING id",
].map((text) => statement<"id" | "appId">(text));

/**
 * Events stay and no longer say whose they are: an operator's counts of the past remain right, and no number of an
 * event is ever given twice.
 */
const forgetEvents = statement<"id" | "appId" | "after" | "last">(`
UPDATE events SET account_id = NULL
WHERE seq > :after AND seq <= :last AND account_id = :id AND app_id = :appId`);
const eventBounds = statement<never>(`
SELECT coalesce((SELECT min(seq) FROM events), 1) - 1 AS first, coalesce((SELECT max(seq) FROM events), 0) AS newest`);

/** Events per statement: a year of them is more than one transaction should walk through. */
const STRIDE = 100_000;

/** Leaves nothing of the person; whether there was one. The account goes last: until it has, this can be asked for again. */
export async function erasePerson(
  database: Database,
  values: { readonly id: string; readonly appId: string },
  stride = STRIDE,
): Promise<boolean> {
  const { rows } = await database.read([eventBounds({})]);
  const { first, newest } = (rows[0]?.[0] ?? { first: 0, newest: 0 }) as { first: number; newest: number };
  let after = first;
  for (; after + stride < newest; after += stride) {
    await database.write([forgetEvents({ ...values, after, last: after + stride })]);
  }
  // With the rest of them those that have come meanwhile.
  const rest = forgetEvents({ ...values, after, last: Number.MAX_SAFE_INTEGER });
  const erased = await database.write([rest, ...statements.map((bind) => bind(values))]);
  return (erased.rows.at(-1) ?? []).length > 0;
}
