import type { Webhook, WebhookFormat, WebhookState } from "../core/webhooks.ts";
import type { Row } from "./database.ts";

/** What `toWebhook` reads of a row, under names that no other table has. */
export const webhookColumns = `webhooks.id AS webhook_id, webhooks.app_id AS webhook_app_id, webhooks.url,
  webhooks.format, webhooks.events, webhooks.state AS webhook_state, webhooks.reason, webhooks.secret,
  webhooks.old_secret, webhooks.old_secret_until, webhooks.created_at AS webhook_created_at`;

/** A webhook as the core knows it. */
export const toWebhook = (row: Row): Webhook => ({
  id: row["webhook_id"] as string,
  appId: row["webhook_app_id"] as string,
  url: row["url"] as string,
  format: row["format"] as WebhookFormat,
  events: JSON.parse(row["events"] as string) as readonly string[],
  state: row["webhook_state"] as WebhookState,
  reason: row["reason"] as string | null,
  secret: row["secret"] as string,
  oldSecret: row["old_secret"] as string | null,
  oldSecretUntil: row["old_secret_until"] as number | null,
  createdAt: row["webhook_created_at"] as number,
});
