import { Unavailable } from "../../core/failure.ts";
import { wholeSeconds } from "../../core/seconds.ts";
import type { Refusal } from "./errors.ts";

const RETRY_AFTER_S = 5;

/** JSON as this dialect answers everything but pages. */
export const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } });

/** `{message, error_code}`, whose code is the number of the status. */
export function refuse({ status, message, retryAt, challenge }: Refusal, now: number): Response {
  const wait = retryAt === undefined ? undefined : wholeSeconds(retryAt - now);
  return json(
    status,
    { message, error_code: status },
    {
      ...(wait === undefined ? {} : { "Retry-After": String(wait) }),
      ...(challenge === undefined ? {} : { "WWW-Authenticate": `Bearer ${challenge}` }),
    },
  );
}

/** The answer to whatever was thrown: without a word of it. */
export const refuseThrown = (error: Error): Response =>
  error instanceof Unavailable
    ? json(
        503,
        { message: "The service cannot answer now, try again in a few seconds", error_code: 503 },
        { "Retry-After": String(RETRY_AFTER_S) },
      )
    : json(500, { message: "The service failed", error_code: 500 });
