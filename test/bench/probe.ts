import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "./http-client.ts";

export type Counts = {
  readonly d1: number;
  readonly kvReads: number;
  readonly kvWrites: number;
  readonly provider: number;
  readonly rowsRead: number;
  readonly rowsWritten: number;
};

/** What one call did: all of it, and what had begun when the answer was ready. */
export type Observation = { readonly total: Counts; readonly before: Counts };

/** Mean delays in milliseconds; with jitter 1 each one is anything from nothing to twice the mean. */
export type Delays = { readonly d1: number; readonly kv: number; readonly jitter: 0 | 1 };

/** The far side of `probe-worker.ts`. */
export async function setDelays(client: Client, { d1, kv, jitter }: Delays): Promise<void> {
  await client.get(`/__probe?d1=${d1}&kv=${kv}&jitter=${jitter}`);
}

/** What happened since the last time, once nothing is under way any more. */
export async function observed(client: Client): Promise<Observation> {
  for (;;) {
    // What follows an answer may not have begun when the answer is here, and outcomes wait a moment for company.
    await sleep(150);
    const { pending, ...observation } = JSON.parse((await client.get("/__probe")).text) as Observation & {
      pending: number;
    };
    if (pending === 0) return observation;
  }
}
