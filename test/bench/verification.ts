import type { Client } from "./http-client.ts";
import type { Instance } from "./instance.ts";
import type { Person } from "./people.ts";
import type { Step } from "./systems.ts";

/** A verification that waits for its code to be typed. */
export type Sent = { readonly person: Person; readonly id: string; readonly code: string };

/** How long each call took, in milliseconds. Waiting for the mail belongs to none of them. */
export type Timing = Readonly<Partial<Record<Step, number>>>;

async function timed<T>(work: () => Promise<T>): Promise<readonly [value: T, ms: number]> {
  const begin = performance.now();
  const value = await work();
  return [value, performance.now() - begin];
}

/** Up to the code in the mail. */
export async function prepare({ system, mailboxes }: Instance, client: Client): Promise<Sent> {
  const person = system.newPerson();
  const started = (await system.create?.(client, person)) ?? "";
  const id = await system.send(client, person, started);
  return { person, id, code: system.codeIn(await mailboxes.take(person.email)) };
}

/** One whole verification; a refused one is an error. */
export async function verify(
  { system, mailboxes }: Instance,
  client: Client,
  person = system.newPerson(),
): Promise<Timing> {
  const { create } = system;
  const [started, createMs] = create ? await timed(() => create(client, person)) : ["", undefined];
  const [id, sendMs] = await timed(() => system.send(client, person, started));
  const code = system.codeIn(await mailboxes.take(person.email));
  const [accepted, checkMs] = await timed(() => system.check(client, person, { id, code }));
  if (!accepted) throw new Error(`${system.name} refused the right code`);
  return { ...(createMs === undefined ? {} : { create: createMs }), send: sendMs, check: checkMs };
}

/** Many of them, `concurrency` at a time. */
export async function verifyMany(instance: Instance, { count, concurrency }: { count: number; concurrency: number }) {
  const client = instance.client(concurrency);
  const timings: Timing[] = [];
  // Whoever signs in does so beforehand: that is no work of the Worker's.
  const people = Array.from({ length: count }, instance.system.newPerson);
  const visitor = async (): Promise<void> => {
    for (let person = people.pop(); person; person = people.pop()) {
      timings.push(await verify(instance, client, person));
    }
  };
  const begin = performance.now();
  await Promise.all(Array.from({ length: concurrency }, visitor));
  const seconds = (performance.now() - begin) / 1_000;
  client.close();
  return { perSecond: count / seconds, timings };
}
