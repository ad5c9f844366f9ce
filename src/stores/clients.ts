import type { Client, ClientSecret, ClientStore, TicketFailure, TokenReply, TokenWork } from "../core/client.ts";
import {
  countWrongSecret,
  endOlderSecrets,
  endSecret,
  explainTicket,
  insertClient,
  insertSecret,
  insertTicket,
  listClients,
  markSecretUsed,
  readClient,
  readRevoked,
  revokeClient,
  takeTicket,
  tokenOutcome,
} from "./client-statements.ts";
import type { Database, Row } from "./database.ts";
import { keysOf, toLimitStates } from "./limits.ts";

const toClient = (row: Row): Client => ({
  id: row["id"] as string,
  appId: row["app_id"] as string,
  name: row["name"] as string,
  scopes: JSON.parse(row["scopes"] as string) as readonly string[],
  redirectUris: JSON.parse(row["redirect_uris"] as string) as readonly string[],
  secrets: JSON.parse(row["secrets"] as string) as readonly ClientSecret[],
  createdAt: row["created_at"] as number,
  revokedAt: row["revoked_at"] as number | null,
});

const toTokenReply = (row: Row | undefined): TokenReply => ({
  secretRight: row?.["secret_right"] === 1,
  counted: row?.["counted"] === 1,
  missing: JSON.parse((row?.["missing"] as string | undefined) ?? "[]") as readonly string[],
  accountId: (row?.["account_id"] as string | null | undefined) ?? null,
  limits: toLimitStates(row?.["limits"] ?? "[]"),
});

function toTicketFailure(row: Row | undefined): TicketFailure | null {
  if (row?.["client_live"] !== 1) return { reason: "client_unknown" };
  if (row["person_live"] === null) return { reason: "account_unknown" };
  return row["person_live"] === 1 ? null : { reason: "account_inactive" };
}

export function d1ClientStore(database: Database, appId: string): ClientStore {
  return {
    async create({ id: clientId, name, scopes, redirectUris }, { id: secretId, digest }, now) {
      const lists = { scopes: JSON.stringify(scopes), redirectUris: JSON.stringify(redirectUris) };
      const { rows } = await database.write([
        insertClient({ clientId, appId, name, ...lists, now }),
        insertSecret({ clientId, appId, secretId, digest, now }),
        readClient({ clientId, appId }),
      ]);
      const row = rows[2]?.[0];
      if (!row) throw new Error("the store answered nothing");
      return toClient(row);
    },

    async find(clientId) {
      const { rows } = await database.read([readClient({ clientId, appId })]);
      const row = rows[0]?.[0];
      return row && toClient(row);
    },

    async list({ after, limit }) {
      const { rows } = await database.read([listClients({ appId, after, limit })]);
      return (rows[0] ?? []).map(toClient);
    },

    async addSecret(clientId, { id: secretId, digest }, now) {
      const { rows } = await database.write([
        insertSecret({ clientId, appId, secretId, digest, now }),
        endOlderSecrets({ clientId, appId }),
        readClient({ clientId, appId }),
      ]);
      const row = rows[2]?.[0];
      return row && toClient(row);
    },

    async endSecret(clientId, secretId) {
      const { rows } = await database.write([endSecret({ clientId, appId, secretId })]);
      return (rows[0] ?? []).length > 0;
    },

    async revoke(clientId, now) {
      const { rows } = await database.write([revokeClient({ clientId, appId, now })]);
      return (rows[0] ?? []).length > 0;
    },

    async revokedSince(since) {
      const { rows } = await database.read([readRevoked({ appId, since })]);
      return (rows[0] ?? []).map((row) => row["id"] as string);
    },

    async addTicket({ digest, clientId, person: { by, text }, now, expiresAt }) {
      const { rows } = await database.write([
        insertTicket({ digest, appId, clientId, by, text, now, expiresAt }),
        explainTicket({ appId, clientId, by, text }),
      ]);
      return toTicketFailure(rows[1]?.[0]);
    },

    async decideToken({ limits, scopes, ...work }: TokenWork) {
      const values = {
        ...work,
        appId,
        scopes: JSON.stringify(scopes),
        limits: JSON.stringify(limits.map(({ key, limit }) => ({ key, ...limit }))),
      };
      const { rows } = await database.write([
        ...(work.ticketDigest === null ? [] : [takeTicket(values)]),
        markSecretUsed(values),
        ...countWrongSecret(limits, values),
        tokenOutcome({ ...values, limitKeys: keysOf(limits) }),
      ]);
      return toTokenReply(rows.at(-1)?.[0]);
    },
  };
}
