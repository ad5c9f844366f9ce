import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { launchChromium } from "../support/chromium.ts";
import { devClient } from "../support/dev-server.ts";
import { findBarriers } from "./accessibility.ts";
import { findMarkupFaults } from "./markup.ts";
import { watchDocuments } from "./served.ts";
import { pageState } from "./states/index.ts";

const server = devClient(inject("origin"));

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

describe.each(["address asked for", "code asked for", "wrong code", "link opened", "done"])("in Arabic: %s", (name) => {
  it("P06 P08 P58 reads from right to left, but for codes and addresses, and axe and html-validate find nothing", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 320, height: 800 } });
    const page = await context.newPage();
    const served = watchDocuments(page);
    await pageState(name).reach({ page, server });
    const url = new URL(page.url());
    url.searchParams.set("lang", "ar");
    await page.goto(url.href);

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
    const answer = await served();
    expect(await findBarriers(browser, answer)).toEqual([]);
    expect(await findMarkupFaults(answer.html)).toEqual([]);
    await context.close();
  });
});
