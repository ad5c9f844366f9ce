import type { MiddlewareHandler } from "hono";
import { problem } from "./problem.ts";

const encoder = new TextEncoder();

const digest = (text: string): Promise<ArrayBuffer> => crypto.subtle.digest("SHA-256", encoder.encode(text));

/** Digests of equal length are compared, so that neither the time nor the length tells anything about the token. */
async function sameToken(shown: string, token: string): Promise<boolean> {
  const [left, right] = await Promise.all([digest(shown), digest(token)]);
  return crypto.subtle.timingSafeEqual(left, right);
}

/** What follows the scheme, or undefined if the header names another scheme or is not there. */
export function credentials(header: string | null | undefined): string | undefined {
  if (!header || !/^bearer(?: |$)/i.test(header)) return undefined;
  return header.slice("bearer".length).trim();
}

/**
 * Lets only those in who show `token` as a bearer token (RFC 6750, section 2.1). Two `Authorization` headers arrive
 * joined by a comma, which is no token of ours. `error` is told only to those who brought a token (section 3.1).
 */
export function bearer(token: string, realm: string): MiddlewareHandler {
  return async (c, next): Promise<Response | undefined> => {
    const shown = credentials(c.req.header("authorization"));
    if (shown === undefined) {
      return problem(c, { code: "unauthorized" }, { "WWW-Authenticate": `Bearer realm="${realm}"` });
    }
    if (!(await sameToken(shown, token))) {
      const challenge = `Bearer realm="${realm}", error="invalid_token"`;
      return problem(c, { code: "invalid_token" }, { "WWW-Authenticate": challenge });
    }
    await next();
    return undefined;
  };
}
