import type { AccountStatus } from "../core/account.ts";
import type { AccountStanding } from "../core/flow-store.ts";
import { mayVerify } from "./account-statements.ts";
import type { Row } from "./database.ts";
import { flowColumns } from "./flow-rows.ts";
import { allCountedOf, counting, limitStates } from "./limits.ts";
import { insertingIssue, unsent } from "./send-statements.ts";
import { statement } from "./statement.ts";

/*
 * A request names an account, and the message goes to an address that the account has: only the database knows which.
 * Statement by statement, in the order they run in their one batch; what `send-statements.ts` does for an address that
 * the caller names.
 */

/** The account's address of the wanted kind: its primary one, else the oldest. */
const target = `(
    SELECT addresses.account_id, addresses.kind, addresses.key, addresses.value, addresses.verified_at,
      coalesce(addresses.digest, addresses.kind || '|' || addresses.account_id) AS digest
    FROM addresses WHERE addresses.app_id = :appId AND addresses.account_id = :accountId AND addresses.kind = :kind
    ORDER BY addresses.is_primary DESC, addresses.id LIMIT 1)`;
const places = { digest: `(SELECT digest FROM ${target})` };

/** That the account may verify the address, and that there is something left to verify. */
const mayBeSent = `FROM accounts JOIN ${target} AS target ON target.account_id = accounts.id
WHERE accounts.id = :accountId AND accounts.app_id = :appId AND ${mayVerify("accounts")}
  AND target.verified_at IS NULL`;

type Named = "flowId" | "appId" | "accountId" | "kind" | "operation" | "now" | "limitKeys";

/** 1. The limits, all or none. */
export const countRequest = counting<Named>({
  from: "",
  where: `${unsent} AND EXISTS (SELECT 1 ${mayBeSent})`,
  places,
});

/** 2. Decides: the flow is made, or made anew, and points to the new issue; or nothing happens. */
export const requestFlow = statement<Named | "dialect" | "proof" | "guard" | "context" | "channel" | "flowExpiresAt">(`
INSERT INTO flows (id, app_id, dialect, proof, state, guard, context, account_id, channel, address_value, issue_id,
  attempts, created_at, expires_at, sweep_at)
SELECT :flowId, :appId, :dialect, :proof, 'sent', :guard, :context, accounts.id, :channel, target.value, :operation,
  0, :now, :flowExpiresAt, :flowExpiresAt
${mayBeSent} AND ${allCountedOf("limitKeys", places)} AND ${unsent}
ON CONFLICT (id) DO UPDATE SET proof = excluded.proof, state = 'sent', context = excluded.context, notice = NULL,
  account_id = excluded.account_id, channel = excluded.channel, address_value = excluded.address_value,
  issue_id = excluded.issue_id, attempts = 0, created_at = excluded.created_at, expires_at = excluded.expires_at,
  verified_at = NULL, sweep_at = excluded.sweep_at`);

/** 4. The new issue, for the address that was found. */
export const insertRequestIssue = insertingIssue<"kind">({
  from: `JOIN addresses ON addresses.app_id = flows.app_id AND addresses.account_id = flows.account_id
    AND addresses.kind = :kind AND addresses.value = flows.address_value`,
  kind: "addresses.kind",
  key: "addresses.key",
  digest: "coalesce(addresses.digest, addresses.kind || '|' || addresses.account_id)",
});

/** How the account stands, whose request it is: for telling why nothing was done. */
const standing = `
  (SELECT status FROM accounts WHERE accounts.id = :accountId AND accounts.app_id = :appId) AS account_status,
  (SELECT count(*) FROM ${target}) AS has_address,
  (SELECT count(*) FROM ${target} WHERE verified_at IS NOT NULL) AS address_verified`;

/** What of it a row tells. */
export const toStanding = (row: Row | undefined): AccountStanding => ({
  accountStatus: (row?.["account_status"] ?? null) as AccountStatus | null,
  hasAddress: row?.["has_address"] === 1,
  addressVerified: row?.["address_verified"] === 1,
});

/** 6. What came of it. */
export const requestOutcome = statement<
  "flowId" | "appId" | "accountId" | "kind" | "dialect" | "messageId" | "limitKeys"
>(`
SELECT ${flowColumns}, flows.issue_id, ${limitStates("messages.id IS NOT NULL", places)} AS limit_states,
  messages.state AS message_state, messages.template AS message_template, ${standing}
FROM (SELECT 1) LEFT JOIN flows ON flows.id = :flowId AND flows.app_id = :appId AND flows.dialect = :dialect
  LEFT JOIN messages ON messages.id = :messageId`);

/** A request as it stands, and its account. */
export const readRequest = statement<"flowId" | "appId" | "accountId" | "kind" | "dialect">(`
SELECT ${flowColumns}, ${standing}
FROM (SELECT 1) LEFT JOIN flows ON flows.id = :flowId AND flows.app_id = :appId AND flows.dialect = :dialect`);

/** After a check: how the account stands, also where it has no request. */
export const accountAfterCheck = statement<"appId" | "accountId" | "kind">(`SELECT ${standing}`);

/** Checking 4. The account that has just been made, and has shown that its address is its own, is a full one. */
export const activateAccount = statement<"flowId" | "appId" | "operation" | "now">(`
UPDATE accounts SET status = 'active', updated_at = :now
WHERE status = 'created' AND id = (
  SELECT account_id FROM issues WHERE flow_id = :flowId AND app_id = :appId AND last_op = :operation
    AND used_by = :operation)
  AND NOT EXISTS (SELECT 1 FROM attempts WHERE attempts.flow_id = :flowId AND attempts.id = :operation)`);
