import type { Context, ErrorHandler, Handler } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { Unavailable } from "../core/failure.ts";
import type { World } from "../core/ports.ts";

/** Everything our own JSON endpoints refuse. The names are part of the API: callers branch on them. */
export const problems = {
  unauthorized: { status: 401, title: "A bearer token is needed" },
  invalid_token: { status: 401, title: "This bearer token is not accepted" },
  not_believed: { status: 401, title: "It is not shown who sent this callback" },
  unreadable_callback: { status: 400, title: "This callback cannot be read" },
  malformed_body: { status: 400, title: "The body is not a JSON text that can be read" },
  invalid_query: { status: 400, title: "The query has values that cannot be used" },
  invalid_fields: { status: 422, title: "The body has fields that cannot be used" },
  body_too_large: { status: 413, title: "The body is too large" },
  unsupported_media_type: { status: 415, title: "This content type is not understood" },
  bad_idempotency_key: { status: 400, title: "This Idempotency-Key cannot be used" },
  idempotency_key_reused: { status: 422, title: "This Idempotency-Key belongs to another request" },
  idempotency_key_busy: { status: 409, title: "The first request with this Idempotency-Key is not answered yet" },
  not_found: { status: 404, title: "There is nothing here" },
  method_not_allowed: { status: 405, title: "This method is not for this address" },
  conflict: { status: 409, title: "Something else has this value already" },
  flow_over: { status: 409, title: "The flow is over" },
  result_invalid: { status: 404, title: "There is no such result" },
  result_expired: { status: 410, title: "The result was not redeemed in time" },
  result_redeemed: { status: 409, title: "The result was redeemed already" },
  client_revoked: { status: 409, title: "The client is revoked" },
  unavailable: { status: 503, title: "The service cannot answer now" },
  internal_error: { status: 500, title: "The service failed" },
} as const satisfies Readonly<Record<string, { readonly status: ContentfulStatusCode; readonly title: string }>>;

type ProblemCode = keyof typeof problems;

/** One thing wrong, and where: a JSON pointer (RFC 6901) into the body, or the name of a query parameter. */
export type FieldError = { readonly code: string; readonly message: string } & (
  | { readonly pointer: string }
  | { readonly parameter: string }
);

/** A request that is refused, as a value: how it is told is for the edge. */
export type Refusal = {
  readonly code: ProblemCode;
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
};

const RETRY_AFTER_S = 5;

/**
 * A refusal as RFC 9457 `application/problem+json`. `type` is relative: it then is the same text on every deployment,
 * as callers that compare it need, and claims no host that is not ours. `code` is its last part.
 */
export function problem(c: Context, { code, detail, errors }: Refusal, headers?: Record<string, string>): Response {
  const { status, title } = problems[code];
  const requestId: unknown = c.get("requestId");
  const body = {
    type: `/problems/${code}`,
    title,
    status,
    code,
    ...(detail === undefined ? {} : { detail }),
    ...(errors === undefined ? {} : { errors }),
    ...(typeof requestId === "string" ? { request_id: requestId } : {}),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/problem+json", ...headers },
  });
}

/** What answers the verbs that an address does not have. */
export const otherVerbs =
  (allow: string): Handler =>
  (c) =>
    problem(c, { code: "method_not_allowed", detail: `Allowed here: ${allow}.` }, { Allow: allow });

/** The last resort of an edge that speaks problem+json: whatever was thrown, without a word of it. */
export const onFailure =
  (world: Pick<World, "log">, edge: string): ErrorHandler =>
  (error, c) => {
    const code = error instanceof Unavailable ? "unavailable" : "internal_error";
    world.log({ event: "request_failed", edge, kind: code, error: error.name, request_id: c.get("requestId") ?? null });
    if (code === "internal_error") return problem(c, { code });
    return problem(c, { code, detail: "Try again in a few seconds." }, { "Retry-After": String(RETRY_AFTER_S) });
  };
