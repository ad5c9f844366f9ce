import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { AddressFailure } from "../../core/address-failure.ts";
import type { ClaimFailure } from "../../core/claims.ts";
import type { AddressKind } from "../../core/flow.ts";

/** A refusal in this dialect's terms; `retryAt` (epoch ms) becomes `Retry-After`. */
export type Refusal = {
  readonly status: ContentfulStatusCode;
  readonly message: string;
  readonly retryAt?: number;
  /** The parameters of `WWW-Authenticate: Bearer`. */
  readonly challenge?: string;
};

export const badRequest = (message: string): Refusal => ({ status: 400, message });

/** No token, or one that is not accepted. Who brought none is told only what is wanted (RFC 6750, 3.1). */
export const unauthorized = (error?: string): Refusal => ({
  status: 401,
  message: error === undefined ? "An access token is needed" : "The access token is not accepted",
  challenge: error === undefined ? 'realm="verification"' : `realm="verification", error="${error}"`,
});

export const wrongKindOfToken = (message: string): Refusal => ({
  status: 403,
  message,
  challenge: 'realm="verification", error="insufficient_scope"',
});

const wordOf = (kind: AddressKind): string => (kind === "email" ? "Email" : "Phone number");

/** Why an address cannot be used, as a sentence about the field that held it. */
export function addressRefusal(field: string, { reason }: AddressFailure): Refusal {
  switch (reason) {
    case "address_missing":
      return badRequest(`${field} is empty`);
    case "phone_malformed":
      return badRequest(`${field} must be a phone number in E.164 form, such as +15125555555`);
    case "phone_not_allowed":
      return badRequest(`${field} is of a kind that is not written to`);
    default:
      return badRequest(`${field} must be an email address`);
  }
}

/** What the core refused, told as this dialect tells it. */
export function refusalOf(failure: ClaimFailure, kind: AddressKind): Refusal {
  switch (failure.reason) {
    case "account_not_found":
      return { status: 404, message: "The user is not known" };
    case "address_verified":
      return { status: 409, message: `${wordOf(kind)} is already verified in the tenant` };
    case "flow_not_found":
      return { status: 404, message: "No passcode was sent to this address for this user" };
    case "too_soon":
      return { status: 429, message: "Too many requests, try again later", retryAt: failure.retryAt };
    case "country_not_allowed":
      return badRequest("Phone numbers of this country are not written to");
    case "too_many_attempts":
      return badRequest("Too many wrong passcodes, ask for a new one");
    case "code_expired":
    case "flow_expired":
    case "flow_cancelled":
    case "flow_verified":
      return badRequest("The passcode has expired or was used, ask for a new one");
    case "code_wrong":
    case "code_malformed":
    case "proof_mismatch":
    case "guard_mismatch":
    case "link_unknown":
      return badRequest("The passcode is not valid");
  }
}
