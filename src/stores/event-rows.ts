import type { Event, EventType } from "../core/events.ts";
import type { Channel } from "../core/flow.ts";
import type { Row } from "./database.ts";

/** What `toEvent` reads of a row. */
export const eventColumns = `events.seq, events.app_id, events.type, events.flow_id, events.account_id, events.message_id,
  events.dialect, events.channel, events.data, events.at`;

/** An event as the core knows it. */
export const toEvent = (row: Row): Event => ({
  seq: row["seq"] as number,
  appId: row["app_id"] as string,
  type: row["type"] as EventType,
  flowId: row["flow_id"] as string,
  accountId: row["account_id"] as string | null,
  messageId: row["message_id"] as string | null,
  dialect: row["dialect"] as string | null,
  channel: row["channel"] as Channel | null,
  data: row["data"] === null ? null : (JSON.parse(row["data"] as string) as Readonly<Record<string, unknown>>),
  at: row["at"] as number,
});
