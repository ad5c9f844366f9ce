import { statesAllowing } from "../core/transitions.ts";
import { mayVerify } from "./account-statements.ts";
import { flowColumns, sqlList } from "./flow-rows.ts";
import { allCounted, counting, limitStates } from "./limits.ts";
import { statement } from "./statement.ts";

/*
 * Sending, statement by statement, in the order they run in their one batch. Each depends on what those before it
 * left behind under this operation's id, never on how many rows they changed.
 */

/** That the flow may be sent to by this caller, now. */
const gate = `flows.id = :flowId AND flows.app_id = :appId AND flows.dialect = :dialect AND flows.expires_at > :now AND flows.proof = :proof
  AND flows.state IN (${sqlList(statesAllowing("send"))})
  AND flows.guard IN (SELECT value FROM json_each(:guards))`;

/** That no run of this operation has sent yet. */
export const unsent = "NOT EXISTS (SELECT 1 FROM issues WHERE issues.flow_id = :flowId AND issues.id = :operation)";

/** 1. The limits, all or none. */
export const countSend = counting({ from: "JOIN flows", where: `${gate} AND ${unsent}` });

/** 2. Decides: the flow points to the new issue, or nothing happens; nor does it when this was done before, by a lost try. Known and unknown addresses take the same path. */
export const sendFlow = statement<
  | "flowId"
  | "appId"
  | "now"
  | "proof"
  | "guards"
  | "operation"
  | "limitKeys"
  | "channel"
  | "kind"
  | "value"
  | "key"
  | "noticeIfAgain"
>(`
UPDATE flows SET state = 'sent', issue_id = :operation, channel = :channel, address_value = :value,
  notice = CASE WHEN issue_id IS NULL THEN NULL ELSE :noticeIfAgain END,
  account_id = (
    SELECT addresses.account_id FROM addresses JOIN accounts ON accounts.id = addresses.account_id
    WHERE addresses.app_id = :appId AND addresses.kind = :kind AND addresses.key = :key AND ${mayVerify("accounts")})
WHERE ${gate} AND ${allCounted} AND ${unsent}`);

/** That this operation is the one the flow points to: the decision above, told again. */
const decided = `flows.id = :flowId AND flows.app_id = :appId AND flows.issue_id = :operation`;

/** 3. The earlier code and link die, and nothing of them stays. */
export const supersede = statement<"flowId" | "appId" | "operation">(`
UPDATE issues SET state = 'superseded', code_mac = NULL, link_mac = NULL
WHERE flow_id = :flowId AND id <> :operation AND state = 'pending'
  AND EXISTS (SELECT 1 FROM flows WHERE ${decided})`);

/**
 * 4. The new one. `kind`, `key`, `digest` and `range` say in SQL which address it is made for, `attach` how it becomes
 * the account's, and `owner` whose it is.
 */
export const insertingIssue = <Names extends string>(address: {
  readonly from: string;
  readonly kind: string;
  readonly key: string;
  readonly digest: string;
  readonly attach?: string;
  readonly owner?: string;
  readonly range?: string;
}) =>
  statement<
    "flowId" | "appId" | "operation" | "codeMac" | "linkMac" | "kid" | "attach" | "now" | "issueExpiresAt" | Names
  >(`
INSERT INTO issues (flow_id, id, app_id, account_id, attach, channel, address_kind, address_key, address_digest,
  address_range, code_mac, link_mac, kid, state, attempts, created_at, expires_at)
SELECT flows.id, :operation, flows.app_id, ${address.owner ?? "flows.account_id"}, ${address.attach ?? ":attach"}, flows.channel, ${address.kind}, ${address.key},
  ${address.digest}, ${address.range ?? "NULL"}, :codeMac, :linkMac, :kid, 'pending', 0, :now, min(:issueExpiresAt, flows.expires_at)
FROM flows ${address.from} WHERE ${decided} ON CONFLICT DO NOTHING`);

export const insertIssue = insertingIssue<"kind" | "key" | "addressDigest">({
  from: "",
  kind: ":kind",
  key: ":key",
  digest: ":addressDigest",
});

/** Whose the issue is that was just made. */
const owner = "(SELECT issues.account_id FROM issues WHERE issues.flow_id = :flowId AND issues.id = :operation)";

/** 5. The outbox row. For an address that is nobody's it names the other template, or is withheld; whoever takes no messages is sent none. */
export const insertMessage = statement<
  | "flowId"
  | "appId"
  | "operation"
  | "messageId"
  | "template"
  | "templateIfUnknown"
  | "data"
  | "leaseUntil"
  | "now"
  | "issueExpiresAt"
>(`
INSERT INTO messages (id, app_id, flow_id, issue_id, channel, recipient, template, data, state, send_count, due_at,
  owner, created_at, updated_at, expires_at)
SELECT :messageId, flows.app_id, flows.id, :operation, flows.channel, flows.address_value,
  CASE WHEN ${owner} IS NULL THEN coalesce(:templateIfUnknown, :template) ELSE :template END,
  :data,
  CASE WHEN ${owner} IS NULL AND :templateIfUnknown IS NULL THEN 'withheld'
    WHEN EXISTS (SELECT 1 FROM suppressions JOIN issues ON issues.address_digest = suppressions.address_digest
      WHERE suppressions.app_id = :appId AND issues.flow_id = :flowId AND issues.id = :operation)
    THEN 'suppressed' ELSE 'sending' END,
  1, :leaseUntil, :operation, :now, :now, min(:issueExpiresAt, flows.expires_at)
FROM flows WHERE ${decided} ON CONFLICT DO NOTHING`);

/** 6. What came of it. */
export const sendOutcome = statement<"flowId" | "appId" | "dialect" | "operation" | "messageId" | "limitKeys">(`
SELECT ${flowColumns}, flows.issue_id, ${limitStates("messages.id IS NOT NULL")} AS limit_states,
  messages.state AS message_state, messages.template AS message_template
FROM flows LEFT JOIN messages ON messages.id = :messageId
WHERE flows.id = :flowId AND flows.app_id = :appId AND flows.dialect = :dialect`);
