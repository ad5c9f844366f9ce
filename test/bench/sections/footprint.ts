import { start } from "../instance.ts";
import { atMost, note } from "../report.ts";
import type { Section } from "../section.ts";
import { median } from "../stats.ts";
import type { System } from "../systems.ts";

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
export const footprint: Section = async ({ countersign, bare, quick }) => {
  const turns = quick ? 4 : 8;
  const figures: { ours: number; theirs: number }[] = [];
  for (const system of [countersign, bare]) await firstAnswer(system);
  for (let turn = 0; turn < turns; turn += 1) {
    figures.push({ ours: await firstAnswer(countersign), theirs: await firstAnswer(bare) });
  }
  const ms = (side: "ours" | "theirs"): string => median(figures.map((figure) => figure[side])).toFixed(0);
  const kilobytes = ({ bundle }: System): number => bundle.gzipBytes / 1_000;
  return [
    atMost("bundle, minified and gzipped", { budget: 150, figure: kilobytes(countersign), unit: " KB" }),
    note("the same of the bare worker", `${kilobytes(bare).toFixed(0)} KB`),
    atMost("first answer of a fresh instance, to the bare worker's", {
      budget: 1.3,
      figure: median(figures.map((figure) => figure.ours / figure.theirs)),
      unit: " ×",
      digits: 2,
    }),
    note("first answer, Countersign and bare worker", `${ms("ours")} ms and ${ms("theirs")} ms`),
  ];
};
