import type { Line } from "./report.ts";
import type { System } from "./systems.ts";

/** What every section is given. */
export type Setting = { readonly countersign: System; readonly bare: System; readonly quick: boolean };

/** One group of lines of the table. */
export type Section = (setting: Setting) => Promise<readonly Line[]>;
