import { createAccount, isVerified } from "../../test/support/accounts.ts";
import type { DevClient } from "../../test/support/dev-server.ts";

/** Does one thing, and prints it with the time it took. */
export type Step = <T>(what: string, work: () => Promise<T>) => Promise<T>;

/** One verification, from the first request to the verified address. A dialect has a list of them. */
export type Journey = {
  readonly name: string;
  readonly address: string;
  run(stage: {
    readonly server: DevClient;
    readonly address: string;
    /** The id of the account that the address is to be verified for. */
    readonly account: string;
    readonly step: Step;
  }): Promise<void>;
};

const WIDTH = 64;

export const step: Step = async (what, work) => {
  const started = performance.now();
  const result = await work();
  const took = `${Math.round(performance.now() - started)} ms`;
  process.stdout.write(`  ${what.padEnd(WIDTH)} ${took.padStart(8)}\n`);
  return result;
};

/** Plays a journey between making the account and asking the admin API how it stands. */
export async function play(server: DevClient, { name, address, run }: Journey): Promise<void> {
  process.stdout.write(`\n${name}\n`);
  const account = await step(`an account with ${address}, not verified`, () => createAccount(server, address));
  await run({ server, address, account, step });
  await step("the admin API says: verified", async () => {
    if (!(await isVerified(server, account))) throw new Error(`${address} is not verified`);
  });
}
