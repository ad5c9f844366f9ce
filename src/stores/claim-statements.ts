import { accountOfSubject, mayVerify } from "./account-statements.ts";
import { flowColumns } from "./flow-rows.ts";
import { allCounted, allCountedOf, counting, limitStates } from "./limits.ts";
import { unsent } from "./send-statements.ts";
import { statement } from "./statement.ts";

/*
 * Claiming an address for an account, statement by statement, in the order they run in their one batch: to send, what
 * `send-statements.ts` does for a flow that is there, for one that is made by it; to succeed, what `verifyAddress` does
 * for an address that the account has, for one that it gets by it.
 */

const accountActive = `EXISTS (SELECT 1 FROM accounts WHERE accounts.id = ${accountOfSubject} AND ${mayVerify("accounts")})`;

/** That the address is proven to be somebody's. One that is only written down somewhere can still be claimed. */
const verified = (column: { readonly kind: string; readonly key: string }) => `EXISTS (
    SELECT 1 FROM addresses AS held WHERE held.app_id = :appId AND held.kind = ${column.kind} AND held.key = ${column.key}
      AND held.verified_at IS NOT NULL)`;
const wantedVerified = verified({ kind: ":kind", key: ":key" });

/** That what an issue was made for is proven to be somebody's by now. */
export const issueVerified = verified({ kind: "issues.address_kind", key: "issues.address_key" });

/** That the account an issue was made for can be given something, and is the one the caller speaks of. */
export const claimantStands = `EXISTS (
    SELECT 1 FROM accounts AS claimant WHERE claimant.id = issues.account_id AND ${mayVerify("claimant")}
      AND (:subject IS NULL OR claimant.id = ${accountOfSubject}))`;

/** Why no guess at an issue can be right any more; NULL: it can. */
export const claimOver = `CASE WHEN NOT ${claimantStands} THEN 'account_not_found'
    WHEN ${issueVerified} THEN 'address_verified' END`;

/** That whoever asks is an account that may, or is to become one. */
const mayAsk = `(${accountActive} OR (:newAccountId IS NOT NULL AND ${accountOfSubject} IS NULL))`;

type Counted = "subject" | "kind" | "key" | "newAccountId" | "flowId";

/** 1. The limits, all or none. */
export const countClaim = counting<Counted>({ from: "", where: `${unsent} AND NOT ${wantedVerified} AND ${mayAsk}` });

/**
 * 1, for an address that is somebody's already: nothing is sent, but the answer tells that it is, so whoever asks must
 * not ask without limit.
 */
export const countAsking = counting<Counted>({
  from: "",
  where: `${wantedVerified} AND ${mayAsk}
    AND NOT EXISTS (SELECT 1 FROM limits WHERE limits.key = wanted.value ->> 'key' AND limits.last_op = :operation)`,
});

/** 2. An account for a subject that nobody has, where the app wants that. */
export const createSubject = statement<
  "newAccountId" | "appId" | "subject" | "kind" | "key" | "limitKeys" | "operation" | "now"
>(`
INSERT INTO accounts (id, app_id, sub, status, created_at, updated_at)
SELECT :newAccountId, :appId, :subject, 'active', :now, :now
WHERE ${accountOfSubject} IS NULL AND NOT ${wantedVerified} AND ${allCounted} ON CONFLICT DO NOTHING`);

/** That the claim's flow, as it stood, was under way still. */
const goesOn = "flows.state = 'sent' AND flows.expires_at > :now";

/**
 * 3. Decides: the flow is made, or made anew, and points to the new issue; or nothing happens. Each send is a new
 * beginning, but wrong guesses stay counted while a flow is under way: sending again does not buy more of them.
 */
export const claimFlow = statement<
  | "flowId"
  | "appId"
  | "dialect"
  | "subject"
  | "proof"
  | "guard"
  | "context"
  | "channel"
  | "kind"
  | "key"
  | "value"
  | "operation"
  | "limitKeys"
  | "now"
  | "flowExpiresAt"
>(`
INSERT INTO flows (id, app_id, dialect, proof, state, guard, context, account_id, channel, address_value, issue_id,
  attempts, created_at, expires_at, sweep_at)
SELECT :flowId, :appId, :dialect, :proof, 'sent', :guard, :context, accounts.id, :channel, :value, :operation,
  0, :now, :flowExpiresAt, :flowExpiresAt
FROM accounts WHERE accounts.id = ${accountOfSubject} AND ${mayVerify("accounts")}
  AND NOT ${wantedVerified} AND ${allCounted} AND ${unsent}
ON CONFLICT (id) DO UPDATE SET proof = excluded.proof, state = 'sent', context = excluded.context, notice = NULL,
  account_id = excluded.account_id, channel = excluded.channel, address_value = excluded.address_value,
  issue_id = excluded.issue_id,
  attempts = CASE WHEN ${goesOn} THEN flows.attempts ELSE 0 END,
  created_at = excluded.created_at, expires_at = excluded.expires_at, verified_at = NULL, sweep_at = excluded.sweep_at`);

/** 7. What came of it. */
export const claimOutcome = statement<
  Counted | "appId" | "dialect" | "operation" | "messageId" | "limitKeys" | "askingKeys"
>(`
SELECT ${flowColumns}, flows.issue_id, ${limitStates("messages.id IS NOT NULL")} AS limit_states,
  messages.state AS message_state, messages.template AS message_template,
  CASE WHEN messages.id IS NULL THEN (SELECT status FROM accounts WHERE accounts.id = ${accountOfSubject}) ELSE 'active' END
    AS account_status,
  messages.id IS NULL AND ${wantedVerified} AND ${mayAsk} AND ${allCountedOf("askingKeys")} AS address_verified
FROM (SELECT 1) LEFT JOIN flows ON flows.id = :flowId AND flows.app_id = :appId AND flows.dialect = :dialect
  LEFT JOIN messages ON messages.id = :messageId`);

/** What this operation has proven, in the very run that evaluated it. */
const proven = `FROM issues JOIN flows ON flows.id = issues.flow_id
WHERE issues.flow_id = :flowId AND issues.app_id = :appId AND issues.attach IS NOT NULL
  AND issues.last_op = :operation AND issues.used_by = :operation
  AND NOT EXISTS (SELECT 1 FROM attempts WHERE attempts.flow_id = :flowId AND attempts.id = :operation)`;

/**
 * Checking 3. The address is the account's and verified, whoever had written it down before. It is primary if that is
 * asked for, and when the account has no other that is proven.
 */
export const attachAddress = statement<"flowId" | "appId" | "operation" | "now" | "addressId" | "makePrimary">(`
INSERT INTO addresses (id, app_id, account_id, kind, typed, value, key, digest, country, number_range, is_primary, verified_at, verified_via, created_at)
SELECT :addressId, issues.app_id, issues.account_id, issues.address_kind, issues.attach ->> 'typed', flows.address_value,
  issues.address_key, issues.address_digest, issues.attach ->> 'country', issues.attach ->> 'range',
  coalesce(:makePrimary, issues.attach ->> 'primary') OR NOT EXISTS (
    SELECT 1 FROM addresses AS other WHERE other.account_id = issues.account_id AND other.kind = issues.address_kind
      AND other.is_primary AND other.verified_at IS NOT NULL),
  :now, flows.dialect, :now
${proven}
ON CONFLICT (app_id, kind, key) DO UPDATE SET account_id = excluded.account_id, typed = excluded.typed,
  value = excluded.value, digest = excluded.digest, country = excluded.country, number_range = excluded.number_range, is_primary = excluded.is_primary, verified_at = excluded.verified_at,
  verified_via = excluded.verified_via`);

/** Checking 5. What was mistyped, and is put right now, is the account's no more. */
export const dropReplaced = statement<"flowId" | "appId" | "operation">(`
DELETE FROM addresses WHERE verified_at IS NULL
  AND (app_id, account_id, kind, key) = (
    SELECT issues.app_id, issues.account_id, issues.address_kind, issues.attach ->> 'replaces' ${proven})
  AND key <> (SELECT issues.address_key ${proven})`);

/** Checking 4. An account has one primary address of a kind; the one before it stays, as a further one. */
export const demoteOthers = statement<"flowId" | "appId" | "operation">(`
UPDATE addresses SET is_primary = 0
WHERE is_primary AND (account_id, kind) = (SELECT issues.account_id, issues.address_kind ${proven})
  AND key <> (SELECT issues.address_key ${proven})
  AND EXISTS (
    SELECT 1 FROM addresses AS primary_now JOIN issues
      ON primary_now.app_id = issues.app_id AND primary_now.kind = issues.address_kind AND primary_now.key = issues.address_key
    WHERE issues.flow_id = :flowId AND issues.last_op = :operation AND primary_now.is_primary)`);
