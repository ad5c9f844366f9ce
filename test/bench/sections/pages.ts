import { LOOKED_AT, startLighthouse } from "../../browser/lighthouse.ts";
import { pageState, pageStates } from "../../browser/states/index.ts";
import { launchChromium } from "../../support/chromium.ts";
import { type DevClient, startDevServer } from "../../support/dev-server.ts";
import { type Visit, visitPage } from "../page-visit.ts";
import { atMost, type Line, note } from "../report.ts";
import type { Section } from "../section.ts";

/** What a server may send before it hears from the browser again: a page is there at once, or a round trip later. */
const FIRST_WINDOW_KB = 14;

const kilobytes = (bytes: number): number => bytes / 1_000;

const describe = ({ weight, requests, lcpMs, cls, tbtMs }: Visit): string =>
  [
    `${kilobytes(weight.gzip).toFixed(1)} KB gzip`,
    `${kilobytes(weight.brotli).toFixed(1)} KB brotli`,
    `${requests} request${requests === 1 ? "" : "s"}`,
    `LCP ${lcpMs.toFixed(0)} ms`,
    `CLS ${cls.toFixed(3)}`,
    `TBT ${tbtMs.toFixed(0)} ms`,
  ].join(", ");

/** The worst of all pages keeps the budget, or one of them does not. */
function worst(
  visits: readonly Visit[],
  pick: (visit: Visit) => number,
): { readonly figure: number; readonly name: string } {
  const [first] = visits.toSorted((one, other) => pick(other) - pick(one));
  if (!first) throw new Error("no page was visited");
  return { figure: pick(first), name: first.name };
}

function judge(visits: readonly Visit[]): readonly Line[] {
  const line = (
    what: string,
    pick: (visit: Visit) => number,
    bound: { budget: number; unit?: string; digits?: number },
  ) => {
    const { figure, name } = worst(visits, pick);
    return atMost(`${what} (${name})`, { ...bound, figure });
  };
  const gzip = ({ weight }: Visit): number => kilobytes(weight.gzip);
  const heaviest = line("pages, gzipped, at any cost", gzip, { budget: FIRST_WINDOW_KB, unit: " KB", digits: 1 });
  return [
    line("pages, gzipped", gzip, { budget: 6, unit: " KB", digits: 1 }),
    heaviest.verdict === "over" ? { ...heaviest, verdict: "wrong" } : heaviest,
    line("pages, script gzipped", ({ weight }) => kilobytes(weight.scriptGzip), {
      budget: 1,
      unit: " KB",
      digits: 2,
    }),
    line("pages, requests", ({ requests }) => requests, { budget: 2 }),
    line("pages, largest contentful paint", ({ lcpMs }) => lcpMs, { budget: 1_000, unit: " ms" }),
    line("pages, layout shift", ({ cls }) => cls, { budget: 0, digits: 3 }),
    line("pages, blocking time", ({ tbtMs }) => tbtMs, { budget: 0, unit: " ms" }),
  ];
}

/** What Lighthouse gives of 100, for a telephone that it reckons to be slower than this machine. */
async function lighthouseScores(server: DevClient): Promise<readonly Line[]> {
  const lighthouse = await startLighthouse();
  try {
    const lines: Line[] = [];
    for (const name of LOOKED_AT) {
      const { scores } = await lighthouse.look(server, pageState(name));
      const told = Object.entries(scores).map(([category, score]) => `${category} ${score}`);
      lines.push(note(`lighthouse: ${name}`, told.join(", ")));
    }
    return lines;
  } finally {
    await lighthouse.close();
  }
}

/**
 * What each state of the hosted pages weighs, and how it comes on screen in a Chromium on this machine, which is not
 * slowed down: figures of paint and layout are those of a lab. Last, what Lighthouse says of some of them.
 */
export const pages: Section = async () => {
  const server = await startDevServer();
  const browser = await launchChromium();
  try {
    const visits: Visit[] = [];
    // What a browser does for the first time takes longer: that is no page's fault.
    for (const state of pageStates.slice(0, 1)) await visitPage(browser, server, state);
    for (const state of pageStates) visits.push(await visitPage(browser, server, state));
    const seen = visits.map((visit) => note(`page: ${visit.name}`, describe(visit)));
    return [...seen, ...(await lighthouseScores(server)), ...judge(visits)];
  } finally {
    await browser.close();
    await server.stop();
  }
};
