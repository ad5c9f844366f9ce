import { type Instance, withInstances } from "../instance.ts";
import { atLeast, note } from "../report.ts";
import type { Section } from "../section.ts";
import { median } from "../stats.ts";
import { verifyMany } from "../verification.ts";

const CONCURRENCY = 16;

/**
 * Verifications per second. Rounds go A B B A, and a ratio is taken within a round, so that a machine that becomes
 * slower does so for both.
 */
export const load: Section = ({ countersign, bare, quick }) =>
  withInstances([[countersign], [bare]], async (ours, theirs) => {
    const rounds = quick ? 4 : 8;
    const count = quick ? 150 : 250;
    const rate = async (instance: Instance): Promise<number> =>
      (await verifyMany(instance, { count, concurrency: CONCURRENCY })).perSecond;

    for (const instance of [ours, theirs, ours, theirs]) await rate(instance);
    const figures: { ours: number; theirs: number }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      if (round % 2 === 0) {
        const first = await rate(ours);
        figures.push({ ours: first, theirs: await rate(theirs) });
      } else {
        const first = await rate(theirs);
        figures.push({ ours: await rate(ours), theirs: first });
      }
    }
    const ratio = median(figures.map((figure) => figure.ours / figure.theirs));
    const perSecond = (side: "ours" | "theirs"): string => median(figures.map((figure) => figure[side])).toFixed(0);
    return [
      atLeast("verifications per second, 16 at a time, to the bare worker's", {
        budget: 0.5,
        figure: ratio,
        unit: " ×",
        digits: 2,
      }),
      note("verifications per second, Countersign and bare worker", `${perSecond("ours")} and ${perSecond("theirs")}`),
    ];
  });
