import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newUser } from "../conformance/transmit/client.ts";
import { newEmail } from "../support/accounts.ts";
import { launchChromium } from "../support/chromium.ts";
import { type DevServer, startDevServer } from "../support/dev-server.ts";
import { type LocalServer, startLocalServer } from "../support/local-server.ts";
import { visit } from "./visitor.ts";

const CONFIRM = "Confirm this email address?";
const PRESS = "Yes, confirm it";
/** An app's own site that is not on this machine. Nobody has its name. */
const AFAR = "https://app.example.test";

let browser: Browser;
let site: LocalServer;
let server: DevServer;
/** What the site was told about where people came from. */
const referrers: (string | undefined)[] = [];

beforeAll(async () => {
  browser = await launchChromium();
  // Leads on as sites do that sign people in first.
  site = await startLocalServer(({ url = "", headers }, response) => {
    const { pathname, search } = new URL(url, site.origin);
    referrers.push(headers.referer);
    const next = { "/verified": "/session", "/session": "/welcome" }[pathname];
    response.writeHead(next === undefined ? 200 : 302, next === undefined ? {} : { location: `${next}${search}` });
    response.end("<!doctype html><title>Site</title><h1>Welcome</h1>");
  });
  server = await startDevServer({ REDIRECT_URIS: `${site.origin}/verified ${AFAR}/verified` });
});
afterAll(() => Promise.all([browser?.close(), server?.stop(), site?.stop()]));

/** A link that was mailed to somebody who is signed in to the app. */
async function mailed({ redirect_uri = `${site.origin}/verified`, ...claims }: Record<string, string> = {}) {
  const user = await newUser(server, claims);
  const email = newEmail();
  const send = async (after?: string) => {
    expect((await user.emailLink({ email, redirect_uri })).status).toBe(200);
    const { id, link } = await server.mail(email, after);
    return { id, link: link ?? "" };
  };
  const isVerified = async (): Promise<boolean> => (await user.profile()).email?.email_verified ?? false;
  return { email, send, isVerified, ...(await send()) };
}

const reader = () => visit(browser, server.origin, {}, { formTarget: site.origin, origins: [site.origin] });

const welcome = (result: boolean): string => `${site.origin}/welcome?result=${result}`;

describe("a link for somebody who is signed in, without script", () => {
  it("says who asks and for which address, and its button leads on to the app", async () => {
    const { email, link, isVerified } = await mailed();
    const visitor = await reader();
    await visitor.open(link);
    await visitor.see(CONFIRM);
    const text = await visitor.page.locator("main").textContent();
    expect(text).toContain("signed in to Acme");
    expect(text).toContain("@example.com");
    expect(text).not.toContain(email);

    await visitor.press(PRESS);
    expect(visitor.page.url()).toBe(welcome(true));
    expect(await isVerified()).toBe(true);
  });

  it("tells the app nothing of itself", async () => {
    const { link } = await mailed();
    const visitor = await reader();
    await visitor.open(link);
    referrers.length = 0;
    await visitor.press(PRESS);
    expect(referrers).toEqual([undefined, undefined, undefined]);
  });

  it("names the app that the person is signed in to", async () => {
    const { link } = await mailed({ app_name: "Globex" });
    const visitor = await reader();
    await visitor.open(link);
    expect(await visitor.page.locator("header").textContent()).toBe("Globex");
    expect(await visitor.page.locator("main").textContent()).toContain("signed in to Globex");
  });

  it("stays unused by whoever merely opens it", async () => {
    const { link, isVerified } = await mailed();
    for (let times = 0; times < 10; times += 1) expect((await fetch(link)).status).toBe(200);
    expect((await fetch(link, { method: "HEAD" })).status).toBe(200);
    const visitor = await reader();
    await visitor.open(link);
    await visitor.page.reload();
    await visitor.see(CONFIRM);
    expect(await isVerified()).toBe(false);
    await visitor.press(PRESS);
    expect(visitor.page.url()).toBe(welcome(true));
  });

  it("goes straight on once it was used, in any browser", async () => {
    const { link } = await mailed();
    const visitor = await reader();
    await visitor.open(link);
    await visitor.press(PRESS);
    for (const again of [visitor, await reader()]) {
      await again.open(link);
      expect(again.page.url()).toBe(welcome(true));
    }
  });

  it("leads on with result=true when its button is pressed in two tabs", async () => {
    const { link, isVerified } = await mailed();
    const tabs = [await reader(), await reader()];
    for (const tab of tabs) await tab.open(link);
    for (const tab of tabs) {
      await tab.press(PRESS);
      expect(tab.page.url()).toBe(welcome(true));
    }
    expect(await isVerified()).toBe(true);
  });

  it("leads on with result=false when a newer one was sent, before or after it was opened", async () => {
    const { link, id, send, isVerified } = await mailed();
    const opened = await reader();
    await opened.open(link);
    const newest = await send(id);
    const visitor = await reader();
    await visitor.open(link);
    expect(visitor.page.url()).toBe(welcome(false));
    await opened.press(PRESS);
    expect(opened.page.url()).toBe(welcome(false));
    expect(await isVerified()).toBe(false);

    await visitor.open(newest.link);
    await visitor.see(CONFIRM);
    await visitor.press(PRESS);
    expect(visitor.page.url()).toBe(welcome(true));
  });
});

describe("a site that leads on to another one over https", () => {
  const OTHER = "https://id.example.test";

  /** Answers for hosts that are not there, redirects of other pages included. */
  async function pretend(page: Page, answers: Readonly<Record<string, string | undefined>>): Promise<void> {
    const session = await page.context().newCDPSession(page);
    await session.send("Fetch.enable", { patterns: [{ urlPattern: "https://*" }] });
    session.on("Fetch.requestPaused", async ({ requestId, request }) => {
      const { origin, search } = new URL(request.url);
      const next = answers[origin];
      await session.send("Fetch.fulfillRequest", {
        requestId,
        responseCode: next === undefined ? 200 : 302,
        responseHeaders: next === undefined ? [] : [{ name: "Location", value: `${next}${search}` }],
      });
    });
  }

  it("is not held up by the page that the person comes from", async () => {
    const { link, isVerified } = await mailed({ redirect_uri: `${AFAR}/verified` });
    const visitor = await visit(browser, server.origin, {}, { formTarget: "https:", origins: [AFAR, OTHER] });
    await pretend(visitor.page, { [AFAR]: `${OTHER}/session` });
    await visitor.open(link);
    await visitor.see(CONFIRM);
    await visitor.press(PRESS);
    expect(visitor.page.url()).toBe(`${OTHER}/session?result=true`);
    expect(await isVerified()).toBe(true);
  });
});
