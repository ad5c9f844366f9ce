import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { newEmail } from "../support/accounts.ts";
import { launchChromium } from "../support/chromium.ts";
import { devClient } from "../support/dev-server.ts";
import { visit } from "./visitor.ts";

const server = devClient(inject("origin"));
const hasty = devClient(inject("hastyOrigin"));
const START = "/auth/self-service/verification/browser";
const ASK = "What is your email address?";

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

describe("a page that is open for too long", () => {
  /** A visitor with a page on screen whose flow is over. */
  async function late() {
    const visitor = await visit(browser, hasty.origin);
    await visitor.open(START);
    const { page } = visitor;
    const second = await page.context().newPage();
    await vi.waitUntil(async () => (await second.goto(page.url()))?.status() === 410, { timeout: 10_000 });
    return visitor;
  }

  it("says so, and leads to a fresh start", async () => {
    const visitor = await late();
    await visitor.page.reload();
    await visitor.see("This page is too old");
    await visitor.press("Start again");
    await visitor.see(ASK);
  });

  it("says so when its form is sent", async () => {
    const visitor = await late();
    await visitor.fill("Email address", newEmail());
    await visitor.press("Continue");
    await visitor.see("This page is too old");
  });
});

describe("an address that leads nowhere", () => {
  it.each([
    { what: "an unknown flow", path: `/identity/verification?flow=${crypto.randomUUID()}`, status: 404 },
    { what: "no flow", path: "/identity/verification", status: 400 },
    { what: "a form of no flow", path: "/auth/self-service/verification?flow=none", status: 400 },
    { what: "an unknown error", path: "/identity/error?id=none", status: 404 },
  ])("$what: says so, and leads to a fresh start", async ({ path, status }) => {
    const visitor = await visit(browser, server.origin);
    const reply = await visitor.page.goto(`${server.origin}${path}`);
    expect(reply?.status()).toBe(status);
    await visitor.see("This page does not work");
    await visitor.press("Start again");
    await visitor.see(ASK);
  });

  it("somebody else's page is not shown", async () => {
    const ada = await visit(browser, server.origin);
    await ada.open(START);
    const eve = await visit(browser, server.origin);
    const reply = await eve.page.goto(ada.page.url());
    expect(reply?.status()).toBe(403);
    await eve.see("Go on in the browser you started with");
  });

  it("the end of a flow without a way back says that it is the end", async () => {
    const visitor = await visit(browser, server.origin);
    await visitor.open("/identity/done");
    await visitor.see("You are done here");
  });
});
