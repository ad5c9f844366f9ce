import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { InitiationFailure } from "../../core/initiations.ts";

/**
 * The codes of cidaas's verification actions; those from VER_0901 on are our own, for what its public table does not
 * show.
 */
export const shortNames = {
  VER_0003: "invalid_action",
  VER_0004: "invalid_request_payload",
  VER_0005: "missing_data",
  VER_0006: "invalid_request",
  VER_0105: "processing_error",
  VER_0901: "invalid_code",
  VER_0902: "code_expired",
  VER_0903: "already_verified",
  VER_0904: "max_attempts",
  VER_0905: "too_many_requests",
  VER_0906: "max_changes",
  VER_0907: "country_not_allowed",
} as const;

export type VerCode = keyof typeof shortNames;

export const isVerCode = (text: string): text is VerCode => Object.hasOwn(shortNames, text);

/** A refusal in this dialect's terms; `retryAt` (epoch ms) becomes `Retry-After`. */
export type Refusal = {
  readonly status: ContentfulStatusCode;
  readonly code: VerCode;
  readonly description: string;
  readonly retryAt?: number;
};

const refusal = (code: VerCode, description: string, status: ContentfulStatusCode = 417): Refusal => ({
  status,
  code,
  description,
});

export const unreadable = (description: string, status: ContentfulStatusCode = 400): Refusal =>
  refusal("VER_0004", description, status);
export const malformed = (description: string): Refusal => refusal("VER_0004", description);
export const unknownAction = (description: string): Refusal => refusal("VER_0003", description);
export const missing = (description: string): Refusal => refusal("VER_0005", description);
export const unknown = (description: string): Refusal => refusal("VER_0006", description);
export const tooMany = (retryAt: number): Refusal => ({
  ...refusal("VER_0905", "too many requests, try again later", 429),
  retryAt,
});

export const noRequest: Refusal = missing("requestId or token is missing");
export const noIdentifier: Refusal = missing("missing required field: Email or Mobile or Phone or Username or q");
export const processingFailed: Refusal = refusal("VER_0105", "error while processing request", 500);

/** Of a link, for whoever had it while it worked. */
export const linkOver: Refusal = refusal("VER_0902", "the link has expired or was replaced");

/** What the core refused, told as this dialect tells it. */
export function refusalOf(failure: InitiationFailure): Refusal {
  switch (failure.reason) {
    case "request_unknown":
      return unknown("invalid requestId");
    case "track_unknown":
      return unknown("invalid trackId");
    case "person_mismatch":
      return unknown("the identifier is not of the user whose login waits");
    case "address_missing":
      return missing("the user has no address for this verificationMedium");
    case "country_not_allowed":
      return refusal("VER_0907", "numbers of this country are not written to");
    case "nothing_to_correct":
      return refusal("VER_0903", "the login does not wait for an address of this kind");
    case "too_many_changes":
      return refusal("VER_0906", "the address was changed too often");
    case "too_soon":
      return tooMany(failure.retryAt);
    case "flow_not_found":
      return unknown("invalid accvid");
    case "code_malformed":
    case "code_wrong":
    case "link_unknown":
    case "proof_mismatch":
    case "guard_mismatch":
      return refusal("VER_0901", "the code is not correct");
    case "code_expired":
    case "flow_expired":
    case "flow_cancelled":
      return refusal("VER_0902", "the code has expired or was replaced");
    case "flow_verified":
      return refusal("VER_0903", "the code was used already");
    case "too_many_attempts":
      return refusal("VER_0904", "too many wrong codes");
  }
}
