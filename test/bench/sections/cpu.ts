import { type Instance, withInstances } from "../instance.ts";
import { connectProfiler } from "../profiler.ts";
import { atMost, note } from "../report.ts";
import type { Section } from "../section.ts";
import { median } from "../stats.ts";
import { verifyMany } from "../verification.ts";

/**
 * CPU time of the Worker's own isolate, as near as this machine comes to what Cloudflare bills. One at a time, after a
 * warm-up, in turns.
 */
export const cpu: Section = ({ countersign, bare, quick }) =>
  withInstances(
    [
      [countersign, { inspected: true }],
      [bare, { inspected: true }],
    ],
    async (ours, theirs) => {
      const rounds = quick ? 3 : 5;
      const count = quick ? 80 : 120;
      const load = (instance: Instance) => verifyMany(instance, { count, concurrency: 1 });
      for (const instance of [ours, theirs]) await load(instance);

      const profilers = [await connectProfiler(ours), await connectProfiler(theirs)] as const;
      const perVerification = async (side: 0 | 1): Promise<number> => {
        const times = await profilers[side].profile(() => load(side === 0 ? ours : theirs));
        return times.values().reduce((sum, ms) => sum + ms, 0) / count;
      };
      const figures: { ours: number; theirs: number }[] = [];
      for (let round = 0; round < rounds; round += 1) {
        figures.push({ ours: await perVerification(0), theirs: await perVerification(1) });
      }
      for (const profiler of profilers) profiler.close();

      const ms = (side: "ours" | "theirs"): string => median(figures.map((figure) => figure[side])).toFixed(2);
      return [
        atMost("CPU of the isolate per verification, to the bare worker's", {
          budget: 2,
          figure: median(figures.map((figure) => figure.ours / figure.theirs)),
          unit: " ×",
          digits: 2,
        }),
        note("CPU per verification, Countersign and bare worker", `${ms("ours")} ms and ${ms("theirs")} ms`),
      ];
    },
  );
