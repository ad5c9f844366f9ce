import type { RequestOf } from "../../core/requests.ts";

/** The name of this dialect in stored rows and logs. */
export const DIALECT = "payway";

/** What this dialect remembers with a request. */
export type PaywayContext = {
  /** What callers know it by. */
  readonly id: string;
  /** The page of the app's own that its mail leads to. */
  readonly verificationUrl: string | null;
  /** The language that its mail was asked for in, if in any. */
  readonly locale?: string;
};

/** Reads back a context. Nobody but this dialect writes them, so they are taken for what they are. */
export const readContext = (stored: string): PaywayContext => JSON.parse(stored) as PaywayContext;

/** The language that a flow's mail was asked for in, if in any. */
export const localeOf = (stored: string): string | undefined => readContext(stored).locale;

/** The one request that an account has at a time: of its own e-mail address. */
export const requestOf = (appId: string, accountId: string): RequestOf => ({
  appId,
  dialect: DIALECT,
  accountId,
  kind: "email",
});
