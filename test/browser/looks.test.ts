import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { launchChromium } from "../support/chromium.ts";
import { devClient } from "../support/dev-server.ts";
import { checkContrast } from "./contrast.ts";
import { pageState } from "./states/index.ts";

const server = devClient(inject("origin"));

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const STATES = ["code asked for", "wrong code", "link opened", "done", "link replaced, in another browser"] as const;

/** A page in one of its states, in a browser that is set up so. */
async function shown(name: string, options: Parameters<Browser["newContext"]>[0] = {}): Promise<Page> {
  const context = await browser.newContext({ javaScriptEnabled: false, ...options });
  const page = await context.newPage();
  await pageState(name).reach({ page, server });
  return page;
}

/** What sticks out of the screen sideways, or is cut off; runs in the page. */
function findOverflow() {
  const width = document.documentElement.clientWidth;
  const out = [...document.querySelectorAll("body *:not(.vh)")].filter((element) => {
    const { left, right } = element.getBoundingClientRect();
    return (right > width + 1 || left < -1) && getComputedStyle(element).position !== "absolute";
  });
  const cut = [...document.querySelectorAll("button, a, p, h1, h2, li, label")].filter(
    (element) =>
      !element.classList.contains("vh") &&
      element.scrollWidth > element.clientWidth + 1 &&
      getComputedStyle(element).overflow !== "visible",
  );
  return {
    scrolls: document.documentElement.scrollWidth > width,
    faults: [...out, ...cut].map(({ outerHTML }) => outerHTML.slice(0, 80)),
  };
}

describe.each(STATES)("%s", (name) => {
  it("P57 fits on a screen of 320 pixels, which is 1280 at 400 %, also with wide spacing", async () => {
    const page = await shown(name, { viewport: { width: 320, height: 256 } });
    expect(await page.evaluate(findOverflow)).toEqual({ scrolls: false, faults: [] });
    // WCAG 2.2, 1.4.12. By the debugger: the page's own policy lets nobody add styles.
    const session = await page.context().newCDPSession(page);
    const { frameTree } = await session.send("Page.getFrameTree");
    await session.send("DOM.enable");
    await session.send("CSS.enable");
    const { styleSheetId } = await session.send("CSS.createStyleSheet", { frameId: frameTree.frame.id });
    const text =
      "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}";
    await session.send("CSS.setStyleSheetText", { styleSheetId, text });
    expect(await page.evaluate(findOverflow)).toEqual({ scrolls: false, faults: [] });
    await page.context().close();
  });

  it("P56 moves nothing", async () => {
    const page = await shown(name, { reducedMotion: "reduce" });
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
    await page.context().close();
  });

  it("P54 is dark where the reader wants it so, and light where not", async () => {
    for (const [colorScheme, back, text] of [
      ["dark", "rgb(20, 20, 20)", "rgb(237, 237, 237)"],
      ["light", "rgb(255, 255, 255)", "rgb(26, 26, 26)"],
    ] as const) {
      const page = await shown(name, { colorScheme });
      const colours = await page.evaluate(() => {
        const { backgroundColor, color } = getComputedStyle(document.body);
        return [backgroundColor, color];
      });
      expect(colours).toEqual([back, text]);
      await checkContrast(page);
      await page.context().close();
    }
  });

  it("P55 shows its edges where the system chooses the colours", async () => {
    const page = await shown(name, { forcedColors: "active" });
    const edges = await page.evaluate(() => {
      const { backgroundColor: behind } = getComputedStyle(document.body);
      return [...document.querySelectorAll("input:not([type=hidden]), button, a.button, .problem")].map((element) => {
        const { borderTopWidth, borderTopStyle, borderTopColor } = getComputedStyle(element);
        // An edge of the page's own colour is none, whatever is within it.
        return borderTopWidth !== "0px" && borderTopStyle === "solid" && borderTopColor !== behind
          ? "seen"
          : element.outerHTML.slice(0, 80);
      });
    });
    expect(edges.filter((edge) => edge !== "seen")).toEqual([]);
    const some = { "wrong code": 4, done: 1, "link replaced, in another browser": 0 }[name as string] ?? 2;
    expect(edges.length).toBeGreaterThanOrEqual(some);
    await page.context().close();
  });
});

describe.each(["done", "link opened"])("P61 %s, in print", (name) => {
  it("is black on white, without what cannot be pressed", async () => {
    const page = await shown(name, { colorScheme: "dark" });
    await page.emulateMedia({ media: "print" });
    const found = await page.evaluate(() => ({
      text: getComputedStyle(document.body).color,
      back: getComputedStyle(document.body).backgroundColor,
      bad: getComputedStyle(document.documentElement).getPropertyValue("--bad"),
      buttons: [...document.querySelectorAll("button")].filter((button) => button.checkVisibility()).length,
      heading: document.querySelector("h1")?.checkVisibility(),
    }));
    expect(found).toEqual({
      text: "rgb(0, 0, 0)",
      back: "rgb(255, 255, 255)",
      bad: "#b3001b",
      buttons: 0,
      heading: true,
    });
    expect((await page.pdf({ format: "A4" })).length).toBeGreaterThan(1_000);
    await page.context().close();
  });
});
