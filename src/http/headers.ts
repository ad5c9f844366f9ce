import type { Context, MiddlewareHandler } from "hono";
import { randomId } from "../core/ids.ts";
import type { World } from "../core/ports.ts";

/** The id of this request, as its answer names it: what a log line about it needs. */
export function requestIdOf(c: Context): string | null {
  const id: unknown = c.get("requestId");
  return typeof id === "string" ? id : null;
}

const REQUEST_ID = /^[A-Za-z0-9_.:-]{1,64}$/;

/** What every answer carries, whoever made it. A caller's `X-Request-Id` is kept, so that its logs and ours meet. */
export function commonHeaders(world: Pick<World, "random">, { https }: { readonly https: boolean }): MiddlewareHandler {
  return async (c, next) => {
    const given = c.req.header("x-request-id");
    const requestId = given && REQUEST_ID.test(given) ? given : randomId(world.random);
    c.set("requestId", requestId);
    await next();
    const { headers } = c.res;
    headers.set("X-Request-Id", requestId);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "same-origin");
    if (https) headers.set("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    if (!headers.has("Cache-Control")) headers.set("Cache-Control", "no-store");
  };
}
