import type { ContentfulStatusCode } from "hono/utils/http-status";

export type ErrorCode =
  | "invalid_parameter"
  | "invalid_content_type_error"
  | "request_too_large"
  | "unauthorized"
  | "insufficient_scope"
  | "not_found"
  | "method_not_allowed"
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

export const isRequired = (field: string): Refusal => invalidParameter(field, "Parameter is required");

export const insufficientScope = (missing: readonly string[]): Refusal => ({
  status: 403,
  code: "insufficient_scope",
  message: `This needs ${missing.join(" ")}, which is not granted`,
});
