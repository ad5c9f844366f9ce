import type { RequestFailure } from "../../core/requests.ts";
import type { IdempotencyRefusal } from "../../http/idempotency.ts";
import { codeInvalid, doesNotExist, invalidParameter, type Refusal, tooManyRequests } from "./errors.ts";

/** What the core refused, told as this dialect tells it. */
export function refusalOf(failure: RequestFailure): Refusal {
  switch (failure.reason) {
    case "account_not_found":
      return doesNotExist;
    case "address_missing":
      return { ...doesNotExist, message: "The account has no e-mail address" };
    case "address_verified":
      return { status: 409, code: "already_verified", message: "The account is already verified" };
    case "too_soon":
      return tooManyRequests("Too many requests, try again later", failure.retryAt);
    case "code_expired":
    case "flow_expired":
    case "flow_cancelled":
      return invalidParameter("confirmation_code", "Confirmation code has expired");
    default:
      return codeInvalid;
  }
}

/** Why a request with an `Idempotency-Key` is not answered. */
export function repeatRefusalOf(
  { reason, status, message, retryAfterS = 0 }: IdempotencyRefusal,
  now: number,
): Refusal {
  switch (reason) {
    case "key_malformed":
      return invalidParameter("Idempotency-Key", message);
    case "other_body":
      return { status, code: "idempotency_key_reused", message };
    case "still_running":
      return { status, code: "idempotency_key_busy", message, retryAt: now + retryAfterS * 1_000 };
  }
}
