import { withInstances } from "../instance.ts";
import { atLeast, type Line, note } from "../report.ts";
import type { Section } from "../section.ts";
import { inTurns, usual, usualRatio } from "../turns.ts";
import { verifyMany } from "../verification.ts";

/** How many verify at a time, and how many verifications that takes for a figure. */
const CROWDS = [
  { concurrency: 1, count: 100 },
  { concurrency: 16, count: 250 },
] as const;

/** Verifications per second. A ratio is taken within a round. */
export const load: Section = ({ flow, signedIn, bare, quick }) =>
  withInstances([flow, signedIn, bare], {}, async (...instances) => {
    const lines: Line[] = [];
    for (const { concurrency, count } of CROWDS) {
      const times = { count: quick ? Math.round(count * 0.6) : count, concurrency };
      const measure = (rounds: number) =>
        inTurns(rounds, instances, async (instance) => (await verifyMany(instance, times)).perSecond);
      await measure(2);
      const figures = await measure(quick ? 4 : 8);
      const what = `verifications per second, ${concurrency} at a time`;
      lines.push(
        ...[flow, signedIn].map(({ name, leastRate }, side) =>
          atLeast(`${name}, ${what}, to the bare worker's`, {
            budget: leastRate,
            figure: usualRatio(figures, side),
            unit: " ×",
            digits: 2,
          }),
        ),
        note(
          `${what}: ${instances.map(({ system }) => system.name).join(", ")}`,
          instances.map((_, side) => usual(figures, side).toFixed(0)).join(", "),
        ),
      );
    }
    return lines;
  });
