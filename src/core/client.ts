import type { LimitState, LimitUse } from "./flow-store.ts";

/** A server of an app, which acts with tokens of its own. */
export type Client = {
  readonly id: string;
  readonly appId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** Where it may have people sent. */
  readonly redirectUris: readonly string[];
  /** The live ones, oldest first; one, or two while one is replaced. */
  readonly secrets: readonly ClientSecret[];
  readonly createdAt: number;
  readonly revokedAt: number | null;
};

/** What is known of a secret besides itself. */
export type ClientSecret = { readonly id: string; readonly createdAt: number; readonly lastUsedAt: number | null };

export type NewClient = Pick<Client, "id" | "name" | "scopes" | "redirectUris">;

/** A secret to be stored: its digest, never itself. */
export type NewSecret = { readonly id: string; readonly digest: string };

/** Whom a ticket is for, as the asker calls them. */
export type Person = { readonly by: "id" | "sub"; readonly text: string };

export type NewTicket = {
  readonly digest: string;
  readonly clientId: string;
  readonly person: Person;
  readonly now: number;
  readonly expiresAt: number;
};

export type TicketFailure = { readonly reason: "account_unknown" | "account_inactive" | "client_unknown" };

/** A client that shows its secret and wants a token. */
export type TokenWork = {
  /** Whoever runs this work again finds it done. */
  readonly operation: string;
  readonly now: number;
  readonly clientId: string;
  readonly secretDigest: string;
  readonly scopes: readonly string[];
  /** null: for a token that carries nobody. */
  readonly ticketDigest: string | null;
  /** What a wrong secret counts against; while one of them is full, no secret is looked at. */
  readonly limits: readonly LimitUse[];
};

/** What a store answers to that. */
export type TokenReply = {
  readonly secretRight: boolean;
  /** Whether a wrong secret was counted: if not, a limit was full already. */
  readonly counted: boolean;
  /** Scopes that were asked for and are not the client's. */
  readonly missing: readonly string[];
  /** Whom the ticket is for; null where there is none, or it was no good. */
  readonly accountId: string | null;
  readonly limits: readonly LimitState[];
};

/** Clients of one app. Each method is one transaction in one round trip, and may be run again with the same work. */
export type ClientStore = {
  create(client: NewClient, secret: NewSecret, now: number): Promise<Client>;
  find(id: string): Promise<Client | undefined>;
  /** Newest first; from `after` on if it is there. */
  list(page: { readonly after: string | null; readonly limit: number }): Promise<readonly Client[]>;
  /** Adds a secret and ends all but the newest two. A client that is revoked stays as it is. */
  addSecret(id: string, secret: NewSecret, now: number): Promise<Client | undefined>;
  /** False: it had no such secret. */
  endSecret(id: string, secretId: string): Promise<boolean>;
  /** For good. False: there is no such client. */
  revoke(id: string, now: number): Promise<boolean>;
  /** Clients that were revoked at `since` or later. */
  revokedSince(since: number): Promise<readonly string[]>;
  addTicket(ticket: NewTicket): Promise<TicketFailure | null>;
  /** Decides on a token: the ticket is used up, and the secret marked as used, if all is well and only then. */
  decideToken(work: TokenWork): Promise<TokenReply>;
};
