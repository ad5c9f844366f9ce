import type { Event, EventType } from "./events.ts";
import type { WebhookFormat } from "./webhooks.ts";

/** How the identity API that `payway` speaks for calls what happened. Bodies of this kind name nothing else. */
const paywayNames: Readonly<Partial<Record<EventType, string>>> = {
  "message.sent": "confirmation_email_requested",
  "verification.verified": "registered_account_confirmed",
};

/** The types of events that a format has words for; undefined: all. */
export const typesOf: Readonly<Record<WebhookFormat, readonly string[] | undefined>> = {
  standard: undefined,
  payway: Object.keys(paywayNames),
};

const standard = ({ type, seq, data, ...event }: Event, timestamp: string) => ({
  type,
  timestamp,
  data: {
    id: String(seq),
    app_id: event.appId,
    flow_id: event.flowId,
    account_id: event.accountId,
    message_id: event.messageId,
    dialect: event.dialect,
    channel: event.channel,
    ...data,
  },
});

/** Entities that do not apply are empty, as are those that this Worker does not know. */
const payway = ({ type, accountId }: Event, timestamp: string) => ({
  event: paywayNames[type] ?? type,
  timestamp,
  payload: { account: accountId === null ? {} : { id: accountId }, event_data: {} },
});

const bodies = { standard, payway } as const satisfies Record<WebhookFormat, unknown>;

/** What a webhook is told of an event: ids and facts, and nothing that would let anybody in. */
export const bodyOf = (format: WebhookFormat, event: Event, timestamp: string): string =>
  JSON.stringify(bodies[format](event, timestamp));
