import type { Event, EventType } from "../core/events.ts";
import type { Database } from "./database.ts";
import { eventColumns, toEvent } from "./event-rows.ts";
import { statement } from "./statement.ts";

type EventFilter = {
  /** Events after this one; 0: from the oldest on. */
  readonly after: number;
  readonly type: EventType | null;
  readonly flowId: string | null;
  readonly accountId: string | null;
  readonly limit: number;
};

/** A part of the feed. `next` is where it goes on, also when nothing was found up to there; `more`: there is more. */
type EventPage = { readonly events: readonly Event[]; readonly next: number; readonly more: boolean };

/**
 * As many events as one page looks at. Only the table itself is ordered, so that an event is written once: whoever
 * filters walks, and this bounds the step.
 */
const STRIDE = 20_000;

/** Where a page starts: past what is too old to be there still. */
const from = "max(:after, (SELECT coalesce(min(seq), 1) - 1 FROM events))";

const readBounds = statement<"after">(`
SELECT ${from} AS first, (SELECT coalesce(max(seq), 0) FROM events) AS newest`);

const readPage = statement<"appId" | "after" | "stride" | "type" | "flowId" | "accountId" | "limit">(`
SELECT ${eventColumns} FROM events
WHERE seq > ${from} AND seq <= ${from} + :stride AND app_id = :appId
  AND (:type IS NULL OR type = :type) AND (:flowId IS NULL OR flow_id = :flowId)
  AND (:accountId IS NULL OR account_id = :accountId)
ORDER BY seq LIMIT :limit`);

/** Events as operators read them, oldest first. */
export type EventListing = { list(filter: EventFilter): Promise<EventPage> };

export function d1EventListing(database: Database, appId: string, stride = STRIDE): EventListing {
  return {
    async list({ after, limit, ...filter }) {
      const { rows } = await database.read([
        readBounds({ after }),
        readPage({ ...filter, appId, after, stride, limit }),
      ]);
      const first = rows[0]?.[0]?.["first"] as number;
      const newest = rows[0]?.[0]?.["newest"] as number;
      const events = (rows[1] ?? []).map(toEvent);
      const seen = events.length === limit ? events.at(-1)?.seq : undefined;
      // A cursor from the future is handed back: it may be of a database that was restored to an earlier state.
      const next = seen ?? Math.max(first, Math.min(first + stride, newest));
      return { events, next, more: next < newest };
    },
  };
}
