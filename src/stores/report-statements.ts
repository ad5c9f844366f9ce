import type { DispatchReport } from "../core/message-store.ts";
import { type Bound, statement } from "./statement.ts";

/*
 * What came of a message's tries, statement by statement, in the order they run. Only whoever holds the lease writes,
 * once: the lease is given back by it. A state that the provider's own report has set meanwhile stays.
 */

/** 1. The message, and each try. */
const recordAttempts = statement<
  "messageId" | "owner" | "state" | "dueAt" | "now" | "provider" | "providerMessageId" | "attempts"
>(`
UPDATE messages SET state = CASE state WHEN 'sending' THEN :state ELSE state END, due_at = :dueAt, owner = NULL,
  updated_at = :now, provider = coalesce(:provider, provider),
  provider_message_id = coalesce(:providerMessageId, provider_message_id),
  dispatches = CASE WHEN :attempts = '[]' THEN dispatches WHEN dispatches = '[]' THEN :attempts
    ELSE substr(dispatches, 1, length(dispatches) - 1) || ',' || substr(:attempts, 2) END
WHERE id = :messageId AND owner = :owner`);

/** 2. Under which name the provider will speak of it. */
const keepReceipt = statement<"appId" | "provider" | "providerMessageId" | "messageId" | "now">(`
INSERT INTO receipts (app_id, provider, provider_message_id, message_id, created_at)
VALUES (:appId, :provider, :providerMessageId, :messageId, :now) ON CONFLICT DO NOTHING`);

/** 3. What the provider told before this was written: callbacks can be faster than we are. The first end counts. */
const catchUp = statement<"appId" | "provider" | "providerMessageId" | "messageId" | "now">(`
UPDATE messages SET updated_at = :now, state = told.state
FROM (
  SELECT CASE status WHEN 'delivered' THEN 'delivered' ELSE 'failed' END AS state FROM deliveries
  WHERE app_id = :appId AND provider = :provider AND provider_message_id = :providerMessageId
    AND status IN ('delivered', 'failed', 'bounced')
  ORDER BY received_at LIMIT 1) AS told
WHERE messages.id = :messageId AND messages.state = 'sent'`);

/** 4. The same of a recipient who takes nothing more. */
const suppressTold = statement<"appId" | "provider" | "providerMessageId" | "messageId" | "now">(`
INSERT INTO suppressions (app_id, address_digest, reason, provider, created_at)
SELECT issues.app_id, issues.address_digest, deliveries.status, deliveries.provider, :now
FROM deliveries JOIN messages ON messages.id = :messageId
  JOIN issues ON issues.flow_id = messages.flow_id AND issues.id = messages.issue_id
WHERE deliveries.app_id = :appId AND deliveries.provider = :provider
  AND deliveries.provider_message_id = :providerMessageId AND deliveries.permanent
ON CONFLICT DO NOTHING`);

/** 5. Of somebody who, says the provider, takes no messages. */
const suppress = statement<"messageId" | "provider" | "now">(`
INSERT INTO suppressions (app_id, address_digest, reason, provider, created_at)
SELECT issues.app_id, issues.address_digest, 'stopped', :provider, :now
FROM messages JOIN issues ON issues.flow_id = messages.flow_id AND issues.id = messages.issue_id
WHERE messages.id = :messageId AND messages.state = 'suppressed' ON CONFLICT DO NOTHING`);

/** A failed message again, on another channel: all else is as it was, but nobody who takes no messages gets it. */
export const sameInstead = (id: string, channel: string): string => `
INSERT INTO messages (id, app_id, flow_id, issue_id, channel, recipient, template, data, state, send_count, due_at,
  created_at, updated_at, expires_at)
SELECT ${id}, messages.app_id, messages.flow_id, messages.issue_id, ${channel}, messages.recipient, messages.template,
  messages.data, 'pending', 0, :now, :now, :now, messages.expires_at
FROM messages JOIN issues ON issues.flow_id = messages.flow_id AND issues.id = messages.issue_id
WHERE messages.state = 'failed' AND NOT EXISTS (
  SELECT 1 FROM suppressions
  WHERE suppressions.app_id = issues.app_id AND suppressions.address_digest = issues.address_digest)`;

/** 6. The same on another channel. Its id follows from that of the message it stands for, so that it is made once. */
const insertInstead = statement<"messageId" | "insteadId" | "channel" | "now">(
  `${sameInstead(":insteadId", ":channel")} AND messages.id = :messageId ON CONFLICT DO NOTHING`,
);

export function reportStatements(report: DispatchReport): readonly Bound[] {
  const { messageId, appId, owner, state, dueAt, now, attempts, accepted, instead } = report;
  const provider = accepted?.provider ?? attempts.at(-1)?.provider ?? null;
  const providerMessageId = accepted?.providerMessageId ?? null;
  const told = accepted?.told === true && provider !== null && providerMessageId !== null;
  const receipt = told ? { appId, provider, providerMessageId, messageId, now } : undefined;
  return [
    recordAttempts({
      messageId,
      owner,
      state,
      dueAt,
      now,
      provider,
      providerMessageId,
      attempts: JSON.stringify(attempts),
    }),
    ...(receipt ? [keepReceipt(receipt), catchUp(receipt), suppressTold(receipt)] : []),
    ...(state === "suppressed" && provider !== null ? [suppress({ messageId, provider, now })] : []),
    ...(instead ? [insertInstead({ messageId, insteadId: instead.messageId, channel: instead.channel, now })] : []),
  ];
}
