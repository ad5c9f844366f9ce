import type { DeliveryState, Webhook } from "../core/webhooks.ts";
import type { Database, Row } from "./database.ts";
import { statement } from "./statement.ts";
import { toWebhook, webhookColumns } from "./webhook-rows.ts";

/** One event on its way to one webhook, as operators see it. */
export type ListedDelivery = {
  readonly seq: number;
  readonly type: string;
  readonly flowId: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly status: number | null;
  /** When it is tried next; null: not by itself. */
  readonly dueAt: number | null;
  readonly updatedAt: number;
};

type NewWebhook = Pick<Webhook, "id" | "url" | "format" | "events" | "secret" | "createdAt"> & {
  /** The only dialect it hears of; null: all. */
  readonly dialect: string | null;
};

const insert = statement<"id" | "appId" | "url" | "format" | "events" | "dialect" | "secret" | "createdAt">(`
INSERT INTO webhooks (id, app_id, url, format, events, dialect, state, secret, created_at)
VALUES (:id, :appId, :url, :format, :events, :dialect, 'active', :secret, :createdAt) ON CONFLICT DO NOTHING`);

const readAll = statement<"appId">(`SELECT ${webhookColumns} FROM webhooks WHERE app_id = :appId ORDER BY id`);
const readOne = statement<"id" | "appId">(`SELECT ${webhookColumns} FROM webhooks WHERE id = :id AND app_id = :appId`);

/** The old one signs on for a while. A re-run after a lost reply finds the new one there and changes nothing. */
const replaceSecret = statement<"id" | "appId" | "secret" | "oldUntil">(`
UPDATE webhooks SET old_secret = secret, old_secret_until = :oldUntil, secret = :secret
WHERE id = :id AND app_id = :appId AND secret <> :secret`);

const enableOne = statement<"id" | "appId">(`
UPDATE webhooks SET state = 'active', reason = NULL, failures = 0, paused_until = 0 WHERE id = :id AND app_id = :appId`);

const CHUNK = 1_000;
const silence = statement<"id" | "appId">(
  "UPDATE webhooks SET state = 'disabled' WHERE id = :id AND app_id = :appId AND state = 'active'",
);
const dropDeliveries = statement<"id" | "appId" | "chunk">(`
DELETE FROM webhook_deliveries WHERE webhook_id = :id AND app_id = :appId AND seq IN (
  SELECT seq FROM webhook_deliveries WHERE webhook_id = :id ORDER BY seq LIMIT :chunk) RETURNING seq`);
const dropOne = statement<"id" | "appId">(
  "DELETE FROM webhooks WHERE id = :id AND app_id = :appId AND NOT EXISTS (SELECT 1 FROM webhook_deliveries WHERE webhook_id = :id)",
);

const list = statement<"id" | "appId" | "states" | "before" | "limit">(`
SELECT listed.seq, listed.flow_id, listed.state, listed.attempts, listed.status, listed.due_at, listed.updated_at,
  events.type
FROM webhook_deliveries AS listed JOIN events ON events.seq = listed.seq
WHERE listed.webhook_id = :id AND listed.app_id = :appId AND listed.seq < :before
  AND listed.state IN (SELECT value FROM json_each(:states))
ORDER BY listed.seq DESC LIMIT :limit`);

/** Wants what the trigger wants; what is not over yet is left as it is. All begin as those that wait. */
const requeue = statement<"id" | "appId" | "after" | "last" | "now">(`
INSERT INTO webhook_deliveries (webhook_id, seq, app_id, flow_id, state, at, updated_at)
SELECT webhooks.id, events.seq, events.app_id, events.flow_id, 'waiting', events.at, :now
FROM webhooks JOIN events ON events.app_id = webhooks.app_id AND events.seq > :after AND events.seq <= :last
WHERE webhooks.id = :id AND webhooks.app_id = :appId AND (webhooks.dialect IS NULL OR webhooks.dialect = events.dialect)
  AND EXISTS (SELECT 1 FROM json_each(webhooks.events) WHERE value IN ('*', events.type))
ORDER BY events.seq
ON CONFLICT (webhook_id, seq) DO UPDATE
SET state = 'waiting', attempts = 0, due_at = 0, owner = NULL, status = NULL, updated_at = :now
WHERE webhook_deliveries.state IN ('delivered', 'dead')
RETURNING seq`);

/** The first of each flow that is not over need not wait: nor if what it waited for was too old to be kept. */
const release = statement<"id" | "appId">(`
UPDATE webhook_deliveries SET state = 'pending', due_at = 0
WHERE webhook_id = :id AND app_id = :appId AND state = 'waiting' AND NOT EXISTS (
  SELECT 1 FROM webhook_deliveries AS earlier
  WHERE earlier.webhook_id = :id AND earlier.flow_id = webhook_deliveries.flow_id
    AND earlier.seq < webhook_deliveries.seq AND earlier.state IN ('waiting', 'pending', 'sending'))`);

const newestEvent = statement<never>("SELECT coalesce(max(seq), 0) AS newest FROM events");

const toListed = (row: Row): ListedDelivery => ({
  seq: row["seq"] as number,
  type: row["type"] as string,
  flowId: row["flow_id"] as string,
  state: row["state"] as DeliveryState,
  attempts: row["attempts"] as number,
  status: row["status"] as number | null,
  dueAt: row["state"] === "pending" && row["due_at"] !== 0 ? (row["due_at"] as number) : null,
  updatedAt: row["updated_at"] as number,
});

/** Where the events of one app go, for operators. */
export type WebhookRegister = {
  create(webhook: NewWebhook): Promise<void>;
  list(): Promise<readonly Webhook[]>;
  find(id: string): Promise<Webhook | undefined>;
  /** False: there was no such webhook. */
  remove(id: string): Promise<boolean>;
  rotate(id: string, change: { readonly secret: string; readonly oldUntil: number }): Promise<Webhook | undefined>;
  enable(id: string): Promise<Webhook | undefined>;
  /** Newest first, those before `before`. */
  deliveries(
    id: string,
    filter: { readonly states: readonly DeliveryState[]; readonly before: number; readonly limit: number },
  ): Promise<readonly ListedDelivery[]>;
  /** Tells the events after `after` up to `last` once more; `newest`: the last event there is. */
  replay(
    id: string,
    range: { readonly after: number; readonly last: number; readonly now: number },
  ): Promise<{ readonly queued: number; readonly newest: number }>;
};

export function d1WebhookRegister(database: Database, appId: string): WebhookRegister {
  const one = (row: Row | undefined): Webhook | undefined => row && toWebhook(row);

  return {
    async create(webhook) {
      await database.write([insert({ ...webhook, appId, events: JSON.stringify(webhook.events) })]);
    },

    async list() {
      const { rows } = await database.read([readAll({ appId })]);
      return (rows[0] ?? []).map(toWebhook);
    },

    async find(id) {
      const { rows } = await database.read([readOne({ id, appId })]);
      return one(rows[0]?.[0]);
    },

    async remove(id) {
      const found = await database.write([readOne({ id, appId }), silence({ id, appId })]);
      if (found.rows[0]?.[0] === undefined) return false;
      // In chunks, so that others get their turn; the webhook itself goes last, so that this can be asked for again.
      for (;;) {
        const { rows } = await database.write([dropDeliveries({ id, appId, chunk: CHUNK }), dropOne({ id, appId })]);
        if ((rows[0] ?? []).length < CHUNK) return true;
      }
    },

    async rotate(id, change) {
      const { rows } = await database.write([replaceSecret({ id, appId, ...change }), readOne({ id, appId })]);
      return one(rows[1]?.[0]);
    },

    async enable(id) {
      const { rows } = await database.write([enableOne({ id, appId }), release({ id, appId }), readOne({ id, appId })]);
      return one(rows[2]?.[0]);
    },

    async deliveries(id, { states, ...place }) {
      const { rows } = await database.read([list({ id, appId, states: JSON.stringify(states), ...place })]);
      return (rows[0] ?? []).map(toListed);
    },

    async replay(id, range) {
      const { rows } = await database.write([
        requeue({ id, appId, ...range }),
        release({ id, appId }),
        newestEvent({}),
      ]);
      return { queued: (rows[0] ?? []).length, newest: rows[2]?.[0]?.["newest"] as number };
    },
  };
}
