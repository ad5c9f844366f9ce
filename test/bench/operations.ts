import { type Client, unexpected } from "./http-client.ts";
import type { Instance } from "./instance.ts";
import * as kratos from "./kratos-client.ts";
import { tokenIn } from "./mailboxes.ts";
import { newPerson } from "./people.ts";
import { type Observation, observed } from "./probe.ts";
import { prepare } from "./verification.ts";

/** What each operation of Countersign did behind its answer. */
export type Operations = Readonly<Record<"create" | "send" | "check" | "read" | "consume", Observation>>;

/** Does each operation once, with nothing else going on, and looks what it asked for. The instance must be probed. */
export async function observeOperations({ system, mailboxes }: Instance, client: Client): Promise<Operations> {
  async function look<T>(work: () => Promise<T>): Promise<readonly [value: T, observation: Observation]> {
    await observed(client);
    const value = await work();
    return [value, await observed(client)];
  }

  const person = newPerson();
  const [id, create] = await look(() => kratos.create(client, person, "code"));
  const [, send] = await look(() => kratos.send(client, person, { id, method: "code" }));
  const [seen, read] = await look(() => kratos.read(client, person, id));
  if (seen.status !== 200) unexpected("read", seen);
  const code = system.codeIn(await mailboxes.take(person.email));
  const [right, check] = await look(() => system.check(client, person, { id, code }));

  const other = newPerson();
  const link = await kratos.create(client, other, "link");
  await kratos.send(client, other, { id: link, method: "link" });
  const token = tokenIn(await mailboxes.take(other.email));
  const fields = { method: "link", token };
  const [reply, consume] = await look(() => kratos.submit(client, other, { id: link, fields }));
  if (!right || !kratos.passed(reply)) unexpected("verification", reply);
  return { create, send, check, read, consume };
}

/** Once before anything is counted: what happens once in the life of an isolate is nobody's cost. */
export async function warmUp(instance: Instance, client: Client): Promise<void> {
  const { person, ...guess } = await prepare(instance, client);
  await instance.system.check(client, person, guess);
}
