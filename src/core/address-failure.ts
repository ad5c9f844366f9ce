/** Why something typed is not an address that we write to. */
export type AddressFailure =
  /** Nothing but white space. */
  | { readonly reason: "address_missing" }
  | { readonly reason: "email_malformed" }
  /** Longer than any mail server must accept (RFC 5321 4.5.3.1). */
  | { readonly reason: "email_too_long" }
  /** Not E.164, or no number of its country. */
  | { readonly reason: "phone_malformed" }
  /** A real number that whoever writes to it pays extra for, or that belongs to no country. */
  | { readonly reason: "phone_not_allowed" };

export type AddressFailureReason = AddressFailure["reason"];

/** More than any address has, even with white space around it; whatever follows may assume a bounded text. */
export const LONGEST_TYPED = 1_024;
