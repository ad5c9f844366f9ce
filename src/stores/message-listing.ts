import type { DeliveryStatus } from "../core/delivery.ts";
import type { Attempt, Message, MessageState } from "../core/message.ts";
import type { Database, Row } from "./database.ts";
import { toMessage } from "./messages.ts";
import { statement } from "./statement.ts";

/** A message, who was asked last to send it, and every try. */
export type ListedMessage = Message & {
  readonly provider: string | null;
  readonly dispatches: readonly Attempt[];
};

/** What a provider told of a message. */
export type ListedDelivery = {
  readonly status: DeliveryStatus;
  readonly permanent: boolean;
  readonly vendorCode: string | null;
  readonly at: number;
};

type MessageFilter = {
  readonly states: readonly MessageState[];
  readonly recipient: string | null;
  /** Who was asked last to send it. */
  readonly provider: string | null;
  /** After this message; null: from the newest on. */
  readonly after: string | null;
  readonly limit: number;
};

/** A withheld message was written to nobody: showing it would show that an address is nobody's. */
export const shown = "app_id = :appId AND state <> 'withheld'";

/** `recipient` is a search: letter case does not matter. */
const list = (from: string) =>
  statement<"appId" | "states" | "recipient" | "provider" | "after" | "limit">(`
SELECT * FROM ${from} AND ${shown} AND id < :after AND state IN (SELECT value FROM json_each(:states))
  AND (:recipient IS NULL OR lower(recipient) = lower(:recipient))
  AND (:provider IS NULL OR provider = :provider)
ORDER BY id DESC LIMIT :limit`);

/** Ids are ordered by time, so that the table itself is the list. */
const listAll = list("messages WHERE true");
/** What is still to be sent is little beside what was, and has an index of its own. */
const listUnsent = list("messages INDEXED BY messages_due WHERE state IN ('pending', 'sending')");
const isUnsent = (state: MessageState): boolean => state === "pending" || state === "sending";

const readOne = statement<"appId" | "id">(`SELECT * FROM messages WHERE id = :id AND ${shown}`);

/** By what its provider calls it, which is the key of what providers told. */
const readDeliveries = statement<"appId" | "id">(`
SELECT deliveries.* FROM messages JOIN deliveries ON deliveries.app_id = messages.app_id
  AND deliveries.provider IN (SELECT json_extract(value, '$.provider') FROM json_each(messages.dispatches))
  AND deliveries.provider_message_id = messages.provider_message_id
WHERE messages.id = :id AND messages.app_id = :appId ORDER BY deliveries.received_at, deliveries.at`);

export const toListed = (row: Row): ListedMessage => ({
  ...toMessage(row),
  provider: row["provider"] as string | null,
  dispatches: JSON.parse(row["dispatches"] as string) as readonly Attempt[],
});

const toDelivery = (row: Row): ListedDelivery => ({
  status: row["status"] as DeliveryStatus,
  permanent: row["permanent"] === 1,
  vendorCode: row["vendor_code"] as string | null,
  at: row["at"] as number,
});

/** Sorts after every id. */
const START = "g";

/** The outbox as operators read it, newest first. */
export type MessageListing = {
  list(filter: MessageFilter): Promise<readonly ListedMessage[]>;
  /** With what its provider told of it, as it came. */
  read(id: string): Promise<(ListedMessage & { readonly deliveries: readonly ListedDelivery[] }) | undefined>;
};

export function d1MessageListing(database: Database, appId: string): MessageListing {
  return {
    async list({ states, after, ...filter }) {
      const values = { ...filter, appId, states: JSON.stringify(states), after: after ?? START };
      const { rows } = await database.read([states.every(isUnsent) ? listUnsent(values) : listAll(values)]);
      return (rows[0] ?? []).map(toListed);
    },

    async read(id) {
      const { rows } = await database.read([readOne({ appId, id }), readDeliveries({ appId, id })]);
      const row = rows[0]?.[0];
      return row && { ...toListed(row), deliveries: (rows[1] ?? []).map(toDelivery) };
    },
  };
}
