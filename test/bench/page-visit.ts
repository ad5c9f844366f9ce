import type { Browser } from "playwright-core";
import { watchDocuments } from "../browser/served.ts";
import type { PageState } from "../browser/states/stage.ts";
import { countRequests, type Weight, weigh } from "../browser/weight.ts";
import type { DevClient } from "../support/dev-server.ts";

/** What a state of a page weighs, and how it came on screen. */
export type Visit = {
  readonly name: string;
  readonly weight: Weight;
  /** For the document and whatever it asks for; redirects on the way to it are not its own. */
  readonly requests: number;
  /** Largest contentful paint, in milliseconds from the start of the navigation, its redirects included. */
  readonly lcpMs: number;
  /** How much the layout shifted after it was first seen. */
  readonly cls: number;
  /** By how much tasks were longer than 50 ms once something was seen, all of them together. */
  readonly tbtMs: number;
};

type Vitals = Pick<Visit, "lcpMs" | "cls" | "tbtMs">;

/**
 * What the browser has noted since the navigation began. Text, because it is of the browser and the rest of the bench is
 * not. The wait is for tasks that have not been noted yet.
 */
const READ_VITALS = `new Promise((resolve) => {
  const entries = { paint: [], "largest-contentful-paint": [], "layout-shift": [], longtask: [] };
  for (const type of Object.keys(entries)) {
    new PerformanceObserver((list) => entries[type].push(...list.getEntries())).observe({ type, buffered: true });
  }
  setTimeout(() => {
    const sum = (values) => values.reduce((total, value) => total + value, 0);
    const seen = entries.paint.find(({ name }) => name === "first-contentful-paint")?.startTime ?? 0;
    const blocked = ({ startTime, duration }) => startTime + duration - Math.max(startTime, seen) - 50;
    resolve({
      lcpMs: entries["largest-contentful-paint"].at(-1)?.startTime ?? Infinity,
      cls: sum(entries["layout-shift"].filter((shift) => !shift.hadRecentInput).map(({ value }) => value)),
      tbtMs: sum(entries.longtask.map((task) => Math.max(0, blocked(task)))),
    });
  }, 150);
})`;

/** One visit with script on, and a browser that has seen nothing yet. */
export async function visitPage(browser: Browser, server: DevClient, { name, reach }: PageState): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 390, height: 800 } });
  try {
    const page = await context.newPage();
    const served = watchDocuments(page);
    const requests = countRequests(page);
    await reach({ page, server });
    await page.waitForLoadState("load");
    const vitals = (await page.evaluate(READ_VITALS)) as Vitals;
    return { name, weight: weigh((await served()).html), requests: requests(), ...vitals };
  } finally {
    await context.close();
  }
}
