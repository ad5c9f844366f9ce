import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { AccountStatus } from "../core/account.ts";
import type { DeliveryStatus } from "../core/delivery.ts";
import type { AddressKind, Channel, Proof } from "../core/flow.ts";
import type { Attachment, IssueState } from "../core/flow-store.ts";
import type { Attempt, MessageState, MessageTemplate, StoredMessageData } from "../core/message.ts";
import type { FlowState } from "../core/transitions.ts";

export * from "./event-schema.ts";
export * from "./login-schema.ts";

/*
 * Every row carries its app. Instants are epoch milliseconds. No column holds a code or a link token, or anything one
 * could be computed from without the Worker's keys. The tables of a verification are `WITHOUT ROWID` (added by hand
 * to the migration, which drizzle-kit cannot say): a row is then one write instead of two. `docs/storage.md` says who
 * writes what and how long it lives.
 */

const appId = () => text("app_id").notNull();
const instant = (name: string) => integer(name);

export const accounts = sqliteTable(
  "accounts",
  {
    id: text("id").primaryKey(),
    appId: appId(),
    sub: text("sub"),
    username: text("username"),
    name: text("name"),
    locale: text("locale"),
    status: text("status").$type<AccountStatus>().notNull(),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (table) => [
    uniqueIndex("accounts_sub").on(table.appId, table.sub).where(sql`sub IS NOT NULL`),
    uniqueIndex("accounts_username").on(table.appId, table.username).where(sql`username IS NOT NULL`),
  ],
);

export const addresses = sqliteTable(
  "addresses",
  {
    id: text("id").primaryKey(),
    appId: appId(),
    accountId: text("account_id").notNull(),
    kind: text("kind").$type<AddressKind>().notNull(),
    typed: text("typed").notNull(),
    value: text("value").notNull(),
    key: text("key").notNull(),
    /** Stands for the address in counters; null in rows from before it was kept here. */
    digest: text("digest"),
    /** Of a phone number: its country; null for e-mail, and in rows from before it was kept here. */
    country: text("country"),
    /** Of a phone number: stands for its range of numbers in counters. */
    range: text("number_range"),
    isPrimary: integer("is_primary", { mode: "boolean" }).notNull(),
    verifiedAt: instant("verified_at"),
    /** Which dialect or caller confirmed it. */
    verifiedVia: text("verified_via"),
    createdAt: instant("created_at").notNull(),
  },
  (table) => [
    uniqueIndex("addresses_key").on(table.appId, table.kind, table.key),
    // By both, or SQLite takes the other index for it, and reads all addresses of a kind.
    index("addresses_account").on(table.accountId, table.kind),
  ],
);

export const flows = sqliteTable(
  "flows",
  {
    id: text("id").primaryKey(),
    appId: appId(),
    dialect: text("dialect").notNull(),
    proof: text("proof").$type<Proof>().notNull(),
    state: text("state").$type<FlowState>().notNull(),
    guard: text("guard").notNull(),
    context: text("context").notNull(),
    notice: text("notice"),
    accountId: text("account_id"),
    channel: text("channel").$type<Channel>(),
    addressValue: text("address_value"),
    /** The only issue whose code or link is good. */
    issueId: text("issue_id"),
    attempts: integer("attempts").notNull().default(0),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    verifiedAt: instant("verified_at"),
    /** When housekeeping is due: first at the end of its life, then at the end of its keeping. */
    sweepAt: instant("sweep_at").notNull(),
  },
  (table) => [
    index("flows_sweep").on(table.sweepAt),
    index("flows_created").on(table.appId, table.createdAt),
    index("flows_account").on(table.accountId).where(sql`account_id IS NOT NULL`),
  ],
);

export const issues = sqliteTable(
  "issues",
  {
    flowId: text("flow_id").notNull(),
    id: text("id").notNull(),
    appId: appId(),
    /** Whose address it was, or who claimed it, when the code was made; null: nobody's, and no guess is ever right. */
    accountId: text("account_id"),
    /** How a claimed address becomes the account's; null: it is the account's already. */
    attach: text("attach", { mode: "json" }).$type<Attachment>(),
    channel: text("channel").$type<Channel>().notNull(),
    addressKind: text("address_kind").$type<AddressKind>().notNull(),
    addressKey: text("address_key").notNull(),
    /** Stands for the address in counters. */
    addressDigest: text("address_digest").notNull(),
    /** Of a phone number whose sends are repeated: stands for its range of numbers in counters. */
    addressRange: text("address_range"),
    /** Keyed MACs; erased as soon as the issue is over. */
    codeMac: text("code_mac"),
    linkMac: text("link_mac"),
    /** The key ids that made them, for the rotation drill: `code/link`. */
    kid: text("kid").notNull(),
    state: text("state").$type<IssueState>().notNull(),
    attempts: integer("attempts").notNull().default(0),
    lastOp: text("last_op"),
    usedBy: text("used_by"),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.flowId, table.id] })],
);

/** One row per evaluated guess; its id is the operation that made it, which is how a re-run learns its outcome. */
export const attempts = sqliteTable(
  "attempts",
  {
    flowId: text("flow_id").notNull(),
    id: text("id").notNull(),
    appId: appId(),
    issueId: text("issue_id").notNull(),
    outcome: text("outcome").$type<"verified" | "wrong">().notNull(),
    at: instant("at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.flowId, table.id] })],
);

export const limits = sqliteTable("limits", {
  /** `kind|digest of whom it is about`. */
  key: text("key").primaryKey(),
  appId: appId(),
  burst: integer("burst").notNull(),
  burstResetAt: instant("burst_reset_at").notNull(),
  sustained: integer("sustained").notNull(),
  sustainedResetAt: instant("sustained_reset_at").notNull(),
  nextAt: instant("next_at").notNull(),
  lastOp: text("last_op").notNull(),
  expiresAt: instant("expires_at").notNull(),
});

/** The outbox. */
export const messages = sqliteTable(
  "messages",
  {
    id: text("id").primaryKey(),
    appId: appId(),
    flowId: text("flow_id").notNull(),
    issueId: text("issue_id").notNull(),
    channel: text("channel").$type<Channel>().notNull(),
    recipient: text("recipient").notNull(),
    template: text("template").$type<MessageTemplate>().notNull(),
    data: text("data", { mode: "json" }).$type<StoredMessageData>().notNull(),
    state: text("state").$type<MessageState>().notNull(),
    sendCount: integer("send_count").notNull(),
    /** When it may be taken up: the next try of a pending one, the end of the lease of one being sent. */
    dueAt: instant("due_at").notNull(),
    /** Who holds the lease. */
    owner: text("owner"),
    provider: text("provider"),
    providerMessageId: text("provider_message_id"),
    /** Every request to a provider, oldest first. */
    dispatches: text("dispatches", { mode: "json" }).$type<readonly Attempt[]>().notNull().default([]),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
  },
  (table) => [index("messages_due").on(table.dueAt).where(sql`state IN ('pending', 'sending')`)],
);

/** Which message a provider means. Written only for providers that tell what became of theirs. */
export const receipts = sqliteTable(
  "receipts",
  {
    provider: text("provider").notNull(),
    providerMessageId: text("provider_message_id").notNull(),
    appId: appId(),
    messageId: text("message_id").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.provider, table.providerMessageId] }),
    index("receipts_created").on(table.createdAt),
  ],
);

/** What providers told, each once: their ids of messages and events, and no address. */
export const deliveries = sqliteTable(
  "deliveries",
  {
    provider: text("provider").notNull(),
    /** Empty where it is about a person and no message. */
    providerMessageId: text("provider_message_id").notNull(),
    eventId: text("event_id").notNull(),
    appId: appId(),
    status: text("status").$type<DeliveryStatus>().notNull(),
    permanent: integer("permanent", { mode: "boolean" }).notNull(),
    vendorCode: text("vendor_code"),
    at: instant("at").notNull(),
    receivedAt: instant("received_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.provider, table.providerMessageId, table.eventId] }),
    index("deliveries_received").on(table.receivedAt),
  ],
);

/** Addresses that take no messages, by what stands for them in counters. */
export const suppressions = sqliteTable(
  "suppressions",
  {
    appId: appId(),
    addressDigest: text("address_digest").notNull(),
    reason: text("reason").$type<DeliveryStatus>().notNull(),
    provider: text("provider").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.appId, table.addressDigest] })],
);

/** Answers to requests that came with an `Idempotency-Key`, by a digest of who sent what where under which key. */
export const idempotency = sqliteTable(
  "idempotency",
  {
    digest: text("digest").primaryKey(),
    appId: appId(),
    /** A digest of the body. */
    fingerprint: text("fingerprint").notNull(),
    /** Which run holds the key. */
    owner: text("owner").notNull(),
    /** When a run that has not answered is taken for dead. */
    leaseUntil: instant("lease_until").notNull(),
    /** Sealed; null while the first request is running. */
    answer: text("answer"),
    expiresAt: instant("expires_at").notNull(),
  },
  (table) => [index("idempotency_expiry").on(table.expiresAt)],
);

/** Servers of an app, which ask for access tokens. No column holds a secret or a token. */
export const clients = sqliteTable(
  "clients",
  {
    id: text("id").primaryKey(),
    appId: appId(),
    name: text("name").notNull(),
    scopes: text("scopes", { mode: "json" }).$type<readonly string[]>().notNull(),
    redirectUris: text("redirect_uris", { mode: "json" }).$type<readonly string[]>().notNull(),
    createdAt: instant("created_at").notNull(),
    /** For good: its tokens are refused from here on, and it gets no others. */
    revokedAt: instant("revoked_at"),
  },
  (table) => [index("clients_revoked").on(table.revokedAt).where(sql`revoked_at IS NOT NULL`)],
);

/** Two of a client at most, so that one can be replaced while the other still works. */
export const clientSecrets = sqliteTable(
  "client_secrets",
  {
    id: text("id").notNull(),
    appId: appId(),
    clientId: text("client_id").notNull(),
    digest: text("digest").notNull(),
    createdAt: instant("created_at").notNull(),
    lastUsedAt: instant("last_used_at"),
  },
  (table) => [primaryKey({ columns: [table.clientId, table.id] })],
);

/** What a client gets a token for somebody with: good once, for five minutes. */
export const tickets = sqliteTable(
  "tickets",
  {
    digest: text("digest").primaryKey(),
    appId: appId(),
    clientId: text("client_id").notNull(),
    accountId: text("account_id").notNull(),
    /** The operation that made a token of it. */
    usedBy: text("used_by"),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
  },
  (table) => [index("tickets_expiry").on(table.expiresAt)],
);
