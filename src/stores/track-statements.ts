import { mayVerify } from "./account-statements.ts";
import { allCounted, counting, limitStates } from "./limits.ts";
import { statement } from "./statement.ts";

/* Login requests and tracks, statement by statement: each depends on what those before it in its batch left behind. */

const clientLive =
  "EXISTS (SELECT 1 FROM clients WHERE clients.id = :clientId AND clients.app_id = :appId AND clients.revoked_at IS NULL)";

/** Compared whole, as everything that a code or token is sent to. */
const redirectListed = `EXISTS (
  SELECT 1 FROM clients, json_each(clients.redirect_uris) AS listed
  WHERE clients.id = :clientId AND clients.app_id = :appId AND listed.value = :redirectUri)`;

const unregistered = "NOT EXISTS (SELECT 1 FROM login_requests WHERE app_id = :appId AND id = :id)";

type Registering = "appId" | "id" | "clientId" | "redirectUri";

/** Registering 1. The limits, all or none. */
export const countRegistration = counting<Registering>({
  from: "",
  where: `${unregistered} AND ${clientLive} AND ${redirectListed}`,
});

/** Registering 2. */
export const insertRequest = statement<Registering | "now" | "expiresAt" | "operation" | "limitKeys">(`
INSERT INTO login_requests (app_id, id, client_id, redirect_uri, created_at, expires_at)
SELECT :appId, :id, :clientId, :redirectUri, :now, :expiresAt
WHERE ${clientLive} AND ${redirectListed} AND ${allCounted} ON CONFLICT DO NOTHING`);

/** Registering 3. */
export const registrationOutcome = statement<Registering | "limitKeys">(`
SELECT registered, ${clientLive} AS client_live, ${redirectListed} AS redirect_listed,
  ${limitStates("registered")} AS limit_states
FROM (SELECT NOT ${unregistered} AS registered)`);

const person = `SELECT id, status FROM accounts
WHERE app_id = :appId AND ((:by = 'id' AND id = :text) OR (:by = 'sub' AND sub = :text))`;

/** Opening 1. A track that is there already was made by a run whose reply was lost. */
export const insertTrack = statement<
  "id" | "appId" | "by" | "text" | "requestId" | "continueUrl" | "required" | "answer" | "createdAt" | "expiresAt"
>(`
INSERT INTO tracks (id, app_id, account_id, request_id, continue_url, required, answer, created_at, expires_at)
SELECT :id, :appId, person.id, :requestId, :continueUrl, :required, :answer, :createdAt, :expiresAt
FROM (${person}) AS person WHERE ${mayVerify("person")} ON CONFLICT DO NOTHING`);

/** Opening 2. The login request is there as long as its newest track. */
export const keepRequest = statement<"id" | "appId" | "requestId" | "createdAt" | "expiresAt">(`
INSERT INTO login_requests (app_id, id, created_at, expires_at)
SELECT :appId, :requestId, :createdAt, :expiresAt WHERE EXISTS (SELECT 1 FROM tracks WHERE tracks.id = :id)
ON CONFLICT (app_id, id) DO UPDATE SET expires_at = max(expires_at, excluded.expires_at)`);

/** A track with its person's addresses, oldest first. */
export const readTrack = statement<"id" | "appId">(`
SELECT tracks.*, accounts.sub, (
    SELECT json_group_array(json_object('id', id, 'kind', kind, 'value', value, 'primary', is_primary,
      'verifiedAt', verified_at, 'verifiedVia', verified_via) ORDER BY addresses.id)
    FROM addresses WHERE addresses.account_id = tracks.account_id AND addresses.app_id = tracks.app_id) AS addresses
FROM tracks JOIN accounts ON accounts.id = tracks.account_id WHERE tracks.id = :id AND tracks.app_id = :appId`);

/** Going on. The person has verified all that is required. */
export const markGoneOn = statement<"id" | "appId" | "now">(`
UPDATE tracks SET continued_at = :now
WHERE id = :id AND app_id = :appId AND expires_at > :now AND redeemed_at IS NULL AND NOT EXISTS (
  SELECT 1 FROM json_each(tracks.required) AS wanted WHERE NOT EXISTS (
    SELECT 1 FROM addresses WHERE addresses.account_id = tracks.account_id AND addresses.app_id = tracks.app_id
      AND addresses.kind = wanted.value AND addresses.verified_at IS NOT NULL))`);

/** Redeeming. Of those who bring one result at the same time, the first to get here has it. */
export const redeemTrack = statement<"id" | "appId" | "now" | "since" | "operation">(`
UPDATE tracks SET redeemed_at = :now, redeemed_by = :operation
WHERE id = :id AND app_id = :appId AND redeemed_at IS NULL AND continued_at > :since`);
