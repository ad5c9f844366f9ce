import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { launchChromium } from "../support/chromium.ts";
import { devClient } from "../support/dev-server.ts";
import { findBarriers } from "./accessibility.ts";
import { findMarkupFaults } from "./markup.ts";
import { type Served, watchDocuments } from "./served.ts";
import { pageState, pageStates } from "./states/index.ts";

const server = devClient(inject("origin"));

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

/** Somebody without script, on a narrow screen, who picks Arabic on the page of a state. */
async function inArabic(name: string) {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 320, height: 800 } });
  const page = await context.newPage();
  const served = watchDocuments(page);
  await pageState(name).reach({ page, server });
  await page.locator("footer a[hreflang=ar]").click();
  await page.waitForLoadState();
  return { context, page, served };
}

async function readFromTheRight(page: Page): Promise<void> {
  const found = await page.evaluate(() => {
    const main = document.querySelector("main");
    const heading = document.createRange();
    heading.selectNodeContents(document.querySelector("h1") ?? document.body);
    const { right } = heading.getBoundingClientRect();
    const inner = main
      ? main.getBoundingClientRect().right - Number.parseFloat(getComputedStyle(main).paddingRight)
      : 0;
    return {
      dir: getComputedStyle(document.body).direction,
      startsAtTheRight: Math.abs(inner - right) < 2,
      scrolls: document.documentElement.scrollWidth > 320,
      leftToRight: [...document.querySelectorAll("input:not([type=hidden]), bdi")].map(
        (element) => getComputedStyle(element).direction,
      ),
    };
  });
  expect(found).toMatchObject({ dir: "rtl", startsAtTheRight: true, scrolls: false });
  expect(found.leftToRight.filter((direction) => direction !== "ltr")).toEqual([]);
  expect(await page.locator("h1").textContent()).toMatch(/[\u0600-\u06ff]/);
}

async function findNothing(served: Served): Promise<void> {
  expect(await findBarriers(browser, served)).toEqual([]);
  expect(await findMarkupFaults(served.html)).toEqual([]);
}

describe.each(pageStates.map(({ name }) => name))("in Arabic: %s", (name) => {
  it("P06 P08 P58 reads from right to left, but for codes and addresses, and axe and html-validate find nothing", async () => {
    const { context, page, served } = await inArabic(name);
    await readFromTheRight(page);
    await findNothing(await served());
    await context.close();
  });
});

it("P06 P08 P58 what is wrong is told in Arabic, too", async () => {
  const { context, page, served } = await inArabic("code asked for");
  await page.locator("[name=code]").fill("12");
  await page.keyboard.press("Enter");
  await page.locator(".problem").waitFor();
  await readFromTheRight(page);
  expect(await page.locator(".problem").textContent()).toMatch(/[\u0600-\u06ff]/);
  await findNothing(await served());
  await context.close();
});
