import { env } from "cloudflare:workers";
import type { Bindings } from "../../src/env.ts";
import { wiredDatabase } from "./wired-database.ts";

/** What happens to the batches of a database, in order; those after the last fault are left alone. */
export type Fault = "before" | "after" | "overloaded" | "stalled" | "broken" | "none";

const errors: Partial<Record<Fault, string>> = {
  before: "D1_ERROR: Network connection lost.",
  after: "D1_ERROR: Network connection lost.",
  overloaded: "D1_ERROR: D1 DB is overloaded. Requests queued for too long.",
  broken: "D1_ERROR: no such table: flows: SQLITE_ERROR",
};

export type FaultyBindings = Bindings & {
  readonly batches: () => number;
  /** What others do between a lost reply and the next try. */
  meanwhile(work: () => Promise<unknown>): void;
};

/** Real D1 behind a wire that fails as told: before the commit, or after it with the reply lost. */
export function faultyBindings(...faults: readonly Fault[]): FaultyBindings {
  const script = [...faults];
  let meanwhile = async (): Promise<unknown> => undefined;
  let batches = 0;
  const DB = wiredDatabase(async (send) => {
    batches += 1;
    const fault = script.shift() ?? "none";
    if (fault === "stalled") return new Promise(() => undefined);
    if (fault !== "none" && fault !== "after") throw new Error(errors[fault]);
    const reply = await send();
    if (fault !== "after") return reply;
    await meanwhile();
    throw new Error(errors.after);
  });
  return {
    DB,
    CODES: env.CODES,
    batches: () => batches,
    meanwhile: (work) => {
      meanwhile = work;
    },
  };
}
