/**
 * `npm run screenshots`: takes the pictures in docs/images anew, from a development server of its own, which is gone
 * afterwards. Names are fixed and so is what a run would change, so that a picture differs when its page does. The names
 * of languages need fonts for Arabic, Devanagari, Chinese and Japanese: the Chromium that comes as a package has those
 * alone that are in `node_modules/.cache/chromium-…/fonts/fonts`, as TrueType.
 */
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { pageState } from "../test/browser/states/index.ts";
import { launchChromium } from "../test/support/chromium.ts";
import { startDevServer } from "../test/support/dev-server.ts";

const FOLDER = "docs/images";
const LARGEST_BYTES = 200_000;

/** Whose pages they are. The development server sends the same code to every address at this domain. */
const PEOPLE = {
  ada: "ada@verify.test",
  grace: "grace@verify.test",
  joan: "joan@verify.test",
  alan: "alan@verify.test",
};

const shots = [
  { file: "code", state: "code asked for", address: PEOPLE.ada },
  { file: "wrong-code", state: "wrong code", address: PEOPLE.grace },
  { file: "link", state: "link opened", address: PEOPLE.joan },
  { file: "done", state: "done", address: PEOPLE.alan },
];

const phone: BrowserContextOptions = {
  javaScriptEnabled: false,
  viewport: { width: 390, height: 400 },
  deviceScaleFactor: 2,
  locale: "en-GB",
  timezoneId: "UTC",
};

/**
 * Puts fixed words in the place of what is another each time: times, dates, ports, ids and tokens. The last time of a
 * page is always the same, and the others are as long before it as they were. Runs in the page.
 */
function settle(): void {
  const nodes: Node[] = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) nodes.push(node);

  const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  const before = (end: number, time: string): number => (end - minutes(time) + 1_440) % 1_440;
  const times = nodes.flatMap(({ nodeValue }) => nodeValue?.match(/\b\d\d:\d\d\b/g) ?? []);
  // The others are within half a day before it, also where a day ends between them.
  const end = times.map(minutes).find((last) => times.every((time) => before(last, time) < 720)) ?? 0;
  const settled = (time: string): string => {
    const at = minutes("20:10") - before(end, time);
    return `${String(Math.floor(at / 60)).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`;
  };
  const changes: readonly [RegExp, (found: string) => string][] = [
    [/\b\d{1,2} [A-Z][a-z]+ 20\d\d\b/g, () => "21 November 2026"],
    [/\b\d\d:\d\d\b/g, settled],
    [/http:\/\/localhost:\d+/g, () => "https://verify.example.com"],
    [/\blocalhost\b/g, () => "verify.example.com"],
    [/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, () => "0b6f1c0e-6a0c-4b7e-9f55-2f3a1f6d9c11"],
    [/[\w-]{43,}/g, () => "8fJ2kQ0vYd3mXw7LrT1zBn6cHs9pGu4eAa5oEi0yUqM"],
  ];
  for (const node of nodes) {
    for (const [changing, fixed] of changes) node.nodeValue = (node.nodeValue ?? "").replace(changing, fixed);
  }
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.evaluate(settle);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const path = join(FOLDER, `${name}-${colorScheme}.png`);
    await page.screenshot({ path, fullPage: true, animations: "disabled", caret: "hide" });
    const { size } = statSync(path);
    process.stdout.write(`${path}  ${Math.ceil(size / 1_000)} KB\n`);
    if (size > LARGEST_BYTES) throw new Error(`${path} is larger than ${LARGEST_BYTES / 1_000} KB`);
  }
}

/** A page of its own for each picture: no cookie of one shows in another. */
async function withPage(browser: Browser, work: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext(phone);
  try {
    await work(await context.newPage());
  } finally {
    await context.close();
  }
}

// Leaving by `exit` is what takes the server along.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(130));

mkdirSync(FOLDER, { recursive: true });
const server = await startDevServer();
const browser = await launchChromium();
try {
  for (const { file, state, address } of shots) {
    await withPage(browser, async (page) => {
      await pageState(state).reach({ page, server, address });
      await shoot(page, file);
    });
  }
  const { html } = await server.mail(PEOPLE.ada);
  await withPage(browser, async (page) => {
    await page.setContent(html ?? "");
    await shoot(page, "email");
  });
} finally {
  await browser.close();
  await server.stop();
}
