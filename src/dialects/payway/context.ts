import type { RequestOf } from "../../core/requests.ts";

/** The name of this dialect in stored rows and logs. */
export const DIALECT = "payway";

/** What this dialect remembers with a request: what callers know it by, and the page that its mail leads to. */
export type PaywayContext = { readonly id: string; readonly verificationUrl: string | null };

/** Reads back a context. Nobody but this dialect writes them, so they are taken for what they are. */
export const readContext = (stored: string): PaywayContext => JSON.parse(stored) as PaywayContext;

/** The one request that an account has at a time: of its own e-mail address. */
export const requestOf = (appId: string, accountId: string): RequestOf => ({
  appId,
  dialect: DIALECT,
  accountId,
  kind: "email",
});
