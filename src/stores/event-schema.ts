import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { EventType } from "../core/events.ts";
import type { DeliveryState, WebhookFormat, WebhookState } from "../core/webhooks.ts";

/*
 * What happened, and who is told. The rows of `events` and the first state of those of `webhook_deliveries` are written
 * by triggers, which drizzle-kit cannot say: they are in the migration, beside what is generated from here.
 */

/** Never changed but for an erased person, never deleted but for age: the newest row stays, so that no `seq` comes twice. */
export const events = sqliteTable("events", {
  /** The row id: given in the order of commits, since D1 writes one transaction at a time. */
  seq: integer("seq").primaryKey(),
  appId: text("app_id").notNull(),
  type: text("type").$type<EventType>().notNull(),
  flowId: text("flow_id").notNull(),
  accountId: text("account_id"),
  messageId: text("message_id"),
  dialect: text("dialect"),
  channel: text("channel"),
  /** Facts of this type of event; never a code, a token or an address. */
  data: text("data", { mode: "json" }),
  /** By the clock of D1, which is one for all. */
  at: integer("at").notNull(),
});

/** Where an app wants to be told of its events. */
export const webhooks = sqliteTable("webhooks", {
  id: text("id").primaryKey(),
  appId: text("app_id").notNull(),
  url: text("url").notNull(),
  format: text("format").$type<WebhookFormat>().notNull(),
  /** Types of events, or `*`. */
  events: text("events", { mode: "json" }).$type<readonly string[]>().notNull(),
  /** The only dialect it hears of; null: all. */
  dialect: text("dialect"),
  state: text("state").$type<WebhookState>().notNull(),
  /** What disabled it. */
  reason: text("reason"),
  /** Sealed. The old one signs too for a while after it was replaced. */
  secret: text("secret").notNull(),
  oldSecret: text("old_secret"),
  oldSecretUntil: integer("old_secret_until"),
  /** Failures in a row, and until when it is left alone because of them. */
  failures: integer("failures").notNull().default(0),
  pausedUntil: integer("paused_until").notNull().default(0),
  createdAt: integer("created_at").notNull(),
});

/** One event on its way to one webhook. */
export const webhookDeliveries = sqliteTable(
  "webhook_deliveries",
  {
    webhookId: text("webhook_id").notNull(),
    seq: integer("seq").notNull(),
    appId: text("app_id").notNull(),
    flowId: text("flow_id").notNull(),
    state: text("state").$type<DeliveryState>().notNull(),
    attempts: integer("attempts").notNull().default(0),
    /** When it may be taken up: the next try of a pending one, the end of the lease of one being sent. */
    dueAt: integer("due_at").notNull().default(0),
    /** Who holds the lease. */
    owner: text("owner"),
    /** What the last try was answered; null: nothing. */
    status: integer("status"),
    at: integer("at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.webhookId, table.seq] }),
    index("webhook_deliveries_due").on(table.webhookId, table.dueAt).where(sql`state IN ('pending', 'sending')`),
    index("webhook_deliveries_open")
      .on(table.webhookId, table.flowId, table.seq)
      .where(sql`state IN ('waiting', 'pending', 'sending')`),
  ],
);
