import { type Instance, withInstances } from "../instance.ts";
import { setDelays } from "../probe.ts";
import { atMost, note } from "../report.ts";
import type { Section } from "../section.ts";
import { median } from "../stats.ts";
import type { Step } from "../systems.ts";
import { type Timing, verify } from "../verification.ts";

/** An edge far from the primary. */
const FAR = { d1: 80, kv: 40, jitter: 0 } as const;

const p50 = (taken: readonly Timing[], step: Step): number => median(taken.flatMap((timing) => timing[step] ?? []));

/** An instance that has found its speed, now far from its storage. */
async function ready(instance: Instance) {
  const client = instance.client();
  for (let warm = 0; warm < 10; warm += 1) await verify(instance, client);
  await setDelays(client, FAR);
  const taken: Timing[] = [];
  return { instance, client, taken };
}

/** How long answers take where storage is far: mostly how many trips stand one after another. */
export const far: Section = ({ countersign, bare, quick }) =>
  withInstances(
    [
      [countersign, { probed: true }],
      [bare, { probed: true }],
    ],
    async (ours, theirs) => {
      const count = quick ? 9 : 25;
      const sides = await Promise.all([ours, theirs].map(ready));
      // In turns, so that a busy moment of this machine is nobody's alone.
      for (let index = 0; index < count; index += 1) {
        for (const { instance, client, taken } of sides) taken.push(await verify(instance, client));
      }
      for (const { client } of sides) client.close();
      const [mine = [], floor = []] = sides.map(({ taken }) => taken);
      const lines = (["create", "send", "check"] as const).map((step) =>
        atMost(`${step}: p50 with 80 ms to D1 and 40 ms to KV`, { budget: 95, figure: p50(mine, step), unit: " ms" }),
      );
      const bareFigures = `${p50(floor, "send").toFixed(0)} ms and ${p50(floor, "check").toFixed(0)} ms`;
      return [...lines, note("the same for the bare worker's send and check", bareFigures)];
    },
  );
