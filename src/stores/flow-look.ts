import type { Channel } from "../core/flow.ts";
import type { FlowQuery, IssueState, LimitState } from "../core/flow-store.ts";
import type { LookReply } from "../core/look.ts";
import type { Database, Row } from "./database.ts";
import { flowColumns, toFlow } from "./flow-rows.ts";
import { statement } from "./statement.ts";

/** What was sent last, and the counters of its address: by the keys of all three tables, whatever they hold. */
export const lookColumns = `${flowColumns},
  issues.channel AS issue_channel, issues.state AS issue_state, issues.attempts AS issue_attempts,
  issues.created_at AS issue_created_at, issues.expires_at AS issue_expires_at,
  limits.key, limits.burst, limits.burst_reset_at, limits.sustained, limits.sustained_reset_at, limits.next_at`;
export const flowWithIssue = `flows LEFT JOIN issues ON issues.flow_id = flows.id AND issues.id = flows.issue_id
  LEFT JOIN limits ON limits.key = issues.channel || '|' || issues.address_digest`;

const look = statement<"flowId" | "appId" | "dialect">(`
SELECT ${lookColumns}
FROM ${flowWithIssue}
WHERE flows.id = :flowId AND flows.app_id = :appId AND flows.dialect = :dialect`);

export const issueIn = (row: Row): LookReply["issue"] =>
  row["issue_state"] === null
    ? null
    : {
        channel: row["issue_channel"] as Channel,
        state: row["issue_state"] as IssueState,
        attempts: row["issue_attempts"] as number,
        createdAt: row["issue_created_at"] as number,
        expiresAt: row["issue_expires_at"] as number,
      };

export const sendsIn = (row: Row): LimitState | null =>
  row["key"] === null
    ? null
    : {
        key: row["key"] as string,
        burst: row["burst"] as number,
        burstResetAt: row["burst_reset_at"] as number,
        sustained: row["sustained"] as number,
        sustainedResetAt: row["sustained_reset_at"] as number,
        nextAt: row["next_at"] as number,
      };

/** A flow, what was sent last and how its address was sent to: one read. */
export async function lookAtFlow(database: Database, query: FlowQuery): Promise<LookReply> {
  const { rows, bookmark } = await database.read([look(query)]);
  const row = rows[0]?.[0];
  if (!row) return { flow: null, issue: null, sends: null };
  return {
    flow: toFlow(row, bookmark),
    issue: issueIn(row),
    sends: sendsIn(row),
  };
}
