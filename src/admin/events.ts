import * as z from "zod/mini";
import { type Event, eventTypes } from "../core/events.ts";
import { isUuid } from "../core/ids.ts";
import { Hono } from "../http/hono.ts";
import { otherVerbs, problem } from "../http/problem.ts";
import { readQuery } from "../http/query.ts";
import { transformed } from "../schema.ts";
import type { Services } from "../services.ts";
import { d1EventListing } from "../stores/event-listing.ts";
import { accountId, limit } from "./fields.ts";
import { instant } from "./wire.ts";

const DEFAULT_LIMIT = 100;
const MOST = 1_000;

/** A place among the events, as a cursor and in what an event is called. */
export const eventNumber = z.lazy(() => transformed(z.string().check(z.regex(/^(?:0|[1-9][0-9]{0,14})$/)), Number));

const EventQuery = z.lazy(() =>
  z.strictObject({
    after: z._default(eventNumber, 0),
    limit: limit({ most: MOST, initially: DEFAULT_LIMIT }),
    type: z.optional(z.enum(eventTypes)),
    flow_id: z.optional(z.string().check(z.refine(isUuid, { message: "A UUID.", params: { code: "id_malformed" } }))),
    account_id: z.optional(accountId),
  }),
);

const toWireEvent = ({ seq, type, flowId, accountId, messageId, dialect, channel, data, at }: Event) => ({
  id: String(seq),
  type,
  flow_id: flowId,
  account_id: accountId,
  message_id: messageId,
  dialect,
  channel,
  data: data ?? {},
  at: instant(at),
});

/** What happened, oldest first: a feed that nothing is missing from, however it is read. */
export function eventRoutes({ settings, database }: Services): Hono {
  const events = d1EventListing(database, settings.app.id);
  const app = new Hono();
  app
    .get("/", async (c) => {
      const query = readQuery(c, EventQuery);
      if (!query.ok) return problem(c, query.failure);
      const { type = null, flow_id: flowId = null, account_id: accountId = null, ...place } = query.value;
      const page = await events.list({ ...place, type, flowId, accountId });
      return c.json({ events: page.events.map(toWireEvent), next: String(page.next), more: page.more });
    })
    .all(otherVerbs("GET, HEAD"));
  return app;
}
