import type { Channel, Flow, Proof } from "../core/flow.ts";
import type { FlowState } from "../core/transitions.ts";
import type { Row } from "./database.ts";

/** Quotes constants of ours for an SQL list. */
export const sqlList = (values: readonly string[]): string => values.map((value) => `'${value}'`).join(", ");

/** What `toFlow` reads of a row of flows, and no more: rows are text on the wire from D1. */
export const flowColumns = `flows.id, flows.app_id, flows.dialect, flows.proof, flows.state, flows.guard, flows.context,
  flows.notice, flows.account_id, flows.channel, flows.address_value, flows.created_at, flows.expires_at, flows.verified_at`;

/** A flow as the core knows it. */
export const toFlow = (row: Row, bookmark: string | null): Flow => ({
  id: row["id"] as string,
  appId: row["app_id"] as string,
  dialect: row["dialect"] as string,
  proof: row["proof"] as Proof,
  state: row["state"] as FlowState,
  guard: row["guard"] as string,
  context: row["context"] as string,
  notice: row["notice"] as string | null,
  accountId: row["account_id"] as string | null,
  address:
    row["address_value"] === null
      ? null
      : { channel: row["channel"] as Channel, value: row["address_value"] as string },
  createdAt: row["created_at"] as number,
  expiresAt: row["expires_at"] as number,
  verifiedAt: row["verified_at"] as number | null,
  bookmark,
});
