import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { languages } from "../../src/copy/languages.ts";
import { launchChromium } from "../support/chromium.ts";
import { rendered } from "../support/rendered.ts";
import { findBarriers } from "./accessibility.ts";
import { findMarkupFaults } from "./markup.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const served = (html = "") => ({
  url: "https://mail.example.test/",
  status: 200,
  headers: { "content-type": "text/html; charset=utf-8" },
  html,
});

const colour = { wording: { email: { subject: "Hi", primaryColor: "#ffd43b" } } };

describe("the HTML part of a mail", () => {
  it.each([
    ["en", {}],
    ["ar", {}],
    ["hi", colour],
  ])("M03 in %s: selecting its code copies the digits and nothing else", async (locale, more) => {
    const { html = "" } = rendered({ data: { locale, ...more } });
    const page = await browser.newPage({ javaScriptEnabled: false });
    await page.setContent(html);
    const code = page.getByText("012345", { exact: true });
    await code.selectText();
    const nodes = await code.evaluate(({ childNodes }) => childNodes.length);
    expect([nodes, await page.evaluate(() => String(getSelection()))]).toEqual([1, "012345"]);
    await page.mouse.click(1, 1);
    await code.click({ clickCount: 2, position: { x: 20, y: 20 } });
    expect((await page.evaluate(() => String(getSelection()))).trim()).toBe("012345");
    await page.close();
  });

  it.each(
    (["verification_code_valid", "verification_valid", "verification_code_invalid"] as const).flatMap((template) =>
      ["en", "ar"].map((locale) => ({ template, locale })),
    ),
  )("M08 axe and html-validate find nothing wrong: $template in $locale", async ({ template, locale }) => {
    const { html = "" } = rendered({ template, data: { locale } });
    expect(await findBarriers(browser, served(html))).toEqual([]);
    // A mail carries its style with it: its programs drop what is elsewhere.
    const faults = (await findMarkupFaults(html)).filter((fault) => !fault.startsWith("no-inline-style"));
    expect(faults).toEqual([]);
  });

  it("fits a narrow screen in every language", async () => {
    const page = await browser.newPage({ viewport: { width: 320, height: 800 } });
    for (const { lang } of languages) {
      await page.setContent(rendered({ data: { locale: lang } }).html ?? "");
      expect(await page.evaluate(() => document.documentElement.scrollWidth), lang).toBeLessThanOrEqual(320);
    }
    await page.close();
  });
});
