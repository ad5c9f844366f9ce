import type { ContentfulStatusCode } from "hono/utils/http-status";

export type ErrorCode =
  | "unknown_parameter"
  | "invalid_parameter"
  | "json_parser_error"
  | "invalid_content_type_error"
  | "request_too_large"
  | "unauthorized"
  | "insufficient_scope"
  | "not_found"
  | "does_not_exist"
  | "method_not_allowed"
  | "already_verified"
  | "idempotency_key_busy"
  | "idempotency_key_reused"
  | "too_many_requests"
  | "service_unavailable"
  | "internal_server_error";

/** A refusal in this dialect's terms; `retryAt` (epoch ms) becomes `Retry-After`. */
export type Refusal = {
  readonly status: ContentfulStatusCode;
  readonly code: ErrorCode;
  readonly message: string;
  /** The parameter that is at fault, where it is one. */
  readonly field?: string;
  readonly retryAt?: number;
  /** `WWW-Authenticate`. */
  readonly challenge?: string;
};

export const invalidParameter = (field: string, message: string): Refusal => ({
  status: 400,
  code: "invalid_parameter",
  message,
  field,
});

export const codeInvalid: Refusal = invalidParameter("confirmation_code", "Confirmation code is invalid");

export const isRequired = (field: string): Refusal => invalidParameter(field, "Parameter is required");

export const doesNotExist: Refusal = { status: 404, code: "does_not_exist", message: "The account does not exist" };

export const tooManyRequests = (message: string, retryAt: number): Refusal => ({
  status: 429,
  code: "too_many_requests",
  message,
  retryAt,
});

export const insufficientScope = (missing: readonly string[]): Refusal => ({
  status: 403,
  code: "insufficient_scope",
  message: `This needs ${missing.join(" ")}, which is not granted`,
});
