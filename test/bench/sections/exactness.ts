import type { Client } from "../http-client.ts";
import { type Instance, withInstances } from "../instance.ts";
import { setDelays } from "../probe.ts";
import { exactly, type Line } from "../report.ts";
import { forEachApi } from "../section.ts";
import { prepare, type Sent } from "../verification.ts";

/** Every trip takes anything up to 20 ms, so that what is sent at once arrives in any order. */
const SHUFFLED = { d1: 10, kv: 10, jitter: 1 } as const;
const GUESSES = 200;
const COPIES = 50;
const CONNECTIONS = 50;

/** The `step`-th code after the right one. */
const wrongCode = (code: string, step: number): string => `${(Number(code) + step) % 1_000_000}`.padStart(6, "0");

const guess = ({ system }: Instance, client: Client, { person, id, code }: Sent): Promise<boolean> =>
  system.check(client, person, { id, code });

const countTrue = (values: readonly boolean[]): number => values.filter(Boolean).length;

/** Wrong codes all at once: how many were judged, by the rows that stand for judged ones. */
async function burst(instance: Instance, client: Client): Promise<number> {
  const sent = await prepare(instance, client);
  const guesses = Array.from({ length: GUESSES }, (_, index) => wrongCode(sent.code, index + 1));
  const accepted = await Promise.all(guesses.map((code) => guess(instance, client, { ...sent, code })));
  if (countTrue(accepted) > 0) throw new Error("a wrong code was accepted");
  const database = await instance.database();
  const row = await database
    .prepare("SELECT count(*) AS judged FROM attempts JOIN flows ON flows.id = flow_id WHERE address_value = ?")
    .bind(sent.person.email)
    .first<{ judged: number }>();
  return row?.judged ?? 0;
}

async function copies(instance: Instance, client: Client): Promise<number> {
  const sent = await prepare(instance, client);
  return countTrue(await Promise.all(Array.from({ length: COPIES }, () => guess(instance, client, sent))));
}

/** The right code and one wrong, in either order: whether the right one was accepted. */
async function together(instance: Instance, client: Client, wrongFirst: boolean): Promise<boolean> {
  const sent = await prepare(instance, client);
  const right = () => guess(instance, client, sent);
  const wrong = () => guess(instance, client, { ...sent, code: wrongCode(sent.code, 1) });
  const [accepted] = wrongFirst
    ? (await Promise.all([wrong(), right()])).slice(1)
    : await Promise.all([right(), wrong()]);
  return accepted === true;
}

/** `least` where all are alike, else the range they are in. */
function range(figures: readonly number[]): string {
  const [least, most] = [Math.min(...figures), Math.max(...figures)];
  return least === most ? `${least}` : `${least} to ${most}`;
}

/** What must hold whatever comes at the same time. The only part of the bench that can fail. */
export const exactness = forEachApi((api, { quick }) =>
  withInstances([api], { probed: true }, async (instance) => {
    const client = instance.client(CONNECTIONS);
    await setDelays(client, SHUFFLED);
    const repeat = async <T>(times: number, work: (index: number) => Promise<T>): Promise<T[]> => {
      const results: T[] = [];
      for (let index = 0; index < times; index += 1) results.push(await work(index));
      return results;
    };
    const flows = quick ? 3 : 10;
    const pairs = 40;
    const judged = await repeat(flows, () => burst(instance, client));
    const accepted = await repeat(flows, () => copies(instance, client));
    const kept = await repeat(pairs, (index) => together(instance, client, index % 2 === 0));
    client.close();
    const lines: Line[] = [
      exactly(`${GUESSES} wrong codes at once: judged (${flows} flows)`, { budget: "5", figure: range(judged) }),
      exactly(`${COPIES} times the right code at once: accepted (${flows} flows)`, {
        budget: "1",
        figure: range(accepted),
      }),
      exactly(`right code lost to a wrong one at the same time (${pairs} flows)`, {
        budget: "0",
        figure: `${pairs - countTrue(kept)}`,
      }),
    ];
    return lines;
  }),
);
