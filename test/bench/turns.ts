import { median } from "./stats.ts";

/** The figures of one round, in the order of what was measured. */
type Round = readonly number[];

/**
 * Measures all sides in every round, there and back again, so that a machine that becomes slower does so for all of
 * them.
 */
export async function inTurns<Side>(
  rounds: number,
  sides: readonly Side[],
  measure: (side: Side) => Promise<number>,
): Promise<readonly Round[]> {
  const figures: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const measured = new Map<Side, number>();
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) measured.set(side, await measure(side));
    figures.push(sides.map((side) => measured.get(side) ?? Number.NaN));
  }
  return figures;
}

/** What one side usually took. */
export const usual = (rounds: readonly Round[], side: number): number =>
  median(rounds.map((round) => round[side] ?? Number.NaN));

/** What one side usually took to the last one's, each within its own round. */
export const usualRatio = (rounds: readonly Round[], side: number): number =>
  median(rounds.map((round) => (round[side] ?? Number.NaN) / (round.at(-1) ?? Number.NaN)));
