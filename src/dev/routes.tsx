import type { Context } from "hono";
import * as z from "zod/mini";
import { toBase64Url } from "../core/base64url.ts";
import { isUuid } from "../core/ids.ts";
import type { World } from "../core/ports.ts";
import { Hono } from "../http/hono.ts";
import { transformed } from "../schema.ts";
import { clearOutbox, listEntries, listOutbox, type OutboxMessage, type OutboxQuery } from "./outbox.ts";
import { OutboxPage } from "./outbox-page.tsx";

const LONGEST_WAIT_SECONDS = 20;
const WAIT_IN_WORDS = `wait: seconds, 0 to ${LONGEST_WAIT_SECONDS}`;
const LOOK_EVERY_MS = 100;
const SHOWN_ON_PAGE = 100;

const NONCE_BYTES = 16;

// Mails bring styles of their own, and a frame from `srcdoc` is held to the policy of its page.
const policyOf = (nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    "style-src 'unsafe-inline'",
    "img-src data:",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

/** A `+` in a query is a space; phone numbers are typed with one all the same. */
const recipientIn = (to: string): string => to.replace(/^ /, "+").trim();

/** A function: see `tokens.ts`. */
const outboxQuery = () =>
  z.object({
    to: z.optional(transformed(z.string(), recipientIn)),
    after: z.optional(z.string().check(z.refine(isUuid, "after: the id of a message"))),
    wait: z._default(
      z.coerce.number(WAIT_IN_WORDS).check(z.gte(0, WAIT_IN_WORDS), z.lte(LONGEST_WAIT_SECONDS, WAIT_IN_WORDS)),
      0,
    ),
  });

type Wiring = {
  readonly kv: KVNamespace;
  readonly world: Pick<World, "now" | "random">;
  readonly sleep?: (ms: number) => Promise<void>;
};

const realSleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What is set in the query; a parameter left empty is one that is not there. */
const queryOf = (c: Context): Record<string, string> =>
  Object.fromEntries(Object.entries(c.req.query()).filter(([, value]) => value !== ""));

/** The development outbox as a page and as JSON. Relative addresses: it does not matter where it is mounted. */
export function createDevRoutes({ kv, world, sleep = realSleep }: Wiring): Hono {
  const empty = async (c: Context): Promise<Response> => {
    await clearOutbox(kv);
    return c.body(null, 204);
  };

  async function waitFor(query: OutboxQuery, waitMs: number): Promise<readonly OutboxMessage[]> {
    const until = world.now() + waitMs;
    for (;;) {
      const messages = await listOutbox(kv, query);
      if (messages.length > 0 || world.now() >= until) return messages;
      await sleep(LOOK_EVERY_MS);
    }
  }

  return new Hono()
    .use(async (c, next) => {
      await next();
      c.header("Cache-Control", "no-store");
    })
    .get("/outbox", async (c) => {
      const to = recipientIn(c.req.query("to") ?? "");
      const entries = await listEntries(kv, { to: to === "" ? undefined : to, limit: SHOWN_ON_PAGE });
      const nonce = toBase64Url(world.random(NONCE_BYTES));
      const page = await (<OutboxPage entries={entries.toReversed()} to={to} now={world.now()} nonce={nonce} />);
      c.header("Content-Security-Policy", policyOf(nonce));
      // Without a doctype browsers fall back to the layout rules of the nineties.
      return c.html(`<!doctype html>${page}`);
    })
    .get("/outbox.json", async (c) => {
      const query = outboxQuery().safeParse(queryOf(c));
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
