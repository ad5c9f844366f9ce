import type { MessageState, MessageTemplate } from "../core/message.ts";
import type { CheckReply, CheckWork, FlowStore, IssueState, SendWork, SentMessage } from "../core/ports.ts";
import { statesAllowing } from "../core/transitions.ts";
import {
  advanceFlow,
  checkOutcome,
  countWrong,
  evaluateCode,
  evaluateLink,
  recordAttempt,
  verifyAddress,
} from "./check-statements.ts";
import type { Database, Reply, Row } from "./database.ts";
import { flowColumns, sqlList, toFlow } from "./flow-rows.ts";
import { allCounted, counting, keysOf, limitStates, toLimitStates } from "./limits.ts";
import { countSend, insertIssue, insertMessage, sendFlow, sendOutcome, supersede } from "./send-statements.ts";
import { type Bound, statement } from "./statement.ts";

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

const linkStanding = statement<"flowId" | "appId" | "dialect" | "now" | "link">(`
SELECT ${flowColumns}, CASE
    WHEN issues.link_mac IS NULL OR issues.link_mac NOT IN (SELECT value FROM json_each(:link)) THEN 'unknown'
    WHEN issues.state <> 'pending' OR issues.account_id IS NULL THEN 'unknown'
    WHEN issues.expires_at <= :now THEN 'expired'
    ELSE 'live' END AS link, issues.expires_at AS link_expires_at
FROM flows LEFT JOIN issues ON issues.flow_id = flows.id AND issues.id = flows.issue_id
WHERE flows.id = :flowId AND flows.app_id = :appId AND flows.dialect = :dialect`);

const rotateIssue = statement<"flowId" | "issueId" | "codeMac" | "linkMac" | "kid" | "now">(`
UPDATE issues SET code_mac = :codeMac, link_mac = :linkMac, kid = :kid
WHERE flow_id = :flowId AND id = :issueId AND state = 'pending' AND expires_at > :now
  AND EXISTS (SELECT 1 FROM flows WHERE flows.id = :flowId AND flows.issue_id = :issueId AND flows.state = 'sent')
RETURNING id`);

const first = (rows: readonly Row[] | undefined): Row | undefined => rows?.[0];
const flowOrNull = ({ rows, bookmark }: Reply, index: number) => {
  const row = first(rows[index]);
  return row ? toFlow(row, bookmark) : null;
};
const keyIds = ({ code, link }: Pick<SendWork, "code" | "link">): string => `${code.kid}/${link.kid}`;

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
      const outcome = first(rows.at(-1));
      return { started: outcome?.["started"] === 1, limits: toLimitStates(outcome?.["limit_states"] ?? "[]") };
    },

    async send(work) {
      const { flowId, appId, dialect, operation, now, proof, limits, channel, message, issueExpiresAt } = work;
      const gate = { flowId, appId, dialect, now, proof, guards: JSON.stringify(work.guards), operation };
      const { kind, key, value } = work.address;
      const limitKeys = keysOf(limits);
      const statements: Bound[] = [
        ...countSend(limits, gate),
        sendFlow({ ...gate, limitKeys, channel, kind, key, value, noticeIfAgain: work.noticeIfAgain }),
        supersede({ flowId, appId, operation }),
        insertIssue({
          flowId,
          appId,
          operation,
          kind,
          key,
          addressDigest: work.addressDigest,
          codeMac: work.code.mac,
          linkMac: work.link.mac,
          kid: keyIds(work),
          now,
          issueExpiresAt,
        }),
        insertMessage({
          flowId,
          appId,
          operation,
          messageId: message.id,
          template: message.template,
          templateIfUnknown: message.templateIfUnknown,
          data: JSON.stringify(message.data),
          leaseUntil: message.leaseUntil,
          now,
          issueExpiresAt,
        }),
        sendOutcome({ flowId, appId, dialect, operation, messageId: message.id, limitKeys }),
      ];
      const { rows, bookmark } = await database.write(statements);

      const row = first(rows.at(-1));
      return {
        flow: row ? toFlow(row, bookmark) : null,
        message: row ? toSentMessage(row, operation) : null,
        limits: toLimitStates(row?.["limit_states"] ?? "[]"),
      };
    },

    async check(work) {
      const statements = checkStatements(work);
      const reply = await database.write(statements);
      return toCheckReply(reply, work);
    },

    async cancel(work) {
      return flowOrNull(await database.write([cancelFlow(work), cancelIssues(work), readAnyFlow(work)]), 2);
    },

    async annotate(work) {
      return flowOrNull(await database.write([setNotice(work), readFlow(work)]), 1);
    },

    async read({ bookmark, ...query }) {
      return flowOrNull(await database.read([readFlow(query)], bookmark), 0);
    },

    async matchesLink({ link, ...query }) {
      const { rows, bookmark } = await database.read([linkStanding({ ...query, link: macsOf(link) })]);
      const row = first(rows[0]);
      if (!row) return { flow: null, link: "unknown", expiresAt: null };
      const standing = row["link"] as "live" | "expired" | "unknown";
      return { flow: toFlow(row, bookmark), link: standing, expiresAt: row["link_expires_at"] as number | null };
    },

    async rotate({ flowId, issueId, now, ...verifiers }) {
      const { code, link } = verifiers;
      const kid = keyIds(verifiers);
      const { rows } = await database.write([
        rotateIssue({ flowId, issueId, now, codeMac: code.mac, linkMac: link.mac, kid }),
      ]);
      return first(rows[0]) !== undefined;
    },
  };
}

const macsOf = (verifiers: CheckWork["guess"]): string => JSON.stringify(verifiers.map(({ mac }) => mac));

/** What this operation sent. One that a later send has replaced since, while its reply was lost, is not to go out. */
function toSentMessage(row: Row, operation: string): SentMessage | null {
  if (row["message_state"] === null) return null;
  const state = row["message_state"] as MessageState;
  return {
    template: row["message_template"] as MessageTemplate,
    goesOut: state === "sending" && row["issue_id"] === operation,
  };
}

function checkStatements({ flowId, appId, dialect, operation, now, policy, ...work }: CheckWork): Bound[] {
  const { attemptsPerCode, attemptsPerFlow, wrongGuesses } = policy;
  const evaluate = work.proof === "code" ? evaluateCode : evaluateLink;
  return [
    evaluate({
      flowId,
      appId,
      dialect,
      operation,
      now,
      proof: work.proof,
      guesses: macsOf(work.guess),
      attemptsPerCode,
      attemptsPerFlow,
      stop: wrongGuesses?.stop ?? Number.MAX_SAFE_INTEGER,
    }),
    advanceFlow({ flowId, appId, operation, now, attemptsPerFlow, notice: work.noticeIfWrong }),
    verifyAddress({ flowId, appId, operation, now }),
    ...(wrongGuesses ? [countWrong({ flowId, appId, operation, now, ...wrongGuesses })] : []),
    recordAttempt({ flowId, appId, operation, now }),
    checkOutcome({ flowId, appId, dialect, operation, now }),
  ];
}

function toCheckReply({ rows, bookmark }: Reply, { now, policy }: CheckWork): CheckReply {
  const row = first(rows.at(-1));
  if (!row) return { flow: null, outcome: null, issue: null, guessAgainAt: null };
  const wrong = (row["wrong_guesses"] as number | null) ?? 0;
  const nextAt = (row["wrong_next_at"] as number | null) ?? 0;
  const stopped = policy.wrongGuesses !== null && wrong >= policy.wrongGuesses.stop;
  return {
    flow: toFlow(row, bookmark),
    outcome: row["outcome"] as "verified" | "wrong" | null,
    issue:
      row["issue_state"] === null
        ? null
        : {
            state: row["issue_state"] as IssueState,
            attempts: row["issue_attempts"] as number,
            expiresAt: row["issue_expires_at"] as number,
          },
    guessAgainAt: stopped ? (row["wrong_reset_at"] as number) : nextAt > now ? nextAt : null,
  };
}
