import { type Bound, statement } from "./statement.ts";

/** Events hold no address, and are what an operator looks back on. */
const EVENTS_KEPT_MS = 365 * 86_400_000;

/** Looks at one row unless that is too old. The newest stays, whatever its age: the next one is numbered after it. */
const dropEvents = statement<"before" | "chunk">(`
DELETE FROM events
WHERE seq < (SELECT oldest.seq + :chunk FROM events AS oldest
    WHERE oldest.seq = (SELECT min(seq) FROM events) AND oldest.at < :before)
  AND at < :before AND seq < (SELECT max(seq) FROM events)
RETURNING seq`);

/**
 * A chunk of what webhooks were told of long enough ago, webhook by webhook. What is not over stays as long from when
 * it was last touched, since a replay may be of an old event; but not without its event, which nobody could be told.
 */
export const dropOldWebhookDeliveries = statement<"before" | "chunk">(`
DELETE FROM webhook_deliveries WHERE (webhook_id, seq) IN (
  SELECT old.webhook_id, old.seq FROM webhooks
    CROSS JOIN webhook_deliveries AS oldest ON oldest.webhook_id = webhooks.id AND oldest.at < :before
      AND oldest.seq = (SELECT min(seq) FROM webhook_deliveries WHERE webhook_id = webhooks.id)
    CROSS JOIN webhook_deliveries AS old ON old.webhook_id = webhooks.id AND old.seq < oldest.seq + :chunk
  WHERE old.at < :before AND (old.state IN ('delivered', 'dead') OR old.updated_at < :before
    OR NOT EXISTS (SELECT 1 FROM events WHERE events.seq = old.seq)))
RETURNING seq`);

/** A chunk of the events that have been kept for a year. */
export const dropOldEvents = ({ now, chunk }: { readonly now: number; readonly chunk: number }): Bound =>
  dropEvents({ before: now - EVENTS_KEPT_MS, chunk });
