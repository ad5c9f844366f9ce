import { navigation } from "lighthouse";
import puppeteer from "puppeteer-core";
import { launchChromium } from "../support/chromium.ts";
import { type DevClient, freePort } from "../support/dev-server.ts";
import type { PageState } from "./states/stage.ts";

const CATEGORIES = ["performance", "accessibility", "best-practices"] as const;
type Category = (typeof CATEGORIES)[number];

/**
 * The states in which people see most of the pages: asked, told of a fault, come by a link, done. A wrong code is told
 * in answer to our own form, and where somebody else's form leads to.
 */
export const LOOKED_AT = [
  "code asked for",
  "wrong code",
  "wrong code, led back to",
  "link opened",
  "done",
  "page of an error",
] as const;

/** What an audit found; no score where there was nothing to look at. */
type Audit = {
  readonly score: number | null;
  readonly figure: number | undefined;
  /** The rows of its table, whichever they are. */
  readonly items: readonly Readonly<Record<string, unknown>>[];
};

/** What Lighthouse says of a page on a telephone. */
export type Report = {
  /** The page's heading after it was looked at. */
  readonly heading: string;
  /** Whether it told of something wrong. */
  readonly isProblem: boolean;
  /** From 0 to 100. */
  readonly scores: Readonly<Record<Category, number>>;
  /** The names of a category's audits that found a fault, also of those that do not count for its score. */
  failed(category: Category): readonly string[];
  /** How many audits of a category had something to look at. */
  looked(category: Category): number;
  audit(name: string): Audit;
};

export type Lighthouse = {
  look(server: DevClient, state: PageState): Promise<Report>;
  close(): Promise<void>;
};

type Ran = NonNullable<Awaited<ReturnType<typeof navigation>>>["lhr"];

type Seen = Pick<Report, "heading" | "isProblem">;

function toReport({ categories, audits, runtimeError }: Ran, { heading, isProblem }: Seen): Report {
  if (runtimeError) throw new Error(`Lighthouse could not look at "${heading}": ${runtimeError.message}`);
  const of = (category: Category) => {
    const found = categories[category];
    if (!found) throw new Error(`Lighthouse has no category ${category}`);
    return found;
  };
  const audit = (name: string): Audit => {
    const found = audits[name];
    if (!found) throw new Error(`Lighthouse has no audit ${name}`);
    const { score, numericValue, details } = found;
    const items = details && "items" in details && Array.isArray(details.items) ? details.items : [];
    return { score, figure: numericValue, items };
  };
  const scored = (category: Category) => of(category).auditRefs.filter(({ id }) => audit(id).score !== null);
  const score = (category: Category): number => Math.round((of(category).score ?? 0) * 100);
  return {
    heading,
    isProblem,
    scores: {
      performance: score("performance"),
      accessibility: score("accessibility"),
      "best-practices": score("best-practices"),
    },
    failed: (category) =>
      scored(category)
        .map(({ id }) => id)
        .filter((id) => audit(id).score !== 1),
    looked: (category) => scored(category).length,
    audit,
  };
}

/**
 * Lighthouse, beside a browser of its own. It watches a page being loaded again by the browser that got there: with the
 * cookies of whoever is asked, and for an answer to a form with the form sent once more, as no address alone could do.
 */
export async function startLighthouse(): Promise<Lighthouse> {
  const debuggingPort = await freePort();
  const browser = await launchChromium({ debuggingPort });
  const watcher = await puppeteer.connect({ browserURL: `http://127.0.0.1:${debuggingPort}`, defaultViewport: null });
  return {
    async look(server, { reach }) {
      // The screen is Lighthouse's to choose.
      const context = await browser.newContext({ viewport: null });
      try {
        const page = await context.newPage();
        await reach({ page, server });
        const watched = (await watcher.pages()).find((each) => each.url() === page.url());
        if (!watched) throw new Error(`no page to watch at ${page.url()}`);
        const reload = async (): Promise<void> => {
          await page.reload();
        };
        const result = await navigation(watched, reload, {
          flags: {
            onlyCategories: [...CATEGORIES],
            // It leaves the page and comes back, for pages that a browser may keep: ours are `no-store`.
            skipAudits: ["bf-cache"],
            disableStorageReset: true,
            disableFullPageScreenshot: true,
            // A page that tells of a fault has the status of one.
            ignoreStatusCode: true,
          },
        });
        if (!result) throw new Error("Lighthouse gave no result");
        return toReport(result.lhr, {
          heading: (await page.locator("h1").textContent()) ?? "",
          isProblem: (await page.locator(".problem").count()) > 0,
        });
      } finally {
        await context.close();
      }
    },
    async close() {
      await watcher.disconnect();
      await browser.close();
    },
  };
}
