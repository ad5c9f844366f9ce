import type { Channel } from "../core/flow.ts";
import type { Attempt, Message, MessageState, MessageTemplate, StoredMessageData } from "../core/message.ts";
import type { ClaimedMessage, MessageStore } from "../core/message-store.ts";
import type { World } from "../core/ports.ts";
import type { Database, Row } from "./database.ts";
import { gatheredWrites } from "./gathered-writes.ts";
import { reportStatements } from "./report-statements.ts";
import { statement } from "./statement.ts";

/**
 * A re-run finds what the first run took, and takes nothing more. A row with a column that is no JSON must not keep
 * those it was taken with from going out: it goes on without it, as far as it can.
 */
const claimDue = statement<"owner" | "now" | "leaseUntil" | "limit">(`
UPDATE messages SET state = 'sending', owner = :owner, due_at = :leaseUntil, send_count = send_count + 1, updated_at = :now,
  data = iif(json_valid(data), data, '{}'), dispatches = iif(json_valid(dispatches), dispatches, '[]')
WHERE id IN (
  SELECT id FROM messages WHERE state IN ('pending', 'sending') AND due_at <= :now AND NOT EXISTS (
    SELECT 1 FROM messages WHERE state IN ('pending', 'sending') AND due_at = :leaseUntil AND owner = :owner)
  ORDER BY due_at LIMIT :limit)`);

/** Messages, each with the issue it was made for while that is the newest of its flow and may still be used. */
export const messagesWithIssue = `messages
  LEFT JOIN flows ON flows.id = messages.flow_id AND flows.issue_id = messages.issue_id AND flows.state = 'sent'
  LEFT JOIN issues ON issues.flow_id = flows.id AND issues.id = flows.issue_id AND issues.state = 'pending'`;

/** Told by owner and lease, so that a re-run of the claim still answers what it claimed the first time. */
const claimed = statement<"owner" | "leaseUntil">(`
SELECT messages.*, issues.code_mac, issues.link_mac, issues.channel AS first_channel, EXISTS (
    SELECT 1 FROM issues AS made JOIN suppressions
      ON suppressions.app_id = made.app_id AND suppressions.address_digest = made.address_digest
    WHERE made.flow_id = messages.flow_id AND made.id = messages.issue_id) AS suppressed
FROM ${messagesWithIssue}
WHERE messages.state IN ('pending', 'sending') AND messages.due_at = :leaseUntil AND messages.owner = :owner`);

export const toMacs = ({ code_mac: code, link_mac: link }: Row): ClaimedMessage["macs"] =>
  code === null || link === null ? null : { code: code as string, link: link as string };

export const toMessage = (row: Row): Message => ({
  id: row["id"] as string,
  appId: row["app_id"] as string,
  flowId: row["flow_id"] as string,
  issueId: row["issue_id"] as string,
  channel: row["channel"] as Channel,
  recipient: row["recipient"] as string,
  template: row["template"] as MessageTemplate,
  data: {
    ...(JSON.parse(row["data"] as string) as StoredMessageData),
    expiresAt: row["expires_at"] as number,
    transientPayload: null,
  },
  state: row["state"] as MessageState,
  sendCount: row["send_count"] as number,
  createdAt: row["created_at"] as number,
  updatedAt: row["updated_at"] as number,
});

/** The outbox of D1. A message belongs to whoever's conditional update took it, until its lease runs out. */
export function d1MessageStore(database: Database, world: Pick<World, "timer">): MessageStore {
  const writeSoon = gatheredWrites(database, world);
  return {
    async claim(work) {
      const { rows } = await database.write([claimDue(work), claimed(work)]);
      return (rows[1] ?? []).map((row) => ({
        ...toMessage(row),
        macs: toMacs(row),
        // Of an issue that is over nothing is sent any more, on whichever channel.
        firstChannel: (row["first_channel"] ?? row["channel"]) as Channel,
        attempts: JSON.parse(row["dispatches"] as string) as readonly Attempt[],
        suppressed: row["suppressed"] === 1,
      }));
    },

    report: (report) => writeSoon(reportStatements(report)),
  };
}
