import type { FlowStore } from "../core/flow-store.ts";
import { statesAllowing } from "../core/transitions.ts";
import type { Database, Reply } from "./database.ts";
import { checkGuess, macsOf } from "./flow-checking.ts";
import { lookAtFlow } from "./flow-look.ts";
import { flowColumns, sqlList, toFlow } from "./flow-rows.ts";
import { keyIds, sendForClaim, sendForRequest, sendToFlow } from "./flow-sending.ts";
import { allCounted, counting, keysOf, limitStates, toLimitStates } from "./limits.ts";
import { readRequest, toStanding } from "./request-statements.ts";
import { statement } from "./statement.ts";

const countStart = counting<"id">({ from: "", where: "NOT EXISTS (SELECT 1 FROM flows WHERE flows.id = :id)" });

const insertFlow = statement<
  | "id"
  | "appId"
  | "dialect"
  | "proof"
  | "guard"
  | "context"
  | "notice"
  | "createdAt"
  | "expiresAt"
  | "limitKeys"
  | "operation"
>(`
INSERT INTO flows (id, app_id, dialect, proof, state, guard, context, notice, created_at, expires_at, sweep_at)
SELECT :id, :appId, :dialect, :proof, 'open', :guard, :context, :notice, :createdAt, :expiresAt, :expiresAt
WHERE ${allCounted} ON CONFLICT DO NOTHING`);

const startOutcome = statement<"id" | "appId" | "limitKeys">(`
SELECT started, ${limitStates("started")} AS limit_states
FROM (SELECT EXISTS (SELECT 1 FROM flows WHERE id = :id AND app_id = :appId) AS started)`);

const readFlow = statement<"flowId" | "appId" | "dialect">(
  `SELECT ${flowColumns} FROM flows WHERE id = :flowId AND app_id = :appId AND dialect = :dialect`,
);

const readAnyFlow = statement<"flowId" | "appId">(
  `SELECT ${flowColumns} FROM flows WHERE id = :flowId AND app_id = :appId`,
);

const ongoing = (event: "cancel" | "guess" | "send") =>
  `id = :flowId AND app_id = :appId AND expires_at > :now AND state IN (${sqlList(statesAllowing(event))})`;

const cancelFlow = statement<"flowId" | "appId" | "now">(
  `UPDATE flows SET state = 'cancelled' WHERE ${ongoing("cancel")}`,
);
const cancelIssues = statement<"flowId" | "appId">(`
UPDATE issues SET state = 'cancelled', code_mac = NULL, link_mac = NULL
WHERE flow_id = :flowId AND app_id = :appId AND state = 'pending'
  AND EXISTS (SELECT 1 FROM flows WHERE flows.id = :flowId AND flows.state = 'cancelled')`);

const setNotice = statement<"flowId" | "appId" | "dialect" | "now" | "notice">(
  `UPDATE flows SET notice = :notice WHERE dialect = :dialect AND notice IS NOT :notice AND ${ongoing("send")}`,
);

/**
 * Of the flows whose ids begin alike, which are hardly ever two, the one that the link is of comes first. The plus signs
 * keep SQLite from going by the app, which has them all, in place of the primary key.
 */
const linkStanding = statement<"first" | "last" | "appId" | "dialect" | "now" | "link">(`
SELECT ${flowColumns}, CASE
    WHEN issues.link_mac IS NULL OR issues.link_mac NOT IN (SELECT value FROM json_each(:link)) THEN 'unknown'
    WHEN issues.state = 'verified' THEN 'used'
    WHEN issues.state <> 'pending' OR issues.account_id IS NULL THEN 'unknown'
    WHEN issues.expires_at <= :now THEN 'expired'
    ELSE 'live' END AS link, issues.expires_at AS link_expires_at
FROM flows LEFT JOIN issues ON issues.flow_id = flows.id AND issues.id = flows.issue_id
WHERE flows.id >= :first AND flows.id < :last AND +flows.app_id = :appId AND +flows.dialect = :dialect
ORDER BY link = 'unknown' LIMIT 1`);

const rotateIssue = statement<"flowId" | "issueId" | "codeMac" | "linkMac" | "kid" | "now">(`
UPDATE issues SET code_mac = :codeMac, link_mac = :linkMac, kid = :kid
WHERE flow_id = :flowId AND id = :issueId AND state = 'pending' AND code_mac IS NOT NULL AND expires_at > :now
  AND EXISTS (SELECT 1 FROM flows WHERE flows.id = :flowId AND flows.issue_id = :issueId AND flows.state = 'sent')
RETURNING id`);

const flowOrNull = ({ rows, bookmark }: Reply, index: number) => {
  const row = rows[index]?.[0];
  return row ? toFlow(row, bookmark) : null;
};

/** The flows of D1. Each decision is one batch: one round trip, one transaction. */
export function d1FlowStore(database: Database): FlowStore {
  return {
    async start({ flow, limits, operation }) {
      const counted = { id: flow.id, appId: flow.appId, now: flow.createdAt, operation };
      const limitKeys = keysOf(limits);
      const { rows } = await database.write([
        ...countStart(limits, counted),
        insertFlow({ ...flow, operation, limitKeys }),
        startOutcome({ ...flow, limitKeys }),
      ]);
      const outcome = rows.at(-1)?.[0];
      return { started: outcome?.["started"] === 1, limits: toLimitStates(outcome?.["limit_states"] ?? "[]") };
    },

    send: (work) => sendToFlow(database, work),
    claim: (work) => sendForClaim(database, work),
    request: (work) => sendForRequest(database, work),

    async readRequest(query) {
      const { rows, bookmark } = await database.read([readRequest(query)]);
      const row = rows[0]?.[0];
      return { flow: row && row["id"] !== null ? toFlow(row, bookmark) : null, ...toStanding(row) };
    },

    check: (work) => checkGuess(database, work),

    async cancel(work) {
      return flowOrNull(await database.write([cancelFlow(work), cancelIssues(work), readAnyFlow(work)]), 2);
    },

    async annotate(work) {
      return flowOrNull(await database.write([setNotice(work), readFlow(work)]), 1);
    },

    async read({ bookmark, ...query }) {
      return flowOrNull(await database.read([readFlow(query)], bookmark), 0);
    },

    look: (query) => lookAtFlow(database, query),

    async matchesLink({ link, flowStart, ...query }) {
      // `.` comes behind the dash, and behind the end of an id that is whole.
      const range = { first: flowStart, last: `${flowStart}.` };
      const { rows, bookmark } = await database.read([linkStanding({ ...query, ...range, link: macsOf(link) })]);
      const row = rows[0]?.[0];
      if (!row) return { flow: null, link: "unknown", expiresAt: null };
      const state = row["link"] as "live" | "used" | "expired" | "unknown";
      return { flow: toFlow(row, bookmark), link: state, expiresAt: row["link_expires_at"] as number | null };
    },

    async rotate({ flowId, issueId, now, ...verifiers }) {
      const { code, link } = verifiers;
      const kid = keyIds(verifiers);
      const { rows } = await database.write([
        rotateIssue({ flowId, issueId, now, codeMac: code.mac, linkMac: link.mac, kid }),
      ]);
      return rows[0]?.[0] !== undefined;
    },
  };
}
