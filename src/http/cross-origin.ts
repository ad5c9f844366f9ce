import type { MiddlewareHandler } from "hono";

const ALLOWED_METHODS = "POST, GET, PUT, PATCH, DELETE";
const ALLOWED_HEADERS =
  "Authorization, Content-Type, Idempotency-Key, Max-Age, X-Session-Token, X-XSRF-TOKEN, X-CSRF-TOKEN, X-D1-Bookmark";
const EXPOSED_HEADERS = "Content-Type, Retry-After, X-Request-Id, X-D1-Bookmark, Ory-Error-Id";

/**
 * CORS for an exact list of origins, with credentials. `moreHeaders`: what callers of an edge send besides the usual.
 * An empty list: no page of another origin may read anything.
 */
export function crossOrigin(origins: readonly string[], moreHeaders: readonly string[] = []): MiddlewareHandler {
  const allowedHeaders = [ALLOWED_HEADERS, ...moreHeaders].join(", ");
  return async (c, next): Promise<Response | undefined> => {
    const origin = c.req.header("origin");
    const allowed = origin !== undefined && origins.includes(origin);
    if (allowed && c.req.method === "OPTIONS" && c.req.header("access-control-request-method")) {
      return new Response(null, {
        status: 204,
        headers: {
          "Access-Control-Allow-Origin": origin,
          "Access-Control-Allow-Credentials": "true",
          "Access-Control-Allow-Methods": ALLOWED_METHODS,
          "Access-Control-Allow-Headers": allowedHeaders,
          "Access-Control-Max-Age": "600",
          Vary: "Origin",
        },
      });
    }
    await next();
    if (!allowed) return undefined;
    c.res.headers.set("Access-Control-Allow-Origin", origin);
    c.res.headers.set("Access-Control-Allow-Credentials", "true");
    c.res.headers.set("Access-Control-Expose-Headers", EXPOSED_HEADERS);
    c.res.headers.append("Vary", "Origin");
    return undefined;
  };
}
