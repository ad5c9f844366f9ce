import { Unavailable } from "../../core/failure.ts";
import { wholeSeconds } from "../../core/seconds.ts";
import type { Refusal } from "./errors.ts";

const RETRY_AFTER_S = 5;

/** JSON as this dialect answers everything. */
export const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/json", "Cache-Control": "no-store", ...headers },
  });

/** `{code, message}`, and the `field` that is at fault where it is one. */
export function refuse({ status, code, message, field, retryAt, challenge }: Refusal, now: number): Response {
  const wait = retryAt === undefined ? undefined : wholeSeconds(retryAt - now);
  return json(
    status,
    { code, ...(field === undefined ? {} : { field }), message },
    {
      ...(wait === undefined ? {} : { "Retry-After": String(wait) }),
      ...(challenge === undefined ? {} : { "WWW-Authenticate": challenge }),
    },
  );
}

/** The answer to whatever was thrown: without a word of it. */
export const refuseThrown = (error: Error, now: number): Response =>
  error instanceof Unavailable
    ? refuse(
        {
          status: 503,
          code: "service_unavailable",
          message: "The service cannot answer now, try again in a few seconds",
          retryAt: now + RETRY_AFTER_S * 1_000,
        },
        now,
      )
    : refuse({ status: 500, code: "internal_server_error", message: "Something unexpected happened server side" }, now);
