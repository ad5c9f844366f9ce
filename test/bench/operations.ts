import type { Client } from "./http-client.ts";
import type { Instance } from "./instance.ts";
import { type Observation, observed } from "./probe.ts";
import type { Api } from "./systems.ts";
import type { Tour } from "./tours.ts";
import { prepare } from "./verification.ts";

/** What each operation of an API did behind its answer, by its name. */
export type Operations = ReadonlyMap<string, Observation>;

/** Does each operation once, with nothing else going on, and looks what it asked for. The instance must be probed. */
export async function observeOperations({ system, mailboxes }: Instance<Api>, client: Client): Promise<Operations> {
  const operations = new Map<string, Observation>();
  const look: Tour["look"] = async (name, work) => {
    await observed(client);
    const value = await work();
    operations.set(name, await observed(client));
    return value;
  };
  await system.tour({ client, mailboxes, look });
  return operations;
}

/** Once before anything is counted: what happens once in the life of an isolate is nobody's cost. */
export async function warmUp(instance: Instance, client: Client): Promise<void> {
  const { person, ...guess } = await prepare(instance, client);
  await instance.system.check(client, person, guess);
}
