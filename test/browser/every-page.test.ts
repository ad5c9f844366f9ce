import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { launchChromium } from "../support/chromium.ts";
import { devClient } from "../support/dev-server.ts";
import { findBarriers } from "./accessibility.ts";
import { findMarkupFaults } from "./markup.ts";
import { type Served, watchDocuments } from "./served.ts";
import { pageStates } from "./states/index.ts";
import type { PageState } from "./states/stage.ts";
import { countRequests, weigh } from "./weight.ts";

const server = devClient(inject("origin"));

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

/** The document of a state, for somebody without script. */
async function documentOf({ heading, isProblem = false, reach }: PageState) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  try {
    const page = await context.newPage();
    const served = watchDocuments(page);
    const requests = countRequests(page);
    await reach({ page, server });
    expect(await page.locator("h1").allInnerTexts()).toEqual([heading]);
    expect(await page.locator(".problem").count()).toBe(isProblem ? 1 : 0);
    return { served: await served(), requests: requests() };
  } finally {
    await context.close();
  }
}

describe.each(pageStates)("$name", (state) => {
  it("P04 P05 P06 P08: axe and html-validate find nothing, in light and dark, at 320 and 1280 pixels; P52: it is light", async () => {
    const { served, requests } = await documentOf(state);
    expect(await findBarriers(browser, served)).toEqual([]);
    expect(await findMarkupFaults(served.html)).toEqual([]);
    const { gzip, scriptGzip } = weigh(served.html);
    expect(requests).toBeLessThanOrEqual(2);
    expect(gzip).toBeLessThanOrEqual(6_000);
    expect(scriptGzip).toBeLessThanOrEqual(1_000);
  });
});

describe("a page with faults", () => {
  const faulty: Served = {
    url: "http://localhost/",
    status: 422,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": "default-src 'none'; style-src 'nonce-n'",
    },
    html: `<!doctype html><html lang="en" dir="ltr"><head><meta charset="utf-8"><title>Faults</title>
<style nonce="n">.dim{color:#333;background:#fff}@media (prefers-color-scheme:dark){.dim{background:#111}}
.wide{display:none}@media (min-width:1000px){.wide{display:block}}</style></head>
<body><main><h1>Faults</h1><h3>Skipped</h3><p class="dim">dim in the dark</p><input class="wide"></main><p>outside</p>
<p id="a"><p id="a"></body></html>`,
  };

  it("is told of each, with the place and the look that show it", async () => {
    const found = await findBarriers(browser, faulty);
    const rules = (look: string) => [
      ...new Set(found.filter((line) => line.startsWith(look)).map((line) => line.split(" ")[3])),
    ];
    expect(rules("light, 320 px").sort()).toEqual(["heading-order", "region"]);
    expect(rules("dark, 320 px").sort()).toEqual(["color-contrast", "heading-order", "region"]);
    expect(rules("light, 1280 px").sort()).toEqual(["heading-order", "label", "region"]);
    expect(found.find((line) => line.includes("color-contrast"))).toMatch(/^dark, 320 px: .*<p class="dim">.*contrast/);
  });

  it("is told of what is wrong in its markup", async () => {
    expect(await findMarkupFaults(faulty.html)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^no-dup-id at .*: Duplicate ID "a"/)]),
    );
  });
});
