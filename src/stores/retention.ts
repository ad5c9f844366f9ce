import { earliestId } from "../core/ids.ts";
import type { Policy } from "../core/policy.ts";
import type { Database } from "./database.ts";
import { dropOldEvents } from "./event-retention.ts";
import { dropLimitsOfMinute } from "./limit-retention.ts";
import { type Bindable, type Bound, statement } from "./statement.ts";

/** Rows per statement: small enough that a sweep never holds the database long. */
const CHUNK = 500;
/** Rounds per sweep: with one a minute, ten thousand flows a minute and as many of all else. */
const MOST_ROUNDS = 20;

/** Flows at the end of their life, whose `sweep_at` still is their expiry. */
const ended = `SELECT id FROM flows WHERE sweep_at <= :now AND sweep_at = expires_at ORDER BY sweep_at LIMIT :chunk`;
const eraseVerifiers = statement<"now" | "chunk">(`
UPDATE issues SET code_mac = NULL, link_mac = NULL, state = CASE state WHEN 'pending' THEN 'expired' ELSE state END
WHERE flow_id IN (${ended}) AND (state = 'pending' OR code_mac IS NOT NULL OR link_mac IS NOT NULL)`);
const closeFlows = statement<"now" | "chunk" | "retention">(`
UPDATE flows SET state = CASE WHEN state IN ('open', 'sent') THEN 'expired' ELSE state END,
  sweep_at = expires_at + :retention
WHERE id IN (${ended}) RETURNING id`);

/** Flows at the end of their keeping. */
const kept = `SELECT id FROM flows WHERE sweep_at <= :now AND sweep_at > expires_at ORDER BY sweep_at LIMIT :chunk`;
const dropAttempts = statement<"now" | "chunk">(`DELETE FROM attempts WHERE flow_id IN (${kept})`);
const dropIssues = statement<"now" | "chunk">(`DELETE FROM issues WHERE flow_id IN (${kept})`);
const dropFlows = statement<"now" | "chunk">(`DELETE FROM flows WHERE id IN (${kept}) RETURNING id`);

const dropMessages = statement<"before" | "chunk">(
  "DELETE FROM messages WHERE id IN (SELECT id FROM messages WHERE id < :before ORDER BY id LIMIT :chunk) RETURNING id",
);

/** How many rows a sweep dealt with. */
export type Swept = {
  readonly closed: number;
  readonly dropped: number;
  readonly messages: number;
  readonly limits: number;
  readonly events: number;
  readonly deliveries: number;
};

/** A chunk of each; a count equal to the chunk means that more may be waiting. */
async function round(database: Database, policy: Pick<Policy, "retentionMs">, now: number): Promise<Swept> {
  const chunk = CHUNK;
  const statements: readonly Bound[] = [
    eraseVerifiers({ now, chunk }),
    closeFlows({ now, chunk, retention: policy.retentionMs as Bindable }),
    dropAttempts({ now, chunk }),
    dropIssues({ now, chunk }),
    dropFlows({ now, chunk }),
    dropMessages({ before: earliestId(now - policy.retentionMs), chunk }),
    dropLimitsOfMinute(now, chunk),
    ...dropOldEvents({ now, chunk, deliveriesKeptMs: policy.retentionMs }),
  ];
  const { rows } = await database.write(statements);
  const count = (index: number): number => rows[index]?.length ?? 0;
  return {
    closed: count(1),
    dropped: count(4),
    messages: count(5),
    limits: count(6),
    events: count(7),
    deliveries: count(8),
  };
}

const sum = (one: Swept, other: Swept): Swept => ({
  closed: one.closed + other.closed,
  dropped: one.dropped + other.dropped,
  messages: one.messages + other.messages,
  limits: one.limits + other.limits,
  events: one.events + other.events,
  deliveries: one.deliveries + other.deliveries,
});

/**
 * Housekeeping: erases the verifiers of flows that have ended by time, then whatever has been kept long enough, until
 * nothing is left to do or a sweep has done its share. Each round is a transaction, so that others get their turn
 * between two. Safe to run twice or late; a verification that ends otherwise erases its own verifiers.
 */
export async function sweep(database: Database, policy: Pick<Policy, "retentionMs">, now: number): Promise<Swept> {
  let swept: Swept = { closed: 0, dropped: 0, messages: 0, limits: 0, events: 0, deliveries: 0 };
  for (let rounds = 0; rounds < MOST_ROUNDS; rounds += 1) {
    const done = await round(database, policy, now);
    swept = sum(swept, done);
    if (Object.values(done).every((rows) => rows < CHUNK)) break;
  }
  return swept;
}
