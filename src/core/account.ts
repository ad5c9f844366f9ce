import type { Address, AddressKind } from "./flow.ts";
import type { Result } from "./result.ts";

/**
 * `created`: made, and waiting for an address of its own to be verified, which may activate it. `inactive` and
 * `archived` accounts verify nothing.
 */
export type AccountStatus = "created" | "active" | "inactive" | "archived";

/** The accounts that may verify addresses. */
export const verifyingStatuses: readonly AccountStatus[] = ["active", "created"];

/** Whether an account may verify addresses; null: there is none. */
export const mayVerify = (status: AccountStatus | null): boolean =>
  status !== null && verifyingStatuses.includes(status);

/** What an account says about its person; null where nobody told us. */
type Profile = {
  /** Their id in the app's own identity system; unique in the app, as is the username. */
  readonly sub: string | null;
  readonly username: string | null;
  readonly name: string | null;
  readonly locale: string | null;
  readonly status: AccountStatus;
};

export type AccountAddress = {
  readonly id: string;
  readonly kind: AddressKind;
  readonly value: string;
  readonly primary: boolean;
  readonly verifiedAt: number | null;
  /** Which dialect or caller confirmed it. */
  readonly verifiedVia: string | null;
};

/** A person known to us. */
export type Account = Profile & {
  readonly id: string;
  readonly addresses: readonly AccountAddress[];
  readonly createdAt: number;
  readonly updatedAt: number;
};

/** An address as an account is to have it. */
export type AddressEntry = {
  /** Its id if it is new; one that the account has already keeps its own. */
  readonly id: string;
  readonly address: Address;
  readonly primary: boolean;
  /** null: as it is; not verified if it is new. */
  readonly verified: boolean | null;
};

export type NewAccount = Profile & {
  readonly id: string;
  readonly addresses: readonly AddressEntry[];
};

/** What is absent stays as it is; `addresses` replaces all of them. */
export type AccountChange = Partial<Profile> & { readonly addresses?: readonly AddressEntry[] };

/** What somebody else has already: a field, or the address at this place of the list that was handed in. */
export type Taken =
  | { readonly field: "id" | "sub" | "username" }
  | { readonly field: "address"; readonly position: number };

export type AccountFailure =
  | { readonly reason: "account_not_found" }
  | { readonly reason: "taken"; readonly taken: readonly Taken[] };

/** How an account is asked for. */
export type AccountKey =
  | { readonly by: "id" | "sub" | "username"; readonly text: string }
  /** By our id or the `sub`, whichever it is. */
  | { readonly by: "handle"; readonly text: string }
  /** By what a token calls its person: the `sub`, or our id of an account that has none. */
  | { readonly by: "subject"; readonly text: string }
  | { readonly by: "address"; readonly address: Pick<Address, "kind" | "key"> };

/** Accounts of one app. Each method is one transaction in one round trip, exact under any concurrency. */
export type AccountStore = {
  /** Makes each of these, in order, or says why not: one that cannot be made keeps none of the others from being. */
  create(accounts: readonly NewAccount[], now: number): Promise<readonly Result<Account, AccountFailure>[]>;
  find(key: AccountKey): Promise<Account | undefined>;
  update(id: string, change: AccountChange, now: number): Promise<Result<Account, AccountFailure>>;
  /**
   * Erases the person: everything that names the account or one of its addresses. False: there was no such account.
   * The events of a year are gone through in steps before; what then is left is one transaction, as ever.
   */
  erase(id: string): Promise<boolean>;
};
