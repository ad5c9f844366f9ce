import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { newUser, REDIRECT } from "../conformance/transmit/client.ts";
import { createAccount, isVerified, newEmail } from "../support/accounts.ts";
import { launchChromium } from "../support/chromium.ts";
import { type DevClient, type DevServer, devClient, startDevServer } from "../support/dev-server.ts";
import { stopCodeIn } from "../support/stop-links.ts";
import { visit } from "./visitor.ts";

const server = devClient(inject("origin"));
const CONFIRM = "Confirm this email address?";
const NO = "No, I did not ask for this";
const STOPPED = "This request was stopped";

let browser: Browser;
let strict: DevServer;
beforeAll(async () => {
  [browser, strict] = await Promise.all([launchChromium(), startDevServer({ SAME_BROWSER_LINKS: "true" })]);
});
afterAll(() => Promise.all([browser?.close(), strict?.stop()]));

/** Somebody who gave an address in a browser, and the mail that came. */
async function asked(method: "code" | "link", at: DevClient = server) {
  const email = newEmail();
  const account = await createAccount(at, email);
  const visitor = await visit(browser, at.origin);
  await visitor.open(`/auth/self-service/verification/browser?method=${method}`);
  await visitor.fill("Email address", email);
  await visitor.press("Continue");
  const mail = await at.mail(email);
  return { email, account, visitor, mail, link: mail.link ?? "", stop: `${at.origin}/s?${stopCodeIn(mail)}` };
}

describe("P44 who did not ask for it, without script", () => {
  it("says so on the page of a link, and nobody can use it any more", async () => {
    const { account, visitor, link } = await asked("link");
    const owner = await visit(browser, server.origin);
    await owner.open(link);
    await owner.see(CONFIRM);
    await owner.press(NO);
    await owner.see(STOPPED);
    await owner.page.reload();
    await owner.see(STOPPED);
    await visitor.open(link);
    expect(await visitor.page.locator("h1").allInnerTexts()).not.toEqual([CONFIRM]);
    expect(await isVerified(server, account)).toBe(false);
  });

  it("says so by the link at the end of a mail with a code, which asks once more", async () => {
    const { email, account, visitor, mail, stop } = await asked("code");
    for (let times = 0; times < 10; times += 1) expect((await fetch(stop)).status).toBe(200);
    const owner = await visit(browser, server.origin, { scheme: "dark", width: 1280 });
    await owner.open(stop);
    await owner.see("Stop this request?");
    const text = await owner.page.locator("main").textContent();
    expect(text).toContain("@example.com");
    expect(text).not.toContain(email);
    await owner.press("Stop this request");
    await owner.see(STOPPED);
    await owner.open(stop);
    await owner.see(STOPPED);
    await visitor.fill("6-digit code", mail.code ?? "");
    await visitor.press("Confirm email address");
    expect(await isVerified(server, account)).toBe(false);
  });

  it("says so on the page of a link to somebody who is signed in", async () => {
    const user = await newUser(server);
    const email = newEmail();
    await user.emailLink({ email, redirect_uri: REDIRECT });
    const owner = await visit(browser, server.origin, {}, { formTarget: "https:" });
    await owner.open((await server.mail(email)).link ?? "");
    await owner.see(CONFIRM);
    await owner.press(NO);
    expect(await owner.page.locator("h1").allInnerTexts()).toEqual([STOPPED]);
    expect((await user.profile()).email).toBeNull();
  });

  it("is told when it is too late", async () => {
    const { account, visitor, mail, stop } = await asked("code");
    await visitor.fill("6-digit code", mail.code ?? "");
    await visitor.press("Confirm email address");
    const owner = await visit(browser, server.origin);
    await owner.open(stop);
    await owner.see("This was confirmed already");
    expect(await isVerified(server, account)).toBe(true);
  });

  it("is told of a link that is none", async () => {
    const owner = await visit(browser, server.origin);
    await owner.open("/s?nothing");
    await owner.see("This link does not work");
  });
});

it("takes the code of a stop link out of the address bar where scripts run", async () => {
  const { stop } = await asked("code");
  const page = await browser.newPage();
  await page.goto(stop);
  expect(page.url()).toBe(`${server.origin}/s`);
  await page.getByRole("button", { name: "Stop this request" }).click();
  await page.waitForLoadState();
  expect(await page.locator("h1").allInnerTexts()).toEqual([STOPPED]);
  await page.close();
});

describe("where links work in one browser only, without script", () => {
  it.each(["link", "code"] as const)("another one can do nothing with a %s but stop it", async (method) => {
    const { account, link } = await asked(method, strict);
    const other = await visit(browser, strict.origin);
    await other.open(link);
    await other.see("Go on where you started");
    expect(await other.page.getByRole("button").allInnerTexts()).toEqual([NO]);
    expect(await isVerified(strict, account)).toBe(false);
    await other.press(NO);
    await other.see(STOPPED);
  });

  it.each([
    ["link", "Yes, confirm it"],
    ["code", "Confirm email address"],
  ] as const)("the one that asked goes on with a %s", async (method, button) => {
    const { account, visitor, link } = await asked(method, strict);
    await visitor.open(link);
    await visitor.press(button);
    await visitor.see("Email address confirmed");
    expect(await isVerified(strict, account)).toBe(true);
  });
});
