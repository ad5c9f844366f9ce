import { mayVerify } from "./account-statements.ts";
import { allCounted, anyFull, counting, limitStates } from "./limits.ts";
import { statement } from "./statement.ts";

/* Clients, statement by statement: each depends on what those before it in its batch left behind. */

const live = "EXISTS (SELECT 1 FROM clients WHERE id = :clientId AND app_id = :appId AND revoked_at IS NULL)";

/** Making 1. */
export const insertClient = statement<"clientId" | "appId" | "name" | "scopes" | "redirectUris" | "now">(`
INSERT INTO clients (id, app_id, name, scopes, redirect_uris, created_at)
VALUES (:clientId, :appId, :name, :scopes, :redirectUris, :now) ON CONFLICT DO NOTHING`);

/** Making 2, rotating 1. */
export const insertSecret = statement<"clientId" | "appId" | "secretId" | "digest" | "now">(`
INSERT INTO client_secrets (id, app_id, client_id, digest, created_at)
SELECT :secretId, :appId, :clientId, :digest, :now WHERE ${live} ON CONFLICT DO NOTHING`);

/** Rotating 2. Rowids grow, whatever the clocks of those who rotate say. */
export const endOlderSecrets = statement<"clientId" | "appId">(`
DELETE FROM client_secrets WHERE client_id = :clientId AND app_id = :appId AND rowid NOT IN (
  SELECT rowid FROM client_secrets WHERE client_id = :clientId ORDER BY rowid DESC LIMIT 2)`);

export const endSecret = statement<"clientId" | "appId" | "secretId">(
  "DELETE FROM client_secrets WHERE client_id = :clientId AND id = :secretId AND app_id = :appId RETURNING id",
);

export const revokeClient = statement<"clientId" | "appId" | "now">(`
UPDATE clients SET revoked_at = coalesce(revoked_at, :now) WHERE id = :clientId AND app_id = :appId RETURNING id`);

export const readRevoked = statement<"appId" | "since">(
  "SELECT id FROM clients WHERE revoked_at >= :since AND app_id = :appId",
);

const shown = `SELECT clients.*, (
    SELECT json_group_array(json_object('id', id, 'createdAt', created_at, 'lastUsedAt', last_used_at)
      ORDER BY client_secrets.rowid)
    FROM client_secrets WHERE client_id = clients.id) AS secrets
FROM clients WHERE app_id = :appId`;

export const readClient = statement<"clientId" | "appId">(`${shown} AND id = :clientId`);

/** Rowids grow: the table itself is the list. */
export const listClients = statement<"appId" | "after" | "limit">(`${shown}
AND (:after IS NULL OR rowid < (SELECT rowid FROM clients WHERE id = :after)) ORDER BY rowid DESC LIMIT :limit`);

const person = `SELECT id, status FROM accounts
WHERE app_id = :appId AND ((:by = 'id' AND id = :text) OR (:by = 'sub' AND sub = :text))`;

/** Ticket 1. For whoever may verify an address: somebody who has just been made, too. */
export const insertTicket = statement<"digest" | "appId" | "clientId" | "by" | "text" | "now" | "expiresAt">(`
INSERT INTO tickets (digest, app_id, client_id, account_id, created_at, expires_at)
SELECT :digest, :appId, :clientId, id, :now, :expiresAt FROM (${person}) AS person WHERE ${mayVerify("person")} AND ${live}
ON CONFLICT DO NOTHING`);

/** Ticket 2. Whether there was what the first statement needs. */
export const explainTicket = statement<"appId" | "clientId" | "by" | "text">(
  `SELECT ${live} AS client_live, (SELECT ${mayVerify("person")} FROM (${person}) AS person) AS person_live`,
);

const right = `EXISTS (
  SELECT 1 FROM clients JOIN client_secrets ON client_secrets.client_id = clients.id
  WHERE clients.id = :clientId AND clients.app_id = :appId AND clients.revoked_at IS NULL
    AND client_secrets.digest = :secretDigest)`;

/** What was asked for and is not the client's; of a client that is not there, everything. */
const missing = `FROM json_each(:scopes) AS asked WHERE asked.value NOT IN (
  SELECT value FROM json_each((SELECT scopes FROM clients WHERE id = :clientId AND app_id = :appId)))`;

const entitled = `${right} AND NOT EXISTS (SELECT 1 ${missing}) AND NOT ${anyFull}`;

const ticketTaken = "SELECT account_id FROM tickets WHERE digest = :ticketDigest AND used_by = :operation";

type Deciding = "operation" | "now" | "appId" | "clientId" | "secretDigest" | "scopes" | "ticketDigest" | "limits";

/** Token 1. Of those who bring one ticket at the same time, the first to get here has it. */
export const takeTicket = statement<Deciding>(`
UPDATE tickets SET used_by = :operation
WHERE digest = :ticketDigest AND app_id = :appId AND client_id = :clientId AND used_by IS NULL AND expires_at > :now
  AND EXISTS (
    SELECT 1 FROM accounts WHERE id = tickets.account_id AND app_id = :appId AND ${mayVerify("accounts")})
  AND ${entitled}`);

/** Token 2. */
export const markSecretUsed = statement<Deciding>(`
UPDATE client_secrets SET last_used_at = :now
WHERE client_id = :clientId AND app_id = :appId AND digest = :secretDigest
  AND (:ticketDigest IS NULL OR EXISTS (${ticketTaken})) AND ${entitled}`);

/** Token 3. Counts nothing that was right, and nothing twice. */
export const countWrongSecret = counting<"clientId" | "secretDigest">({
  from: "",
  where: `NOT ${right} AND NOT EXISTS (
    SELECT 1 FROM limits WHERE last_op = :operation AND key IN (SELECT value ->> 'key' FROM json_each(:limits)))`,
});

/** Token 4. The same statement for clients that are known and that are not. */
export const tokenOutcome = statement<Deciding | "limitKeys">(`
SELECT ${right} AS secret_right, ${allCounted} AS counted,
  (SELECT json_group_array(asked.value) ${missing}) AS missing,
  (${ticketTaken}) AS account_id,
  ${limitStates(`(${entitled})`)} AS limits`);
