import { HonoBase } from "hono/hono-base";
import { TrieRouter } from "hono/router/trie-router";
import type { BlankEnv, BlankSchema } from "hono/types";

/**
 * Hono with a router that is ready at once. The usual one makes all routes into one expression before the first answer,
 * which costs a new instance more than it saves per request as long as it lives.
 */
export class Hono extends HonoBase<BlankEnv, BlankSchema, "/"> {
  constructor() {
    super({ router: new TrieRouter() });
  }
}
