import { withInstances } from "../instance.ts";
import { atLeast, type Line, note } from "../report.ts";
import type { Section } from "../section.ts";
import { inTurns, usual, usualRatio } from "../turns.ts";
import { verifyMany } from "../verification.ts";

/** How many verify at a time, and how many verifications that takes for a figure. */
const alone = { concurrency: 1, count: 60 } as const;
const crowd = { concurrency: 16, count: 250 } as const;

/** Verifications per second. A ratio is taken within a round. */
export const load: Section = ({ flow, signedIn, bare, quick }) =>
  withInstances([flow, signedIn, bare], {}, async (...instances) => {
    const rates = (rounds: number, { count, concurrency }: typeof alone | typeof crowd) => {
      const times = { count: quick ? Math.round(count * 0.6) : count, concurrency };
      return inTurns(rounds, instances, async (instance) => (await verifyMany(instance, times)).perSecond);
    };
    await rates(2, crowd);
    const lines: Line[] = [];
    for (const visitors of [alone, crowd]) {
      const figures = await rates(quick ? 4 : 8, visitors);
      const what = `verifications per second, ${visitors.concurrency} at a time`;
      for (const [side, { name, leastRate }] of [flow, signedIn].entries()) {
        const figure = usualRatio(figures, side);
        lines.push(
          atLeast(`${name}, ${what}, to the bare worker's`, { budget: leastRate, figure, unit: " ×", digits: 2 }),
        );
      }
      const names = instances.map(({ system }) => system.name).join(", ");
      lines.push(note(`${what}: ${names}`, instances.map((_, side) => usual(figures, side).toFixed(0)).join(", ")));
    }
    return lines;
  });
