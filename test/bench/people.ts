import { accessToken } from "./access-tokens.ts";

/** Somebody who verifies an address: nobody's limits are shared with anybody else's. */
export type Person = {
  readonly email: string;
  readonly ip: string;
  /** Of whoever is signed in. */
  readonly token?: string;
};

/** How many accounts a measured database holds; people are numbered from 1. */
export const POPULATION = 40_000;

let latest = 0;

/** A person who has not been there before, and from an address on the network that nobody else has. */
export function newPerson(): Person {
  latest += 1;
  if (latest > POPULATION) throw new Error("the bench has run out of people");
  return { email: `user${latest}@example.com`, ip: `10.${latest >> 16}.${(latest >> 8) & 255}.${latest & 255}` };
}

/** One who is signed in to an app. */
export function newUser(): Person {
  const person = newPerson();
  return { ...person, token: accessToken(`user-${latest}`) };
}

/** Accounts and addresses of everybody, as the admin interface would have stored them. */
export const population: readonly string[] = [
  `INSERT INTO accounts (id, app_id, sub, status, created_at, updated_at)
   WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${POPULATION})
   SELECT printf('%024x', i), 'default', printf('user-%d', i), 'active', 0, 0 FROM n`,
  `INSERT INTO addresses (id, app_id, account_id, kind, typed, value, key, is_primary, created_at)
   WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${POPULATION})
   SELECT printf('address-%d', i), 'default', printf('%024x', i), 'email', mail, mail, mail, 1, 0
   FROM (SELECT i, printf('user%d@example.com', i) AS mail FROM n)`,
];
