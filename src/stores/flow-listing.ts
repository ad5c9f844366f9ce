import type { Channel, Proof } from "../core/flow.ts";
import type { FlowState } from "../core/transitions.ts";
import type { Database, Row } from "./database.ts";
import { type Bindable, statement } from "./statement.ts";

/** A flow as operators see it. */
export type ListedFlow = {
  readonly id: string;
  readonly dialect: string;
  readonly proof: Proof;
  readonly state: FlowState;
  readonly accountId: string | null;
  readonly address: { readonly channel: Channel; readonly value: string } | null;
  readonly attempts: number;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly verifiedAt: number | null;
};

/** A place in the list: after this flow. */
export type FlowPlace = { readonly createdAt: number; readonly id: string };

type FlowFilter = {
  readonly accountId: string | null;
  readonly state: FlowState | null;
  readonly after: FlowPlace | null;
  readonly limit: number;
  readonly now: number;
};

/** Housekeeping may not have been around yet: a flow whose time is over is told as what it will then be. */
const state = "CASE WHEN state IN ('open', 'sent') AND expires_at <= :now THEN 'expired' ELSE state END";

const columns = `id, dialect, proof, ${state} AS state, account_id, channel, address_value, attempts, created_at,
  expires_at, verified_at`;

type Listing = "appId" | "accountId" | "state" | "now" | "since" | "afterAt" | "afterId" | "limit";

/** Which index is walked is settled here: the planner, which knows no counts, would take either for either. */
const list = (index: string, where: string) =>
  statement<Listing>(`
SELECT ${columns} FROM flows INDEXED BY ${index}
WHERE app_id = :appId AND ${where} AND (:state IS NULL OR ${state} = :state)
  AND created_at >= :since AND (created_at, id) < (:afterAt, :afterId)
ORDER BY created_at DESC, id DESC LIMIT :limit`);

const listAll = list("flows_created", ":accountId IS NULL");
const listOfAccount = list("flows_account", "account_id = :accountId");

const readOne = statement<"appId" | "id" | "now">(`SELECT ${columns} FROM flows WHERE id = :id AND app_id = :appId`);

const toListed = (row: Row): ListedFlow => ({
  id: row["id"] as string,
  dialect: row["dialect"] as string,
  proof: row["proof"] as Proof,
  state: row["state"] as FlowState,
  accountId: row["account_id"] as string | null,
  address:
    row["address_value"] === null
      ? null
      : { channel: row["channel"] as Channel, value: row["address_value"] as string },
  attempts: row["attempts"] as number,
  createdAt: row["created_at"] as number,
  expiresAt: row["expires_at"] as number,
  verifiedAt: row["verified_at"] as number | null,
});

/** No flow of a deployment lives longer: older ones need not be looked at for those still under way. */
const LONGEST_LIFE_MS = 86_400_000;
const oldest = (wanted: FlowState | null, now: number): number =>
  wanted === "open" || wanted === "sent" ? now - LONGEST_LIFE_MS : 0;

/** A place before every flow there is. */
const START = { createdAt: Number.MAX_SAFE_INTEGER, id: "" };

/** Flows as operators read them: newest first, and never what would prove anything. */
export type FlowListing = {
  list(filter: FlowFilter): Promise<readonly ListedFlow[]>;
  read(query: { readonly id: string; readonly now: number }): Promise<ListedFlow | undefined>;
};

export function d1FlowListing(database: Database, appId: string): FlowListing {
  return {
    async list({ accountId, state: wanted, after, limit, now }) {
      const { createdAt, id } = after ?? START;
      const values: Record<Listing, Bindable> = {
        appId,
        accountId,
        state: wanted,
        now,
        since: oldest(wanted, now),
        afterAt: createdAt,
        afterId: id,
        limit,
      };
      const { rows } = await database.read([accountId === null ? listAll(values) : listOfAccount(values)]);
      return (rows[0] ?? []).map(toListed);
    },

    async read(query) {
      const { rows } = await database.read([readOne({ ...query, appId })]);
      const row = rows[0]?.[0];
      return row && toListed(row);
    },
  };
}
