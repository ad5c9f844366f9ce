import type { AccountAddress } from "../core/account.ts";
import type { AddressKind } from "../core/flow.ts";
import type { Corrections, Track, TrackAnswer, TrackStore } from "../core/track.ts";
import type { Database, Row } from "./database.ts";
import { keysOf, toLimitStates } from "./limits.ts";
import {
  countRegistration,
  insertRequest,
  insertTrack,
  keepRequest,
  markGoneOn,
  readTrack,
  redeemTrack,
  registrationOutcome,
} from "./track-statements.ts";

/** A row's addresses: SQLite's JSON has no booleans of its own. */
type StoredAddress = Omit<AccountAddress, "primary"> & { readonly primary: 0 | 1 };

const toTrack = (row: Row): Track => ({
  id: row["id"] as string,
  appId: row["app_id"] as string,
  accountId: row["account_id"] as string,
  sub: row["sub"] as string | null,
  requestId: row["request_id"] as string,
  continueUrl: row["continue_url"] as string,
  required: JSON.parse(row["required"] as string) as readonly AddressKind[],
  answer: row["answer"] as TrackAnswer,
  addresses: (JSON.parse(row["addresses"] as string) as readonly StoredAddress[]).map((address) => ({
    ...address,
    primary: address.primary === 1,
  })),
  corrections: JSON.parse(row["corrections"] as string) as Corrections,
  changes: row["changes"] as number,
  continuedAt: row["continued_at"] as number | null,
  redeemedAt: row["redeemed_at"] as number | null,
  createdAt: row["created_at"] as number,
  expiresAt: row["expires_at"] as number,
});

/** Login requests and tracks of one app, in D1. */
export function d1TrackStore(database: Database, appId: string): TrackStore {
  return {
    async register({ limits, ...work }) {
      const values = { ...work, appId, limitKeys: keysOf(limits) };
      const { rows } = await database.write([
        ...countRegistration(limits, values),
        insertRequest(values),
        registrationOutcome(values),
      ]);
      const row = rows.at(-1)?.[0];
      return {
        registered: row?.["registered"] === 1,
        clientLive: row?.["client_live"] === 1,
        redirectListed: row?.["redirect_listed"] === 1,
        limits: toLimitStates(row?.["limit_states"] ?? "[]"),
      };
    },

    async open({ person: { by, text }, required, ...track }) {
      const values = { ...track, appId, by, text, required: JSON.stringify(required) };
      const { rows } = await database.write([insertTrack(values), keepRequest(values), readTrack(values)]);
      const row = rows[2]?.[0];
      return row && toTrack(row);
    },

    async find(id) {
      const { rows } = await database.read([readTrack({ id, appId })]);
      const row = rows[0]?.[0];
      return row && toTrack(row);
    },

    async goOn({ id, now }) {
      const { rows } = await database.write([markGoneOn({ id, appId, now }), readTrack({ id, appId })]);
      const row = rows[1]?.[0];
      return row && toTrack(row);
    },

    async redeem(work) {
      const { id, operation } = work;
      const { rows } = await database.write([redeemTrack({ ...work, appId }), readTrack({ id, appId })]);
      const row = rows[1]?.[0];
      return row && { track: toTrack(row), redeemed: row["redeemed_by"] === operation };
    },
  };
}
