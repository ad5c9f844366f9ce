import { start } from "../instance.ts";
import { atMost, note } from "../report.ts";
import type { Section } from "../section.ts";
import type { System } from "../systems.ts";
import { inTurns, usual, usualRatio } from "../turns.ts";

/** Milliseconds from nothing to the first answer, workerd's own start included. */
async function firstAnswer(system: System): Promise<number> {
  const begin = performance.now();
  const instance = await start(system, { empty: true });
  try {
    const client = instance.client();
    const { status } = await client.get("/health/alive");
    const ms = performance.now() - begin;
    client.close();
    if (status !== 200) throw new Error(`${system.name} does not answer: ${status}`);
    return ms;
  } finally {
    await instance.dispose();
  }
}

/** What a cold start costs, and the size it comes from. */
export const footprint: Section = async ({ flow: countersign, bare, quick }) => {
  for (const system of [countersign, bare]) await firstAnswer(system);
  const figures = await inTurns(quick ? 4 : 8, [countersign, bare], firstAnswer);
  const kilobytes = ({ bundle }: System): number => bundle.gzipBytes / 1_000;
  return [
    atMost("bundle, minified and gzipped", { budget: 150, figure: kilobytes(countersign), unit: " KB" }),
    note("the same of the bare worker", `${kilobytes(bare).toFixed(0)} KB`),
    atMost("first answer of a fresh instance, to the bare worker's", {
      budget: 1.3,
      figure: usualRatio(figures, 0),
      unit: " ×",
      digits: 2,
    }),
    note(
      "first answer, Countersign and bare worker",
      `${usual(figures, 0).toFixed(0)} ms and ${usual(figures, 1).toFixed(0)} ms`,
    ),
  ];
};
