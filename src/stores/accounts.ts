import type {
  Account,
  AccountAddress,
  AccountFailure,
  AccountKey,
  AccountStatus,
  AccountStore,
  AddressEntry,
  NewAccount,
  Taken,
} from "../core/account.ts";
import type { Address } from "../core/flow.ts";
import { fail, ok, type Result } from "../core/result.ts";
import type { Reach } from "../core/track.ts";
import { erasePerson } from "./account-erasure.ts";
import {
  addAddresses,
  changeAccount,
  findInTheWay,
  findTaken,
  insertAccount,
  insertAddresses,
  keepAddresses,
  readByAddress,
  readByHandle,
  readById,
  readBySub,
  readBySubject,
  readByUsername,
  removeAddresses,
} from "./account-statements.ts";
import type { Database, Row } from "./database.ts";
import type { Bound } from "./statement.ts";

/** A row's addresses: SQLite's JSON has no booleans of its own. */
type StoredAddress = Omit<AccountAddress, "primary"> & { readonly primary: 0 | 1 };

const toAccount = (row: Row): Account => ({
  id: row["id"] as string,
  sub: row["sub"] as string | null,
  username: row["username"] as string | null,
  name: row["name"] as string | null,
  locale: row["locale"] as string | null,
  status: row["status"] as AccountStatus,
  addresses: (JSON.parse(row["addresses"] as string) as readonly StoredAddress[]).map((address) => ({
    ...address,
    primary: address.primary === 1,
  })),
  createdAt: row["created_at"] as number,
  updatedAt: row["updated_at"] as number,
});

/** What stands for an address in counters, and where it is. */
export type ReachOf = (address: Pick<Address, "kind" | "key" | "value">) => Promise<Reach>;

async function toList(entries: readonly AddressEntry[], reachOf: ReachOf): Promise<string> {
  const rows = entries.map(async ({ id, address, primary, verified }) => {
    const { kind, typed, value, key } = address;
    // `->>` gives 1, 0 or NULL for the last two.
    return { id, kind, typed, value, key, ...(await reachOf(address)), primary, verified };
  });
  return JSON.stringify(await Promise.all(rows));
}

const toTaken = ({ field, position }: Row): Taken =>
  field === "address" ? { field, position: position as number } : { field: field as "id" | "sub" | "username" };

const readBy = (appId: string, key: AccountKey): Bound => {
  switch (key.by) {
    case "id":
      return readById({ appId, text: key.text });
    case "sub":
      return readBySub({ appId, text: key.text });
    case "subject":
      return readBySubject({ appId, subject: key.text });
    case "handle":
      return readByHandle({ appId, text: key.text });
    case "username":
      return readByUsername({ appId, text: key.text });
    case "address":
      return readByAddress({ appId, kind: key.address.kind, key: key.address.key });
  }
};

/** The account as it was just made: the same that a read would give. */
const asMade = ({ addresses, ...account }: NewAccount, now: number): Account => ({
  ...account,
  addresses: addresses.map(({ id, address, primary, verified }) => ({
    id,
    kind: address.kind,
    value: address.value,
    primary,
    verifiedAt: verified ? now : null,
    verifiedVia: verified ? "admin" : null,
  })),
  createdAt: now,
  updatedAt: now,
});

/** Statements per account; the last tells what came of it. */
const CREATING = 3;

export function d1AccountStore(database: Database, appId: string, reachOf: ReachOf): AccountStore {
  async function creating({ addresses, ...account }: NewAccount, now: number): Promise<readonly Bound[]> {
    const wanted = { ...account, appId, addresses: await toList(addresses, reachOf), now };
    return [insertAddresses(wanted), insertAccount(wanted), findInTheWay(wanted)];
  }

  return {
    async create(accounts, now) {
      const { rows } = await database.write(
        (await Promise.all(accounts.map((account) => creating(account, now)))).flat(),
      );
      return accounts.map((account, index): Result<Account, AccountFailure> => {
        const taken = (rows[(index + 1) * CREATING - 1] ?? []).map(toTaken);
        return taken.length === 0 ? ok(asMade(account, now)) : fail({ reason: "taken", taken });
      });
    },

    async find(key) {
      const { rows } = await database.read([readBy(appId, key)]);
      const row = rows[0]?.[0];
      return row && toAccount(row);
    },

    async update(id, { addresses, ...profile }, now) {
      const change = JSON.stringify(profile);
      const list = addresses === undefined ? null : await toList(addresses, reachOf);
      const values = { id, appId, change, addresses: list, now };
      const { sub = null, username = null } = profile;
      const { rows } = await database.write([
        removeAddresses(values),
        keepAddresses(values),
        addAddresses(values),
        changeAccount(values),
        findTaken({ id, appId, sub, username, addresses: list }),
        readById({ appId, text: id }),
      ]);
      const row = rows[5]?.[0];
      if (!row) return fail({ reason: "account_not_found" });
      const taken = (rows[4] ?? []).map(toTaken);
      return taken.length > 0 ? fail({ reason: "taken", taken }) : ok(toAccount(row));
    },

    erase: (id) => erasePerson(database, { id, appId }),
  };
}
