import type { DeliveryStore, DeliveryWork } from "../core/deliveries.ts";
import type { Database } from "./database.ts";
import { sameInstead } from "./report-statements.ts";
import { type Bound, statement } from "./statement.ts";

/*
 * What a provider told, statement by statement, in the order they run. The first keeps the event; each of the others
 * does its part only if it was kept at this instant, so that nothing is done by an event that is told again: by then an
 * operator may have sent the message once more, or lifted the suppression.
 */

type Event = "appId" | "provider" | "providerMessageId" | "eventId" | "now";

/** 0. A token that was signed in place of events, and what it is good for. No vendor calls a message so. */
const keepToken = statement<"appId" | "provider" | "token" | "eventsDigest" | "now">(`
INSERT INTO receipts (app_id, provider, provider_message_id, message_id, created_at)
VALUES (:appId, :provider, 'token ' || :token, :eventsDigest, :now) ON CONFLICT DO NOTHING`);

/** 1. The event. */
const keepEvent = statement<Event | "status" | "permanent" | "vendorCode" | "at" | "token" | "eventsDigest">(`
INSERT INTO deliveries (provider, provider_message_id, event_id, app_id, status, permanent, vendor_code, at, received_at)
SELECT :provider, :providerMessageId, :eventId, :appId, :status, :permanent, :vendorCode, :at, :now
WHERE :token IS NULL OR EXISTS (
  SELECT 1 FROM receipts WHERE app_id = :appId AND provider = :provider
    AND provider_message_id = 'token ' || :token AND message_id = :eventsDigest)
ON CONFLICT DO NOTHING`);

const isNew = `EXISTS (
  SELECT 1 FROM deliveries WHERE deliveries.app_id = :appId AND deliveries.provider = :provider
    AND deliveries.provider_message_id = :providerMessageId AND deliveries.event_id = :eventId
    AND deliveries.received_at = :now)`;

const received = "app_id = :appId AND provider = :provider AND provider_message_id = :providerMessageId";

/** The message that the provider means. */
const meant = `(SELECT message_id FROM receipts WHERE ${received})`;

/** 2. The end of its message. One that arrived need not be sent again; that it failed is true of its last sending alone. */
const endMessage = statement<Event | "end">(`
UPDATE messages SET state = :end, updated_at = :now
WHERE id = ${meant} AND ${isNew} AND CASE :end WHEN 'delivered' THEN state IN ('sent', 'sending', 'pending')
  ELSE state = 'sent' AND provider = :provider AND provider_message_id = :providerMessageId END`);

/** 3. A message whose provider never answered: it has it after all, and says so under a name we did not know. */
const endDoubt = statement<Event | "messageId" | "state">(`
UPDATE messages SET state = :state, provider = :provider, provider_message_id = :providerMessageId, updated_at = :now
WHERE id = :messageId AND app_id = :appId AND state IN ('pending', 'sending') AND provider_message_id IS NULL
  AND json_extract(dispatches, '$[#-1].kind') = 'ambiguous'
  AND json_extract(dispatches, '$[#-1].provider') = :provider
  AND ${meant} IS NULL AND ${isNew}`);

/** 4. That name. */
const keepName = statement<Event | "messageId">(`
INSERT INTO receipts (app_id, provider, provider_message_id, message_id, created_at)
SELECT app_id, provider, provider_message_id, id, :now FROM messages
WHERE id = :messageId AND ${received} AND ${isNew} ON CONFLICT DO NOTHING`);

/** 5. No more messages for whom this one was for. */
const suppressRecipient = statement<Event | "status">(`
INSERT INTO suppressions (app_id, address_digest, reason, provider, created_at)
SELECT issues.app_id, issues.address_digest, :status, :provider, :now
FROM messages JOIN issues ON issues.flow_id = messages.flow_id AND issues.id = messages.issue_id
WHERE messages.id = ${meant} AND ${isNew} ON CONFLICT DO NOTHING`);

/** 5. Or for whom the provider names. */
const suppressAddress = statement<Event | "status" | "addressDigest">(`
INSERT INTO suppressions (app_id, address_digest, reason, provider, created_at)
SELECT :appId, :addressDigest, :status, :provider, :now WHERE ${isNew} ON CONFLICT DO NOTHING`);

/** `siblingId` in SQL: the last digit with its lowest bit turned. */
const sibling =
  "substr(messages.id, 1, 35) || substr('1032547698badcfe', instr('0123456789abcdef', substr(messages.id, 36)), 1)";
const otherChannel = "json_extract(:fallback, '$.' || messages.channel)";

/** 6. The same on another channel, while its code is good and there is time to type it. */
const goOn = statement<Event | "fallback" | "leastLifeMs">(`
${sameInstead(sibling, otherChannel)}
  AND messages.id = ${meant} AND ${isNew} AND ${otherChannel} IS NOT NULL
  AND messages.template = 'verification_code_valid' AND issues.state = 'pending'
  AND messages.expires_at - :now >= :leastLifeMs
ON CONFLICT DO NOTHING RETURNING id`);

function suppressing({ suppress, ...work }: DeliveryWork): readonly Bound[] {
  if (suppress === null) return [];
  return [suppress === "recipient" ? suppressRecipient(work) : suppressAddress({ ...work, ...suppress })];
}

function statementsOf(work: DeliveryWork): readonly Bound[] {
  const { appId, provider, providerMessageId, eventId, now, status, vendorCode, at, end, doubtful, instead } = work;
  const event = { appId, provider, providerMessageId, eventId, now };
  const signed = work.token && { token: work.token.text, eventsDigest: work.token.eventsDigest };
  const kept = { ...event, status, permanent: Number(work.permanent), vendorCode, at };
  return [
    ...(signed === null ? [] : [keepToken({ ...event, ...signed })]),
    keepEvent({ ...kept, ...(signed ?? { token: null, eventsDigest: null }) }),
    ...(end === null ? [] : [endMessage({ ...event, end })]),
    ...(doubtful === null ? [] : [endDoubt({ ...event, ...doubtful }), keepName({ ...event, ...doubtful })]),
    ...suppressing(work),
    ...(instead === null ? [] : [goOn({ ...event, ...instead, fallback: JSON.stringify(instead.fallback) })]),
  ];
}

/** What providers told, in D1. */
export function d1DeliveryStore(database: Pick<Database, "write">): DeliveryStore {
  return {
    async record(works) {
      const { rows } = await database.write(works.flatMap(statementsOf));
      // Only what goes on on another channel answers anything.
      return rows.flat().length;
    },
  };
}
