/**
 * `npm run bench`: what this Worker costs, beside the least that a correct one could. Everything runs on this machine,
 * and nothing but workerd is asked. `--quick` takes fewer rounds; `--only trips,load` some of the sections.
 */

import { parseArgs } from "node:util";
import { type Line, summary, toTable } from "./report.ts";
import type { Section } from "./section.ts";
import { cpu } from "./sections/cpu.ts";
import { exactness } from "./sections/exactness.ts";
import { far } from "./sections/far.ts";
import { footprint } from "./sections/footprint.ts";
import { load } from "./sections/load.ts";
import { outage } from "./sections/outage.ts";
import { pages } from "./sections/pages.ts";
import { rows } from "./sections/rows.ts";
import { trips } from "./sections/trips.ts";
import { buildBare, buildCountersign } from "./systems.ts";

const sections: Readonly<Record<string, Section>> = {
  trips,
  rows,
  exactness,
  far,
  footprint,
  cpu,
  load,
  outage,
  pages,
};

const { values } = parseArgs({ options: { quick: { type: "boolean" }, only: { type: "string" } } });
const chosen = values.only?.split(",") ?? Object.keys(sections);
const unknown = chosen.filter((name) => !(name in sections));
if (unknown.length > 0) {
  console.error(`No section is called ${unknown.join(", ")}. There are ${Object.keys(sections).join(", ")}.`);
  process.exit(2);
}

// That a function of Node may still change is no news to whoever reads the table.
process.removeAllListeners("warning");
process.on("warning", (warning) => {
  if (warning.name !== "ExperimentalWarning") console.error(warning);
});

const begin = performance.now();
const progress = (text: string): void => {
  process.stderr.write(`${((performance.now() - begin) / 1_000).toFixed(0).padStart(4)} s  ${text}\n`);
};

progress("build");
const setting = { ...(await buildCountersign()), bare: await buildBare(), quick: values.quick ?? false };
const lines: Line[] = [];
const broken: string[] = [];
for (const name of chosen) {
  progress(name);
  try {
    lines.push(...((await sections[name]?.(setting)) ?? []));
  } catch (error) {
    broken.push(name);
    console.error(error);
  }
}
progress("done");

console.log(`\n${toTable(lines)}\n`);
for (const name of broken) console.log(`The section ${name} could not be measured.`);
console.log(`Node ${process.version}: ${summary(lines)}${broken.length > 0 ? `, ${broken.length} not measured` : ""}.`);
process.exitCode = broken.length > 0 || lines.some(({ verdict }) => verdict === "wrong") ? 1 : 0;
