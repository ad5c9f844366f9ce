import { mayVerify } from "./account-statements.ts";
import { issueVerified } from "./claim-statements.ts";
import { flowColumns } from "./flow-rows.ts";
import { liveIssue } from "./initiation-statements.ts";
import { allCountedOf, counting, limitStates } from "./limits.ts";
import { unsent } from "./send-statements.ts";
import { statement } from "./statement.ts";

/*
 * Sending again, statement by statement: to the address that the flow's last issue was made for.
 */

/** A number can be called instead of texted: it is the same address. */
const repeatable = `flows.id = :flowId AND flows.app_id = :appId AND flows.dialect = :dialect
  AND flows.expires_at > :now AND flows.proof = :proof AND flows.state = 'sent'
  AND (flows.channel = 'email') = (:channel = 'email')`;

const flowAndIssue = "flows JOIN issues AS last ON last.flow_id = flows.id AND last.id = flows.issue_id";
const ofLast = (column: string): string =>
  `(SELECT ${column} FROM ${flowAndIssue} WHERE flows.id = :flowId AND flows.app_id = :appId)`;
const places = {
  digest: ofLast("last.address_digest"),
  range: ofLast("coalesce(last.address_range, last.address_digest)"),
};

/** Whose it still may become: nobody's if its account may verify nothing any more, or it is somebody else's by now. */
const owner = `CASE WHEN EXISTS (SELECT 1 FROM accounts WHERE accounts.id = issues.account_id AND ${mayVerify("accounts")})
    AND NOT (issues.attach IS NOT NULL AND ${issueVerified}) THEN issues.account_id END`;

/** 1. The limits, all or none. */
export const countRepeat = counting<"flowId" | "dialect" | "proof" | "channel">({
  from: "JOIN flows",
  where: `${repeatable} AND ${unsent}`,
  places: places,
});

/** 2. The new issue, beside the one that it replaces. Before the flow points to it: what it is for is read from there. */
export const repeatIssue = statement<
  | "flowId"
  | "appId"
  | "dialect"
  | "proof"
  | "channel"
  | "operation"
  | "codeMac"
  | "linkMac"
  | "kid"
  | "now"
  | "issueExpiresAt"
  | "limitKeys"
>(`
INSERT INTO issues (flow_id, id, app_id, account_id, attach, channel, address_kind, address_key, address_digest,
  address_range, code_mac, link_mac, kid, state, attempts, created_at, expires_at)
SELECT flows.id, :operation, flows.app_id, ${owner}, issues.attach, :channel, issues.address_kind, issues.address_key,
  issues.address_digest, issues.address_range, :codeMac, :linkMac, :kid, 'pending', 0, :now,
  min(:issueExpiresAt, flows.expires_at)
FROM flows JOIN issues ON issues.flow_id = flows.id AND issues.id = flows.issue_id
WHERE ${repeatable} AND ${unsent} AND ${allCountedOf("limitKeys", places)} ON CONFLICT DO NOTHING`);

/** 3. Decides: the flow points to it. */
export const repeatFlow = statement<"flowId" | "appId" | "operation" | "channel">(`
UPDATE flows SET issue_id = :operation, channel = :channel, notice = NULL
WHERE id = :flowId AND app_id = :appId AND state = 'sent'
  AND EXISTS (SELECT 1 FROM issues WHERE issues.flow_id = :flowId AND issues.id = :operation AND issues.state = 'pending')`);

/** 6. What came of it. What something newer has erased, while a reply was lost, is not to go out. */
export const repeatOutcome = statement<"flowId" | "appId" | "dialect" | "messageId" | "limitKeys">(`
SELECT ${flowColumns}, ${liveIssue} AS issue_id, ${limitStates("messages.id IS NOT NULL", places)} AS limit_states,
  messages.state AS message_state, messages.template AS message_template
FROM flows LEFT JOIN messages ON messages.id = :messageId
WHERE flows.id = :flowId AND flows.app_id = :appId AND flows.dialect = :dialect`);
