import { verifyingStatuses } from "../core/account.ts";
import { sqlList } from "./flow-rows.ts";
import { statement } from "./statement.ts";

/*
 * Accounts, statement by statement. A list of addresses travels as one JSON value, so that a list of any length is one
 * statement. Nothing here relies on a UNIQUE index failing: each statement of a batch asks whether all that it wants
 * is free, and the indexes stand behind that. All the same conditions hold for all statements of a batch, so that an
 * account is written whole or not at all.
 */

/** The account that a subject means: by its `sub`, or by its id if it has none. */
export const accountOfSubject = `coalesce(
    (SELECT id FROM accounts WHERE app_id = :appId AND sub = :subject),
    (SELECT id FROM accounts WHERE id = :subject AND app_id = :appId AND sub IS NULL))`;

/** The account that a handle means: one of this id, else one of this `sub`. */
export const accountOfHandle = (handle: string): string => `coalesce(
    (SELECT id FROM accounts WHERE id = ${handle} AND app_id = :appId),
    (SELECT id FROM accounts WHERE app_id = :appId AND sub = ${handle}))`;

/** That an account may verify addresses: one that has just been made may, and be activated by it. */
export const mayVerify = (account: string): string => `${account}.status IN (${sqlList(verifyingStatuses)})`;

/** `CROSS JOIN` keeps SQLite from reading the table first: each listed address is one look into the unique index. */
const listedElsewhere = `json_each(:addresses) AS listed CROSS JOIN addresses AS other
  WHERE other.app_id = :appId AND other.kind = listed.value ->> 'kind' AND other.key = listed.value ->> 'key'
    AND other.account_id <> :id`;

const columns = `id, app_id, account_id, kind, typed, value, key, digest, country, number_range, is_primary, verified_at, verified_via, created_at`;

const fromList = `SELECT listed.value ->> 'id', :appId, :id, listed.value ->> 'kind', listed.value ->> 'typed',
  listed.value ->> 'value', listed.value ->> 'key', listed.value ->> 'digest', listed.value ->> 'country',
  listed.value ->> 'range', listed.value ->> 'primary',
  CASE WHEN listed.value ->> 'verified' THEN :now END, CASE WHEN listed.value ->> 'verified' THEN 'admin' END, :now
FROM json_each(:addresses) AS listed`;

type Wanted = "id" | "appId" | "sub" | "username" | "addresses";

/** Creating 1. Before the account, since nothing but its absence tells that this is the batch that makes it. */
export const insertAddresses = statement<Wanted | "now">(`
INSERT INTO addresses (${columns}) ${fromList}
WHERE NOT EXISTS (SELECT 1 FROM accounts WHERE id = :id)
  AND NOT EXISTS (SELECT 1 FROM accounts WHERE app_id = :appId AND sub = :sub)
  AND NOT EXISTS (SELECT 1 FROM accounts WHERE app_id = :appId AND username = :username)
  AND NOT EXISTS (SELECT 1 FROM ${listedElsewhere})
ORDER BY listed.key`);

/** Creating 2. */
export const insertAccount = statement<Wanted | "name" | "locale" | "status" | "now">(`
INSERT INTO accounts (id, app_id, sub, username, name, locale, status, created_at, updated_at)
SELECT :id, :appId, :sub, :username, :name, :locale, :status, :now, :now
WHERE NOT EXISTS (SELECT 1 FROM ${listedElsewhere})
ON CONFLICT DO NOTHING`);

/**
 * That the account of this id is the one that is wanted, made now. So it is after the two statements above, and still
 * when they run again because their reply was lost: new addresses have ids that nobody else can have thought of. Of
 * two who ask for the very same account without addresses in the same millisecond, either may say that it made it.
 */
const made = `app_id = :appId AND created_at = :now AND updated_at = :now
  AND sub IS :sub AND username IS :username AND name IS :name AND locale IS :locale AND status = :status
  AND NOT EXISTS (
    SELECT 1 FROM json_each(:addresses) AS listed
    WHERE NOT EXISTS (SELECT 1 FROM addresses AS own WHERE own.id = listed.value ->> 'id' AND own.account_id = :id))`;

const takenElsewhere = `
SELECT 'sub' AS field, NULL AS position FROM accounts WHERE app_id = :appId AND sub = :sub AND id <> :id
UNION ALL SELECT 'username', NULL FROM accounts WHERE app_id = :appId AND username = :username AND id <> :id
UNION ALL SELECT 'address', listed.key FROM ${listedElsewhere}`;

/** Changing 5. What is not free: whatever is there is another account's. */
export const findTaken = statement<Wanted>(takenElsewhere);

/** Creating 3. What was not free. No row comes back if, and only if, the account is made. */
export const findInTheWay = statement<Wanted | "name" | "locale" | "status" | "now">(`
${takenElsewhere} UNION ALL SELECT 'id', NULL FROM accounts WHERE id = :id AND NOT (${made})`);

/** That the account is there and nobody else has what it is to get. Stays as it is while a batch goes on. */
const free = `EXISTS (SELECT 1 FROM accounts WHERE id = :id AND app_id = :appId)
  AND NOT EXISTS (SELECT 1 FROM accounts WHERE app_id = :appId AND sub = :change ->> 'sub' AND id <> :id)
  AND NOT EXISTS (SELECT 1 FROM accounts WHERE app_id = :appId AND username = :change ->> 'username' AND id <> :id)
  AND NOT EXISTS (SELECT 1 FROM ${listedElsewhere})`;

type Changing = "id" | "appId" | "change" | "addresses";

/** Changing 1. An absent list is NULL, and then nothing goes. */
export const removeAddresses = statement<Changing>(`
DELETE FROM addresses WHERE account_id = :id AND app_id = :appId AND :addresses IS NOT NULL
  AND (kind, key) NOT IN (SELECT value ->> 'kind', value ->> 'key' FROM json_each(:addresses)) AND ${free}`);

/** Changing 2. What the account has already keeps its id, and its state unless that is said anew. */
export const keepAddresses = statement<Changing | "now">(`
UPDATE addresses SET typed = listed.value ->> 'typed', value = listed.value ->> 'value',
  is_primary = listed.value ->> 'primary',
  verified_at = CASE listed.value ->> 'verified' WHEN 0 THEN NULL WHEN 1 THEN coalesce(verified_at, :now) ELSE verified_at END,
  verified_via = CASE listed.value ->> 'verified' WHEN 0 THEN NULL WHEN 1 THEN coalesce(verified_via, 'admin') ELSE verified_via END
FROM json_each(:addresses) AS listed
WHERE addresses.account_id = :id AND addresses.app_id = :appId
  AND addresses.kind = listed.value ->> 'kind' AND addresses.key = listed.value ->> 'key' AND ${free}`);

/** Changing 3. */
export const addAddresses = statement<Changing | "now">(`
INSERT INTO addresses (${columns}) ${fromList} WHERE ${free} ORDER BY listed.key ON CONFLICT DO NOTHING`);

const changed = (column: string): string =>
  `${column} = iif(json_type(:change, '$.${column}') IS NULL, ${column}, :change ->> '${column}')`;

/** Changing 4. */
export const changeAccount = statement<Changing | "now">(`
UPDATE accounts SET ${["sub", "username", "name", "locale", "status"].map(changed).join(", ")}, updated_at = :now
WHERE id = :id AND app_id = :appId AND ${free}`);

/** Oldest address first: ids are ordered by time. */
const readAccount = (which: string): string => `
SELECT accounts.*, (
    SELECT json_group_array(json_object('id', id, 'kind', kind, 'value', value, 'primary', is_primary,
      'verifiedAt', verified_at, 'verifiedVia', verified_via) ORDER BY addresses.id)
    FROM addresses WHERE addresses.account_id = accounts.id AND addresses.app_id = accounts.app_id) AS addresses
FROM accounts WHERE app_id = :appId AND ${which}`;

export const readById = statement<"appId" | "text">(readAccount("id = :text"));
export const readBySub = statement<"appId" | "text">(readAccount("sub = :text"));
export const readBySubject = statement<"appId" | "subject">(readAccount(`id = ${accountOfSubject}`));
export const readByHandle = statement<"appId" | "text">(readAccount(`id = ${accountOfHandle(":text")}`));
export const readByUsername = statement<"appId" | "text">(readAccount("username = :text"));
export const readByAddress = statement<"appId" | "kind" | "key">(
  readAccount("id = (SELECT account_id FROM addresses WHERE app_id = :appId AND kind = :kind AND key = :key)"),
);
