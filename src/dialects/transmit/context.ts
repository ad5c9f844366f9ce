import type { Device } from "../../http/user-agent.ts";

/** The name of this dialect in stored rows and logs. */
export const DIALECT = "transmit";

/** What this dialect remembers with a flow: of a passcode nothing, of a link where it leads. */
export type TransmitContext = {
  readonly redirectUri: string | null;
  readonly appName: string;
  /** What the user asked with, where that is a browser that people know: told to whoever opens the link. */
  readonly device?: Device;
};

/** Reads back a context. Nobody but this dialect writes them, so they are taken for what they are. */
export const readContext = (stored: string): TransmitContext => JSON.parse(stored) as TransmitContext;
