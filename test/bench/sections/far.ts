import { type Instance, withInstances } from "../instance.ts";
import { setDelays } from "../probe.ts";
import { atMost, note } from "../report.ts";
import type { Section } from "../section.ts";
import { median } from "../stats.ts";
import type { Step } from "../systems.ts";
import { type Timing, verify } from "../verification.ts";

const STEPS = ["create", "send", "check"] as const;

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
export const far: Section = ({ flow, signedIn, bare, quick }) =>
  withInstances([flow, signedIn, bare], { probed: true }, async (...instances) => {
    const count = quick ? 9 : 25;
    const sides = await Promise.all(instances.map(ready));
    // In turns, so that a busy moment of this machine is nobody's alone.
    for (let index = 0; index < count; index += 1) {
      for (const { instance, client, taken } of sides) taken.push(await verify(instance, client));
    }
    return sides.flatMap(({ instance: { system }, client, taken }) => {
      client.close();
      return STEPS.filter((step) => taken[0]?.[step] !== undefined).map((step) => {
        const what = `${system.name}, ${step}: p50 with 80 ms to D1 and 40 ms to KV`;
        const figure = p50(taken, step);
        return system === bare
          ? note(what, `${figure.toFixed(0)} ms`)
          : atMost(what, { budget: 95, figure, unit: " ms" });
      });
    });
  });
