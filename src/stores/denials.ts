import type { DenialQuery, DenialReply, DenialStore } from "../core/denials.ts";
import { statesAllowing } from "../core/transitions.ts";
import type { Database, Reply } from "./database.ts";
import { macsOf } from "./flow-checking.ts";
import { flowColumns, sqlList, toFlow } from "./flow-rows.ts";
import { statement } from "./statement.ts";

/*
 * Stopping a flow, statement by statement, in the order they run in their one batch. That the issue is `denied` is what
 * makes the end of its flow a denial: the trigger that tells of it looks there.
 */

const under = sqlList(statesAllowing("deny"));

/** 1. Decides: the newest issue of a flow that is under way, by its link. The link stays known, and opens nothing. */
const denyIssue = statement<"first" | "last" | "appId" | "link" | "operation" | "now">(`
UPDATE issues SET state = 'denied', code_mac = NULL, last_op = :operation
WHERE flow_id > :first AND flow_id < :last AND app_id = :appId AND state IN ('pending', 'locked')
  AND link_mac IN (SELECT value FROM json_each(:link))
  AND id = (SELECT issue_id FROM flows WHERE flows.id = issues.flow_id AND flows.state IN (${under}) AND flows.expires_at > :now)`);

/** What this operation has denied, in the very run that did: the flow of an earlier one has ended with it. */
const deniedNow = `FROM issues JOIN flows ON flows.id = issues.flow_id AND flows.issue_id = issues.id
  AND flows.state IN (${under})
WHERE issues.flow_id > :first AND issues.flow_id < :last AND issues.app_id = :appId
  AND issues.state = 'denied' AND issues.last_op = :operation`;

/** 2. How often the owner of the address has said so of late. */
const countDenial = statement<"first" | "last" | "appId" | "operation" | "now" | "windowMs">(`
INSERT INTO limits (key, app_id, burst, burst_reset_at, sustained, sustained_reset_at, next_at, last_op, expires_at)
SELECT 'denied|' || issues.address_digest, issues.app_id, 0, 0, 1, :now + :windowMs, 0, :operation, :now + :windowMs
${deniedNow}
ON CONFLICT (key) DO UPDATE SET
  sustained = CASE WHEN sustained_reset_at <= :now THEN 1 ELSE sustained + 1 END,
  sustained_reset_at = CASE WHEN sustained_reset_at <= :now THEN excluded.sustained_reset_at ELSE sustained_reset_at END,
  expires_at = CASE WHEN sustained_reset_at <= :now THEN excluded.expires_at ELSE expires_at END,
  last_op = :operation`);

/**
 * 3. The address is sent nothing for a while, on any channel it has: the wait of its own limits grows, and never gets
 * shorter. Nothing is counted there, so that no send of the day is used up.
 */
const delaySends = statement<"first" | "last" | "appId" | "operation" | "now" | "waitMs" | "maxWaitMs">(`
INSERT INTO limits (key, app_id, burst, burst_reset_at, sustained, sustained_reset_at, next_at, last_op, expires_at)
SELECT channel || '|' || digest, app_id, 0, 0, 0, 0, :now + wait, :operation, :now + wait
FROM (
  SELECT channels.value AS channel, denied.digest, denied.app_id, min(:waitMs << min(limits.sustained - 1, 20), :maxWaitMs) AS wait
  FROM (SELECT issues.app_id, issues.address_kind, issues.address_digest AS digest ${deniedNow}) AS denied
    JOIN limits ON limits.key = 'denied|' || denied.digest
    JOIN json_each(CASE denied.address_kind WHEN 'email' THEN '["email"]' ELSE '["sms","voice"]' END) AS channels)
WHERE TRUE
ON CONFLICT (key) DO UPDATE SET next_at = max(next_at, excluded.next_at), expires_at = max(expires_at, excluded.expires_at)`);

/** 4. The flow ends, which is what is told of. */
const endFlow = statement<"first" | "last" | "appId" | "operation">(`
UPDATE flows SET state = 'cancelled'
WHERE id IN (SELECT issues.flow_id ${deniedNow})`);

/** 5. How the link stands, whatever came of it. One that was denied or used is known when a newer one was sent, too. */
const linkStanding = statement<"first" | "last" | "appId" | "link">(`
SELECT ${flowColumns}, CASE WHEN issues.state IN ('denied', 'verified') THEN issues.state
    WHEN issues.state IN ('pending', 'locked') AND issues.id = flows.issue_id THEN 'live'
    ELSE 'unknown' END AS link
FROM issues JOIN flows ON flows.id = issues.flow_id
WHERE issues.flow_id > :first AND issues.flow_id < :last AND issues.app_id = :appId
  AND issues.link_mac IN (SELECT value FROM json_each(:link))`);

/** Ids that begin with this group lie between: `.` is the character behind the dash that ends it. */
const range = ({ flowStart, appId, link }: DenialQuery) => ({
  first: `${flowStart}-`,
  last: `${flowStart}.`,
  appId,
  link: macsOf(link),
});

function toReply({ rows, bookmark }: Reply): DenialReply {
  const row = rows.at(-1)?.[0];
  return row
    ? { flow: toFlow(row, bookmark), link: row["link"] as DenialReply["link"] }
    : { flow: null, link: "unknown" };
}

/** The denials of D1: one batch each. */
export function d1DenialStore(database: Database): DenialStore {
  return {
    async deny({ operation, now, afterDenial, ...query }) {
      const work = { ...range(query), operation, now };
      const reply = await database.write([
        denyIssue(work),
        ...(afterDenial ? [countDenial({ ...work, ...afterDenial }), delaySends({ ...work, ...afterDenial })] : []),
        endFlow(work),
        linkStanding(work),
      ]);
      return toReply(reply);
    },

    find: async (query) => toReply(await database.read([linkStanding(range(query))])),
  };
}
