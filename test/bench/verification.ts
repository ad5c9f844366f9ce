import type { Client } from "./http-client.ts";
import type { Instance } from "./instance.ts";
import { newPerson, type Person } from "./people.ts";
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
  const person = newPerson();
  const started = (await system.create?.(client, person)) ?? "";
  const id = await system.send(client, person, started);
  return { person, id, code: system.codeIn(await mailboxes.take(person.email)) };
}

/** One whole verification; a refused one is an error. */
export async function verify({ system, mailboxes }: Instance, client: Client): Promise<Timing> {
  const person = newPerson();
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
  let left = count;
  const visitor = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      timings.push(await verify(instance, client));
    }
  };
  const begin = performance.now();
  await Promise.all(Array.from({ length: concurrency }, visitor));
  const seconds = (performance.now() - begin) / 1_000;
  client.close();
  return { perSecond: count / seconds, timings };
}
