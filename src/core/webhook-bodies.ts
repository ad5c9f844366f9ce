import type { AccountStatus } from "./account.ts";
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

/** Whose event it is, as the account stands when it is told of. */
export type EventAccount = {
  readonly id: string;
  readonly status: AccountStatus;
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
};

/** What goes with an event, for formats that say more than what happened. `code`: where the app has switched that on. */
export type Circumstances = {
  readonly account: EventAccount | null;
  readonly code: string | null;
  readonly instant: (at: number) => string;
};

/** Entities that do not apply are empty, as are those that this Worker does not know. */
const payway = ({ type, appId }: Event, timestamp: string, { account, code, instant }: Circumstances) => ({
  event: paywayNames[type] ?? type,
  timestamp,
  payload: {
    account:
      account === null
        ? {}
        : {
            id: account.id,
            organisation_id: appId,
            contact_email: account.email,
            status: account.status,
            verified: account.emailVerified,
            ...(code === null ? {} : { confirmation_code: code }),
            created: instant(account.createdAt),
            updated: instant(account.updatedAt),
          },
    event_data: {},
  },
});

const bodies = { standard, payway } as const satisfies Record<WebhookFormat, unknown>;

/** What a webhook is told of an event: ids and facts, and nothing that would let anybody in unless that is switched on. */
export const bodyOf = (format: WebhookFormat, event: Event, circumstances: Circumstances): string =>
  JSON.stringify(bodies[format](event, circumstances.instant(event.at), circumstances));
