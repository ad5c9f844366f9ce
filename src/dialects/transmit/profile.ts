import type { Account, AccountAddress } from "../../core/account.ts";
import type { AddressKind } from "../../core/flow.ts";

const wire = (address: AccountAddress, verified: "email_verified" | "phone_number_verified") => ({
  value: address.value,
  [verified]: address.verifiedAt !== null,
});

/**
 * A user's addresses, told apart as the primary one and the others:
 * `{user_id, email: {value, email_verified} | null, secondary_emails: […], phone_number: {value,
 * phone_number_verified} | null, secondary_phone_numbers: […]}`. `user_id` is the `sub` of their tokens.
 */
export function toProfile({ id, sub, addresses }: Account) {
  const of = (kind: AddressKind, primary: boolean) =>
    addresses
      .filter((address) => address.kind === kind && address.primary === primary)
      .map((address) => wire(address, kind === "email" ? "email_verified" : "phone_number_verified"));
  return {
    user_id: sub ?? id,
    email: of("email", true)[0] ?? null,
    secondary_emails: of("email", false),
    phone_number: of("phone", true)[0] ?? null,
    secondary_phone_numbers: of("phone", false),
  };
}
