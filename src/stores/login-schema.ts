import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { AddressKind } from "../core/flow.ts";
import type { Corrections, TrackAnswer } from "../core/track.ts";

/** Logins that are under way in an app's login server: what a verification from outside must name. */
export const loginRequests = sqliteTable(
  "login_requests",
  {
    appId: text("app_id").notNull(),
    /** Made here, or what the login server calls it. */
    id: text("id").notNull(),
    /** Whose it is; null: an operator's, for a track. */
    clientId: text("client_id"),
    /** Where its client has people sent in the end, as it is registered. */
    redirectUri: text("redirect_uri"),
    /** The verification that was last started for it. */
    flowId: text("flow_id"),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.appId, table.id] }), index("login_requests_expiry").on(table.expiresAt)],
);

/** Logins that wait until their person has verified something. */
export const tracks = sqliteTable(
  "tracks",
  {
    id: text("id").primaryKey(),
    appId: text("app_id").notNull(),
    accountId: text("account_id").notNull(),
    requestId: text("request_id").notNull(),
    continueUrl: text("continue_url").notNull(),
    required: text("required", { mode: "json" }).$type<readonly AddressKind[]>().notNull(),
    /** What the login server is handed: a code to redeem, or a signed token. */
    answer: text("answer").$type<TrackAnswer>().notNull(),
    /** Addresses that the person put in the place of mistyped ones, by kind; not the account's before they are proven. */
    corrections: text("corrections", { mode: "json" }).$type<Corrections>().notNull().default({}),
    /** How many corrections there were. */
    changes: integer("changes").notNull().default(0),
    /** When the login last went on. */
    continuedAt: integer("continued_at"),
    redeemedAt: integer("redeemed_at"),
    /** The operation that redeemed it. */
    redeemedBy: text("redeemed_by"),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
  },
  (table) => [index("tracks_expiry").on(table.expiresAt), index("tracks_account").on(table.accountId)],
);
