import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { createAccount, isVerified, newEmail } from "../support/accounts.ts";
import { backOffice } from "../support/callers.ts";
import { launchChromium } from "../support/chromium.ts";
import { devClient } from "../support/dev-server.ts";
import { visit } from "./visitor.ts";

const server = devClient(inject("origin"));
const START = "/auth/self-service/verification/browser?method=link";
const ASK = "What is your email address?";
const SENT = "Open the link we emailed you";
const DEAD = "This link does not work";
const CONFIRM = "Confirm this email address?";

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

/** A person who was mailed a link. */
async function linked() {
  const email = newEmail();
  const account = await createAccount(server, email);
  const visitor = await visit(browser, server.origin);
  await visitor.open(START);
  await visitor.see(ASK);
  await visitor.fill("Email address", email);
  await visitor.press("Continue");
  await visitor.see(SENT);
  const { link, id } = await server.mail(email);
  return { email, account, visitor, link: link ?? "", id };
}

describe("with a link of a back office, without script", () => {
  async function requested() {
    const email = newEmail();
    const account_id = await createAccount(server, email);
    const api = await backOffice(server);
    const send = async (after?: string) => {
      await api("create_verification_request", { account_id });
      const { link, id } = await server.mail(email, after);
      return { link: link ?? "", id };
    };
    return { account: account_id, send, ...(await send()) };
  }
  const USED = "This email address is already confirmed";

  it("P32 P43 its button may be pressed twice, and a used link is good news there, and nowhere else", async () => {
    const { account, link } = await requested();
    const owner = await visit(browser, server.origin);
    await owner.open(link);
    await owner.see(CONFIRM);
    // A click twice on one button is one press or two, as the machine has time; in two tabs it is two.
    const tab = await owner.page.context().newPage();
    await tab.goto(link);
    await owner.press("Yes, confirm it");
    await owner.see("Email address confirmed");
    await tab.getByRole("button", { name: "Yes, confirm it" }).click();
    await tab.getByRole("heading", { name: "Email address confirmed" }).waitFor();
    expect(await isVerified(server, account)).toBe(true);
    await owner.page.reload();
    await owner.see("Email address confirmed");
    await owner.page.goBack();
    await owner.page.reload();
    await owner.see(USED);
    const other = await visit(browser, server.origin);
    await other.open(link);
    await other.see(DEAD);
  });

  it("P43 a replaced one says so where it was opened before, also when its button is pressed", async () => {
    const { link, id, send } = await requested();
    const [owner, late] = [await visit(browser, server.origin), await visit(browser, server.origin)];
    await owner.open(link);
    await late.open(link);
    const newest = await send(id);
    await owner.open(link);
    await owner.see("A newer link was sent");
    await late.press("Yes, confirm it");
    await late.see("A newer link was sent");
    await late.open(newest.link);
    await late.press("Yes, confirm it");
    await late.see("Email address confirmed");
    await owner.open(link);
    await owner.see(USED);
  });

  it("R37 its token leaves the address bar where script runs", async () => {
    const { link } = await requested();
    const visitor = await visit(browser, server.origin, { script: true });
    await visitor.open(link);
    expect(await visitor.page.locator("h1").textContent()).toBe(CONFIRM);
    expect(visitor.page.url()).toBe(`${server.origin}/identity/account_verification`);
    await visitor.press("Yes, confirm it");
    await visitor.see("Email address confirmed");
  });
});

describe("with a link, without script", () => {
  it("P39 whoever merely opens it, ten times or by HEAD, confirms nothing", async () => {
    const { account, link } = await linked();
    for (let times = 0; times < 10; times += 1) expect((await fetch(link)).status).toBeLessThan(500);
    await fetch(link, { method: "HEAD" });
    expect(await isVerified(server, account)).toBe(false);

    const scanner = await visit(browser, server.origin);
    await scanner.open(link);
    await scanner.see(CONFIRM);
    await scanner.page.reload();
    await scanner.see(CONFIRM);
    expect(await isVerified(server, account)).toBe(false);

    const elsewhere = await visit(browser, server.origin);
    await elsewhere.open(link);
    await elsewhere.see(CONFIRM);
    await elsewhere.press("Yes, confirm it");
    await elsewhere.see("Email address confirmed");
    expect(await isVerified(server, account)).toBe(true);
  });

  it("the page that asked goes on when the link was used elsewhere", async () => {
    const { visitor, link } = await linked();
    await visitor.press("I have opened the link");
    await visitor.see(SENT);
    const elsewhere = await visit(browser, server.origin);
    await elsewhere.open(link);
    await elsewhere.press("Yes, confirm it");
    await visitor.press("I have opened the link");
    await visitor.see("Email address confirmed");
  });

  it("the end stays the end, however it is looked at again", async () => {
    const { account, link } = await linked();
    const reader = await visit(browser, server.origin);
    await reader.open(link);
    await reader.press("Yes, confirm it");
    await reader.page.reload();
    await reader.see("Email address confirmed");
    await reader.page.goBack();
    await reader.see("Email address confirmed");
    expect(await isVerified(server, account)).toBe(true);
  });

  it("whose it is, is told in part", async () => {
    const { email, link } = await linked();
    const reader = await visit(browser, server.origin);
    await reader.open(link);
    const text = await reader.page.locator("main").textContent();
    expect(text).not.toContain(email);
    expect(text).toContain("@example.com");
    expect(reader.page.url()).not.toContain(new URL(link).searchParams.get("token"));
  });

  it("only the newest one works", async () => {
    const { email, visitor, link, id } = await linked();
    await visitor.press("Send a new link");
    await visitor.see(SENT, undefined, "New link sent");
    const newest = await server.mail(email, id);
    const reader = await visit(browser, server.origin);
    await reader.open(link);
    await reader.see(DEAD);
    await reader.open(newest.link ?? "");
    await reader.see(CONFIRM);
  });

  it("a used one says nothing of what it was used for", async () => {
    const { link } = await linked();
    const reader = await visit(browser, server.origin);
    await reader.open(link);
    await reader.press("Yes, confirm it");
    const late = await visit(browser, server.origin);
    await late.open(link);
    await late.see(DEAD);
  });

  it("what is no address is refused and kept", async () => {
    const visitor = await visit(browser, server.origin);
    await visitor.open(START);
    await visitor.fill("Email address", "ada.example.com");
    await visitor.press("Continue");
    await visitor.see(ASK, { text: "Enter an email address like name@example.com", field: "email" });
    expect(await visitor.page.getByLabel("Email address").inputValue()).toBe("ada.example.com");
  });
});
