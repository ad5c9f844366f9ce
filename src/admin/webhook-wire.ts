import { deliveryId, type Webhook } from "../core/webhooks.ts";
import type { ListedDelivery } from "../stores/webhooks.ts";
import { statesOf } from "./webhook-contracts.ts";
import { instant, instantOrNull } from "./wire.ts";

/** A webhook as the admin API shows it: its secrets are not. */
export const toWireWebhook = (webhook: Omit<Webhook, "secret" | "oldSecret">) => ({
  id: webhook.id,
  url: webhook.url,
  events: webhook.events,
  format: webhook.format,
  app_id: webhook.appId,
  state: webhook.state,
  reason: webhook.reason,
  old_secret_until: instantOrNull(webhook.oldSecretUntil),
  created_at: instant(webhook.createdAt),
});

export const toWireDelivery = (webhookId: string, delivery: ListedDelivery) => ({
  id: deliveryId(webhookId, delivery.seq),
  event_id: String(delivery.seq),
  type: delivery.type,
  flow_id: delivery.flowId,
  state: Object.entries(statesOf).find(([, states]) => states.includes(delivery.state))?.[0] ?? "pending",
  attempts: delivery.attempts,
  status: delivery.status,
  due_at: instantOrNull(delivery.dueAt),
  updated_at: instant(delivery.updatedAt),
});
