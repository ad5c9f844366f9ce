import type { Device } from "../../http/user-agent.ts";

/** The name of this dialect in stored rows and logs. */
export const DIALECT = "transmit";

/** What this dialect remembers with a flow: of a passcode nothing, of a link where it leads. */
export type TransmitContext = {
  readonly redirectUri: string | null;
  readonly appName: string;
  /** What the user asked with, where that is a browser that people know: told to whoever opens the link. */
  readonly device?: Device;
  /** The language that it was asked for in, if in any. */
  readonly locale?: string;
};

/** Reads back a context. Nobody but this dialect writes them, so they are taken for what they are. */
export const readContext = (stored: string): TransmitContext => JSON.parse(stored) as TransmitContext;

/** The language that a flow's mail was asked for in, if in any. */
export const localeOf = (stored: string): string | undefined => readContext(stored).locale;
