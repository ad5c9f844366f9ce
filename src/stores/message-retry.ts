import { LEAST_LIFE_MS } from "../core/policy.ts";
import { fail, ok, type Result } from "../core/result.ts";
import type { Database, Row } from "./database.ts";
import { type ListedMessage, shown, toListed } from "./message-listing.ts";
import { statement } from "./statement.ts";

/** Why a message cannot be sent once more. */
export type RetryFailure = "no_such_message" | "not_failed" | "issue_over" | "too_late" | "suppressed";

/** Its code is the one that counts. */
const isLive = `EXISTS (
  SELECT 1 FROM flows JOIN issues ON issues.flow_id = flows.id AND issues.id = flows.issue_id
  WHERE flows.id = messages.flow_id AND flows.issue_id = messages.issue_id AND flows.state = 'sent'
    AND issues.state = 'pending')`;
const isSuppressed = `EXISTS (
  SELECT 1 FROM issues JOIN suppressions
    ON suppressions.app_id = issues.app_id AND suppressions.address_digest = issues.address_digest
  WHERE issues.flow_id = messages.flow_id AND issues.id = messages.issue_id)`;

/** By which provider's name it went out before is kept: what that one told of it stays in view until another takes it. */
const putBack = statement<"appId" | "id" | "operation" | "now" | "leastLifeMs">(`
UPDATE messages SET state = 'pending', due_at = :now, send_count = 0, owner = :operation, updated_at = :now
WHERE id = :id AND app_id = :appId AND state IN ('failed', 'expired') AND expires_at - :now >= :leastLifeMs
  AND ${isLive} AND NOT ${isSuppressed}`);

const standing = statement<"appId" | "id">(
  `SELECT *, ${isLive} AS is_live, ${isSuppressed} AS is_suppressed FROM messages WHERE id = :id AND ${shown}`,
);

function failureOf(row: Row, now: number): RetryFailure {
  if (row["state"] !== "failed" && row["state"] !== "expired") return "not_failed";
  if (row["is_live"] !== 1) return "issue_over";
  return (row["expires_at"] as number) - now < LEAST_LIFE_MS ? "too_late" : "suppressed";
}

/** Puts a message that has failed back among those that are due, for as many tries as a new one has. */
export async function retryMessage(
  database: Pick<Database, "write">,
  work: { readonly appId: string; readonly id: string; readonly operation: string; readonly now: number },
): Promise<Result<ListedMessage, RetryFailure>> {
  const { rows } = await database.write([putBack({ ...work, leastLifeMs: LEAST_LIFE_MS }), standing(work)]);
  const row = rows[1]?.[0];
  if (!row) return fail("no_such_message");
  // Told by its owner, so that a re-run after a lost reply still answers what the first run did.
  return row["owner"] === work.operation ? ok(toListed(row)) : fail(failureOf(row, work.now));
}
