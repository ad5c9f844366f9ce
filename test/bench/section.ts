import type { Line } from "./report.ts";
import type { Api, System } from "./systems.ts";

/** What every section is given: Countersign by each of its APIs, and what it is held against. */
export type Setting = { readonly flow: Api; readonly signedIn: Api; readonly bare: System; readonly quick: boolean };

/** One group of lines of the table. */
export type Section = (setting: Setting) => Promise<readonly Line[]>;

/** A section of the same lines for each API, its name before each of them. */
export const forEachApi =
  (measure: (api: Api, setting: Setting) => Promise<readonly Line[]>): Section =>
  async (setting) => {
    const lines: Line[] = [];
    for (const api of [setting.flow, setting.signedIn]) {
      const measured = await measure(api, setting);
      lines.push(...measured.map((line) => ({ ...line, what: `${api.name}, ${line.what}` })));
    }
    return lines;
  };
