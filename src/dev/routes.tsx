import { type Context, Hono } from "hono";
import * as z from "zod";
import { isUuid } from "../core/ids.ts";
import { clearOutbox, listOutbox, type OutboxMessage, type OutboxQuery } from "./outbox.ts";
import { OutboxPage } from "./outbox-page.tsx";

const LONGEST_WAIT_SECONDS = 20;
const LOOK_EVERY_MS = 100;
const SHOWN_ON_PAGE = 100;

// Mails bring styles of their own, and a frame from `srcdoc` is held to the policy of its page.
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** A `+` in a query is a space; phone numbers are typed with one all the same. */
const recipient = z.string().transform((to) => to.replace(/^ /, "+").trim());

const Filter = z.object({
  to: recipient.optional(),
  after: z.string().refine(isUuid, "after: the id of a message").optional(),
  wait: z.coerce
    .number(`wait: seconds, 0 to ${LONGEST_WAIT_SECONDS}`)
    .min(0, `wait: seconds, 0 to ${LONGEST_WAIT_SECONDS}`)
    .max(LONGEST_WAIT_SECONDS, `wait: seconds, 0 to ${LONGEST_WAIT_SECONDS}`)
    .default(0),
});

type Wiring = {
  readonly kv: KVNamespace;
  readonly now: () => number;
  readonly sleep?: (ms: number) => Promise<void>;
};

const realSleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What is set in the query; a parameter left empty is one that is not there. */
const queryOf = (c: Context): Record<string, string> =>
  Object.fromEntries(Object.entries(c.req.query()).filter(([, value]) => value !== ""));

/** The development outbox as a page and as JSON. Relative addresses: it does not matter where it is mounted. */
export function createDevRoutes({ kv, now, sleep = realSleep }: Wiring): Hono {
  const empty = async (c: Context): Promise<Response> => {
    await clearOutbox(kv);
    return c.body(null, 204);
  };

  async function waitFor(query: OutboxQuery, waitMs: number): Promise<readonly OutboxMessage[]> {
    const until = now() + waitMs;
    for (;;) {
      const messages = await listOutbox(kv, query);
      if (messages.length > 0 || now() >= until) return messages;
      await sleep(LOOK_EVERY_MS);
    }
  }

  return new Hono()
    .use(async (c, next) => {
      await next();
      c.header("Cache-Control", "no-store");
    })
    .get("/outbox", async (c) => {
      const to = recipient.parse(c.req.query("to") ?? "");
      const messages = await listOutbox(kv, { to: to === "" ? undefined : to, limit: SHOWN_ON_PAGE });
      const page = await (<OutboxPage messages={messages.toReversed()} to={to} now={now()} />);
      c.header("Content-Security-Policy", POLICY);
      // Without a doctype browsers fall back to the layout rules of the nineties.
      return c.html(`<!doctype html>${page}`);
    })
    .get("/outbox.json", async (c) => {
      const query = Filter.safeParse(queryOf(c));
      if (!query.success) return c.json({ error: query.error.issues.map(({ message }) => message).join("; ") }, 400);
      const { wait, ...filter } = query.data;
      return c.json({ messages: await waitFor(filter, wait * 1_000) });
    })
    .post("/outbox/clear", async (c) => {
      await clearOutbox(kv);
      return c.redirect("../outbox", 303);
    })
    .delete("/outbox", empty)
    .delete("/outbox.json", empty);
}
