import type { Browser, Page, Response } from "playwright-core";
import { expect } from "vitest";
import { checkHeaders, checkMarkup, checkProblem } from "./checks.ts";
import { checkContrast } from "./contrast.ts";

/** Somebody with a browser of their own, in which no script runs unless they say so. */
export type Visitor = {
  readonly page: Page;
  open(url: string): Promise<void>;
  fill(label: string, text: string): Promise<void>;
  press(name: string): Promise<void>;
  /**
   * Expects the page of this heading, with this problem, and everything that must hold on every page; `news` stands
   * before the heading in the title alone.
   */
  see(heading: string, problem?: { readonly text: string; readonly field?: string }, news?: string): Promise<void>;
};

export type Look = {
  readonly width?: number;
  readonly scheme?: "light" | "dark";
  readonly script?: boolean;
  /** What the browser is set to. */
  readonly locale?: string;
};

/** Where the pages lead in the end, if not to one another. */
export type Way = {
  /** As their policy spells it, of all pages or by what is in them. */
  readonly formTarget?: string | ((html: string) => string | undefined);
  readonly origins?: readonly string[];
};

export async function visit(
  browser: Browser,
  origin: string,
  { width = 390, scheme = "light", script = false, locale = "en-GB" }: Look = {},
  { formTarget, origins = [] }: Way = {},
): Promise<Visitor> {
  const context = await browser.newContext({
    javaScriptEnabled: script,
    locale,
    colorScheme: scheme,
    viewport: { width, height: 800 },
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  let shown: Response | undefined;
  // Chromium tells of a broken policy in the console.
  page.on("console", (message) => {
    // It also tells of the status of a page that is not 200, which is no fault of the page.
    const ofStatus = /the server responded with a status of 4/.test(message.text());
    if (message.type() === "error" && !(ofStatus && message.location().url === page.url())) {
      complaints.push(message.text());
    }
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    const url = new URL(request.url());
    const isKnown = url.origin === origin || (origins.includes(url.origin) && request.isNavigationRequest());
    if (url.protocol !== "data:" && !isKnown) complaints.push(`asked for ${url.origin}`);
  });
  page.on("response", (response) => {
    const isPage = response.request().isNavigationRequest() && response.status() !== 303;
    if (isPage) shown = response;
  });

  return {
    page,
    open: async (url) => {
      await page.goto(new URL(url, origin).href);
    },
    fill: (label, text) => page.getByLabel(label, { exact: true }).fill(text),
    press: async (name) => {
      const target = page.getByRole("button", { name, exact: true }).or(page.getByRole("link", { name, exact: true }));
      await target.click();
      await page.waitForLoadState();
    },
    see: async (heading, problem, news) => {
      expect(await page.locator("h1").allInnerTexts()).toEqual([heading]);
      expect(await page.title()).toBe(
        `${problem && !news ? "Error: " : ""}${news ? `${news} – ` : ""}${heading} – Acme`,
      );
      expect(shown?.url()).toBe(page.url());
      checkHeaders(
        await (shown as Response).allHeaders(),
        typeof formTarget === "function" ? formTarget(await page.content()) : formTarget,
      );
      // A code that is spent has the same heading, and a button in the place of the field.
      const asksForCode = /^Enter the code /.test(heading) && problem?.field !== "again";
      await checkMarkup(page, asksForCode ? ["code"] : undefined);
      await checkContrast(page);
      await checkProblem(page, problem);
      expect(complaints).toEqual([]);
    },
  };
}
