import type { ContentfulStatusCode } from "hono/utils/http-status";

/** Everything this dialect can refuse that is not told inside a flow. The place in the list is part of error ids. */
export const errorKinds = [
  "server_error",
  "unavailable",
  "flow_param",
  "flow_not_found",
  "disabled",
  "method_disabled",
  "return_to",
  "csrf_no_cookies",
  "csrf_no_cookie",
  "csrf_mismatch",
  "csrf_origin",
  "too_soon",
  "too_large",
  "bad_request",
  "flow_cancelled",
  "strategy_disabled",
  "link_dead",
] as const;

export type ErrorKind = (typeof errorKinds)[number];

export type WireError = {
  readonly id?: string;
  readonly code: ContentfulStatusCode;
  readonly status: string;
  readonly request?: string;
  readonly reason?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly message: string;
};

const statusTexts: Readonly<Record<number, readonly [status: string, message: string]>> = {
  400: ["Bad Request", "The request was malformed or contained values that cannot be used."],
  403: ["Forbidden", "The request was refused to protect you from forms of other sites."],
  404: ["Not Found", "The requested resource could not be found."],
  409: ["Conflict", "This cannot be done now."],
  410: ["Gone", "The requested resource is no longer there."],
  413: ["Request Entity Too Large", "The request body is too large."],
  422: ["Unprocessable Entity", "The request does not fit an earlier one."],
  429: ["Too Many Requests", "That was asked for too often."],
  500: ["Internal Server Error", "Sorry, there is a problem with this service."],
  503: ["Service Unavailable", "Sorry, this service cannot answer now. The same can be asked again."],
};

function error(code: ContentfulStatusCode, parts: Pick<WireError, "id" | "reason" | "details"> = {}): WireError {
  const [status, message] = statusTexts[code] ?? ["Error", "The request was refused."];
  const { id, reason, details } = parts;
  return {
    ...(id === undefined ? {} : { id }),
    code,
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
    message,
  };
}

const csrf = (reject_reason: string): WireError =>
  error(403, {
    id: "security_csrf_violation",
    reason: "Start again in this browser. If that does not help, clear the cookies of this site first.",
    details: {
      docs: "https://www.ory.com/docs/troubleshooting/csrf",
      hint: "A page on another origin must send its cookies along and be on the list of allowed origins.",
      reject_reason,
    },
  });

/** The error of a kind; the same wherever it shows, so that its id alone can bring it back. */
export function errorOf(kind: ErrorKind): WireError {
  switch (kind) {
    case "server_error":
      return error(500);
    case "unavailable":
      return error(503, { reason: "Try again in a few seconds." });
    case "flow_param":
      return error(400, { reason: "The flow query parameter is missing or malformed." });
    case "flow_not_found":
    case "link_dead":
      return error(404, { reason: "There is no such verification request. Start a new one." });
    case "disabled":
      return error(400, { reason: "Verification is not possible because it was disabled." });
    case "strategy_disabled":
      return error(400, { reason: "This kind of verification is not switched on here." });
    case "method_disabled":
      return error(404, { reason: "This method was disabled by whoever runs this service." });
    case "return_to":
      return error(400, {
        id: "self_service_flow_return_to_forbidden",
        reason: "The return_to address is not on the list of allowed ones.",
      });
    case "csrf_no_cookies":
      return csrf("The request carried no cookies.");
    case "csrf_no_cookie":
      return csrf("The request carried cookies, but not the one that protects this form.");
    case "csrf_mismatch":
      return csrf("The protecting cookie and the form's csrf_token do not belong together.");
    case "csrf_origin":
      return csrf("The request came from a page of another site.");
    case "too_soon":
      return error(429, { reason: "Too many verifications were started from this network. Wait, then start again." });
    case "too_large":
      return error(413, { reason: "A request body may have 16 KiB at most." });
    case "bad_request":
      return error(400, { reason: "A query parameter has a value that cannot be used." });
    case "flow_cancelled":
      return error(410, {
        id: "self_service_flow_expired",
        reason: "This verification was cancelled. Start a new one.",
      });
  }
}

/** Why a request with an `Idempotency-Key` is not answered. */
export const keyError = (status: 400 | 409 | 422, reason: string): WireError => error(status, { reason: `${reason}.` });

/** The 410 of a flow that can only be read about: its own time is over. */
export const goneError = (details: Readonly<Record<string, unknown>>): WireError =>
  error(410, { id: "self_service_flow_expired", reason: "This verification has expired. Start a new one.", details });

/** The 410 that names the flow to go on with. */
export const replacedError = (id: "self_service_flow_replaced" | "self_service_flow_expired"): WireError => ({
  id,
  code: 410,
  status: "Gone",
  reason: "This verification cannot go on. Use the new one.",
  message: id === "self_service_flow_replaced" ? "self-service flow replaced" : "self-service flow expired",
});
