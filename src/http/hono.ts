import { HonoBase } from "hono/hono-base";
import { SmartRouter } from "hono/router/smart-router";
import { TrieRouter } from "hono/router/trie-router";
import type { BlankEnv, BlankSchema } from "hono/types";

/**
 * Hono with a router that is soon ready. The usual one makes all routes into one expression before the first answer,
 * which costs a new instance more than it saves in as long as it lives. This one makes them into a tree when it is
 * first asked, and so never does for routes that become part of another app.
 */
export class Hono extends HonoBase<BlankEnv, BlankSchema, "/"> {
  constructor() {
    super({ router: new SmartRouter({ routers: [new TrieRouter()] }) });
  }
}
