import { earliestId } from "../core/ids.ts";
import type { Policy } from "../core/policy.ts";
import type { Database } from "./database.ts";
import { dropOldEvents, dropOldWebhookDeliveries } from "./event-retention.ts";
import { dropLimitsOfMinute } from "./limit-retention.ts";
import { type Bound, statement } from "./statement.ts";

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
const dropReceipts = statement<"before" | "chunk">(`
DELETE FROM receipts WHERE (app_id, provider, provider_message_id) IN (
  SELECT app_id, provider, provider_message_id FROM receipts WHERE created_at < :before ORDER BY created_at LIMIT :chunk)
RETURNING message_id`);
const dropDeliveries = statement<"before" | "chunk">(`
DELETE FROM deliveries WHERE (app_id, provider, provider_message_id, event_id) IN (
  SELECT app_id, provider, provider_message_id, event_id FROM deliveries
  WHERE received_at < :before ORDER BY received_at LIMIT :chunk)
RETURNING event_id`);
const dropAnswers = statement<"now" | "chunk">(`
DELETE FROM idempotency WHERE digest IN (SELECT digest FROM idempotency WHERE expires_at <= :now LIMIT :chunk)
RETURNING digest`);

const dropTickets = statement<"now" | "chunk">(
  "DELETE FROM tickets WHERE digest IN (SELECT digest FROM tickets WHERE expires_at <= :now LIMIT :chunk) RETURNING digest",
);

const dropLoginRequests = statement<"now" | "chunk">(`
DELETE FROM login_requests WHERE (app_id, id) IN (
  SELECT app_id, id FROM login_requests WHERE expires_at <= :now LIMIT :chunk)
RETURNING id`);

/** What came of a login can be looked up for a day. */
const TRACKS_KEPT_MS = 24 * 60 * 60 * 1_000;
const dropTracks = statement<"before" | "chunk">(
  "DELETE FROM tracks WHERE id IN (SELECT id FROM tracks WHERE expires_at <= :before LIMIT :chunk) RETURNING id",
);

const parts = [
  "closed",
  "dropped",
  "messages",
  "receipts",
  "deliveries",
  "limits",
  "answers",
  "tickets",
  "loginRequests",
  "tracks",
  "events",
  "webhookDeliveries",
] as const;
type Part = (typeof parts)[number];

/** How many rows a sweep dealt with. */
export type Swept = Readonly<Record<Part, number>>;

const total = (count: (part: Part) => number): Swept =>
  Object.fromEntries(parts.map((part) => [part, count(part)])) as Swept;

/** A chunk of each; a count equal to the chunk means that more may be waiting. */
async function round(database: Database, policy: Pick<Policy, "retentionMs">, now: number): Promise<Swept> {
  const chunk = CHUNK;
  const before = now - policy.retentionMs;
  const work: readonly (readonly [Part | undefined, Bound])[] = [
    [undefined, eraseVerifiers({ now, chunk })],
    ["closed", closeFlows({ now, chunk, retention: policy.retentionMs })],
    [undefined, dropAttempts({ now, chunk })],
    [undefined, dropIssues({ now, chunk })],
    ["dropped", dropFlows({ now, chunk })],
    ["messages", dropMessages({ before: earliestId(before), chunk })],
    ["receipts", dropReceipts({ before, chunk })],
    ["deliveries", dropDeliveries({ before, chunk })],
    ["limits", dropLimitsOfMinute(now, chunk)],
    ["answers", dropAnswers({ now, chunk })],
    ["tickets", dropTickets({ now, chunk })],
    ["loginRequests", dropLoginRequests({ now, chunk })],
    ["tracks", dropTracks({ before: now - TRACKS_KEPT_MS, chunk })],
    ["events", dropOldEvents({ now, chunk })],
    ["webhookDeliveries", dropOldWebhookDeliveries({ before, chunk })],
  ];
  const { rows } = await database.write(work.map(([, statement]) => statement));
  return total((part) => rows[work.findIndex(([name]) => name === part)]?.length ?? 0);
}

/**
 * Housekeeping: erases the verifiers of flows that have ended by time, then whatever has been kept long enough, until
 * nothing is left to do or a sweep has done its share. Each round is a transaction, so that others get their turn
 * between two. Safe to run twice or late; a verification that ends otherwise leaves nothing that a guess is compared
 * with.
 */
export async function sweep(database: Database, policy: Pick<Policy, "retentionMs">, now: number): Promise<Swept> {
  let swept = total(() => 0);
  for (let rounds = 0; rounds < MOST_ROUNDS; rounds += 1) {
    const before = swept;
    const done = await round(database, policy, now);
    swept = total((part) => before[part] + done[part]);
    if (Object.values(done).every((rows) => rows < CHUNK)) break;
  }
  return swept;
}
