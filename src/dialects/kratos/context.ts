import type { Device } from "../../http/user-agent.ts";

/** The name of this dialect in stored rows and logs. */
export const DIALECT = "kratos";

/** What this dialect remembers with a flow. */
export type KratosContext = {
  /** The path the dialect was reached under: links and form actions stay under it. */
  readonly mount: string;
  /** The address of the request that started it, as the client sees us. */
  readonly requestUrl: string;
  readonly returnTo: string | null;
  /** What it was started with, where that is a browser that people know: told to whoever opens its link. */
  readonly device?: Device;
} & (
  | { readonly type: "api" }
  | { readonly type: "browser" /** Masks the CSRF secret, base64. */; readonly pad: string }
);

/** Reads back a context. Nobody but this dialect writes them, so they are taken for what they are. */
export const readContext = (stored: string): KratosContext => JSON.parse(stored) as KratosContext;

/** The language that the app began a flow in, if it said so. */
export const localeOf = (stored: string): string | undefined =>
  URL.parse(readContext(stored).requestUrl)?.searchParams.get("lang") ?? undefined;
