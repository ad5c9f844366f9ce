import { type Instance, withInstances } from "../instance.ts";
import { connectProfiler } from "../profiler.ts";
import { atMost, note } from "../report.ts";
import type { Section } from "../section.ts";
import { inTurns, usual, usualRatio } from "../turns.ts";
import { verifyMany } from "../verification.ts";

/**
 * CPU time of the Worker's own isolate, as near as this machine comes to what Cloudflare bills. One at a time, after a
 * warm-up, in turns.
 */
export const cpu: Section = ({ flow, signedIn, bare, quick }) =>
  withInstances([flow, signedIn, bare], { inspected: true }, async (...instances) => {
    const count = quick ? 80 : 120;
    const load = (instance: Instance) => verifyMany(instance, { count, concurrency: 1 });
    for (const instance of instances) await load(instance);

    const sides = await Promise.all(
      instances.map(async (instance) => ({ instance, profiler: await connectProfiler(instance) })),
    );
    const figures = await inTurns(quick ? 3 : 5, sides, async ({ instance, profiler }) => {
      const times = await profiler.profile(() => load(instance));
      return times.values().reduce((sum, ms) => sum + ms, 0) / count;
    });
    for (const { profiler } of sides) profiler.close();

    return [
      ...[flow, signedIn].map(({ name }, side) =>
        atMost(`${name}, CPU of the isolate per verification, to the bare worker's`, {
          budget: 2,
          figure: usualRatio(figures, side),
          unit: " ×",
          digits: 2,
        }),
      ),
      note(
        `CPU per verification: ${instances.map(({ system }) => system.name).join(", ")}`,
        sides.map((_, side) => `${usual(figures, side).toFixed(2)} ms`).join(", "),
      ),
    ];
  });
