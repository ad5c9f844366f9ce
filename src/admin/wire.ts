import type { Account, Taken } from "../core/account.ts";
import type { FieldError, Refusal } from "../http/problem.ts";

export const instant = (at: number): string => new Date(at).toISOString();
export const instantOrNull = (at: number | null): string | null => (at === null ? null : instant(at));

/** An account as the admin API shows it. */
export const toWireAccount = ({ id, sub, username, name, locale, status, ...account }: Account) => ({
  id,
  sub,
  username,
  name,
  locale,
  status,
  addresses: account.addresses.map((address) => ({
    id: address.id,
    channel: address.kind,
    value: address.value,
    primary: address.primary,
    verified: address.verifiedAt !== null,
    verified_at: instantOrNull(address.verifiedAt),
    verified_via: address.verifiedVia,
  })),
  created_at: instant(account.createdAt),
  updated_at: instant(account.updatedAt),
});

const toFieldError = (taken: Taken): FieldError => ({
  pointer: taken.field === "address" ? `/addresses/${taken.position}/value` : `/${taken.field}`,
  code: "taken",
  message: "Another account has this already.",
});

/** What another account has, by where it was asked for. */
export const toConflict = (taken: readonly Taken[]): Refusal => ({
  code: "conflict",
  detail: "Another account has a value that must be unique.",
  errors: taken.map(toFieldError),
});
