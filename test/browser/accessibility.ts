import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults, NodeResult, RunOptions } from "axe-core";
import type { Browser, Page } from "playwright-core";
import type { Served } from "./served.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** WCAG 2.2 at the levels A and AA, and what axe knows to be wise besides. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const LOOKS = (["light", "dark"] as const).flatMap((scheme) => [320, 1280].map((width) => ({ scheme, width })));

/** Fewer rules than these have something to look at only where axe was handed no page. */
const FEWEST_RULES = 8;

/** Of how the bytes travelled: not true of bytes that come from here. */
const OF_TRANSPORT = new Set(["content-encoding", "content-length", "transfer-encoding", "connection", "set-cookie"]);

const told = (look: string, rule: string, { html, failureSummary = "" }: NodeResult): string =>
  `${look}: ${rule} at ${html}: ${failureSummary.replaceAll(/\s+/g, " ")}`;

async function runAxe(page: Page, look: string): Promise<readonly string[]> {
  const options: RunOptions = { runOnly: RULES, preload: false, resultTypes: ["violations"] };
  const { violations, passes } = (await page.evaluate(
    (given) => (globalThis as unknown as { axe: { run(options: unknown): Promise<unknown> } }).axe.run(given),
    options,
  )) as AxeResults;
  if (passes.length < FEWEST_RULES) throw new Error(`axe looked at nothing: ${passes.length} rules passed`);
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => told(look, id, node)));
}

/**
 * What axe finds wrong with a document, in both colour schemes, on the narrowest and on a wide screen; one line for
 * each fault, none at best.
 *
 * axe waits by timers, which do not run where script is off, as it is for the visitors of our tests. So the document is
 * shown again, byte for byte and under its own headers, in a context of its own with script on: the page's policy holds
 * there too (what a debugger evaluates is not subject to it), its script runs as for most people, and no state of the
 * visitor or the server is touched. Everything else the page might ask for is refused.
 */
export async function findBarriers(
  browser: Browser,
  { url, status, headers, html }: Served,
): Promise<readonly string[]> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_TRANSPORT.has(name.toLowerCase())));
    await page.route("**/*", (route) =>
      route.request().isNavigationRequest() && route.request().frame() === page.mainFrame()
        ? route.fulfill({ status, headers: kept, body: html })
        : route.abort(),
    );
    await page.goto(url);
    await page.evaluate(AXE);
    const found: string[] = [];
    for (const { scheme, width } of LOOKS) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 800 });
      found.push(...(await runAxe(page, `${scheme}, ${width} px`)));
    }
    return found;
  } finally {
    await context.close();
  }
}
