import type { Browser } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createAccount, newEmail, otherThan } from "../support/accounts.ts";
import { launchChromium } from "../support/chromium.ts";
import { type DevServer, startDevServer } from "../support/dev-server.ts";
import { formOf, fromOurPage } from "../support/form.ts";
import { type LoginServer, startLoginServer } from "./login-server.ts";
import { type Look, visit } from "./visitor.ts";

let browser: Browser;
let login: LoginServer;
let server: DevServer;

beforeAll(async () => {
  [browser, login] = await Promise.all([launchChromium(), startLoginServer()]);
  server = await startDevServer({ CONTINUE_URLS: `${login.origin}/continue` });
  login.use(server);
});
afterAll(() => Promise.all([browser?.close(), server?.stop(), login?.stop()]));
beforeEach(() => {
  (login.redeemed as unknown[]).length = 0;
});

const BEGIN = "Before you go on";
const CODE = "Enter the code we emailed you";
const DONE = "Email address confirmed";
const ON = "Continue to Acme";

/** A page lets its forms lead elsewhere only where one of them does: where the login goes on. */
const way = (html: string) => (html.includes("/login-srv/precheck/continue/") ? login.origin : undefined);
const person = (look: Look = {}) => visit(browser, server.origin, look, { formTarget: way, origins: [login.origin] });

/** Somebody whose login was interrupted, at the first page. */
async function interrupted(required: readonly string[] = ["email"]) {
  const email = newEmail();
  const account = await createAccount(server, email);
  const visitor = await person();
  await visitor.open(await login.interrupt(account, required));
  await visitor.see(BEGIN);
  return { email, account, visitor };
}

const expectSignedIn = async (visitor: Awaited<ReturnType<typeof person>>, email: string): Promise<void> => {
  expect(visitor.page.url()).toMatch(new RegExp(`^${login.origin}/continue\\?state=s1&code=cs_result_`));
  expect(await visitor.page.locator("h1").textContent()).toBe("Signed in");
  expect(login.redeemed).toEqual([
    {
      status: 200,
      body: expect.objectContaining({
        complete: true,
        verified: [expect.objectContaining({ medium: "email", value: email })],
      }),
    },
  ]);
};

describe("a login that waits for a verification, without script", () => {
  it("goes on after a code, and the login server finds out what was verified", async () => {
    const { email, visitor } = await interrupted();
    expect(await visitor.page.locator("main").textContent()).not.toContain(email);
    await visitor.press("Email me a code");
    await visitor.see(CODE);
    const { code } = await server.mail(email);

    await visitor.fill("6-digit code", otherThan(code));
    await visitor.press("Confirm email address");
    await visitor.see(CODE, { text: "That is not the newest code we sent. Check the newest email", field: "code" });
    expect(await visitor.page.getByLabel("6-digit code", { exact: true }).inputValue()).toBe(otherThan(code));

    await visitor.fill("6-digit code", "123");
    await visitor.press("Confirm email address");
    await visitor.see(CODE, { text: "The code has 6 digits. You entered 3", field: "code" });

    await visitor.fill("6-digit code", code ?? "");
    await visitor.press("Confirm email address");
    await visitor.see(DONE);
    await visitor.page.reload();
    await visitor.see(DONE);
    await visitor.press(ON);
    await expectSignedIn(visitor, email);
    expect(login.referrers.at(-1)).toBeUndefined();
  });

  it("is signed in once by one result", async () => {
    const { email, visitor } = await interrupted();
    await visitor.press("Email me a code");
    await visitor.fill("6-digit code", (await server.mail(email)).code ?? "");
    await visitor.press("Confirm email address");
    await visitor.press(ON);
    await visitor.page.reload();
    expect(await visitor.page.locator("h1").textContent()).toBe("Not signed in");
    expect(login.redeemed.map(({ status }) => status)).toEqual([200, 409]);
  });

  it("goes on after a new code was sent, and the one before it is none", async () => {
    const { email, visitor } = await interrupted();
    await visitor.press("Email me a code");
    const first = await server.mail(email);
    await visitor.press("Send a new code");
    await visitor.see(CODE, undefined, "New code sent");
    expect(await visitor.page.locator(".status").first().textContent()).toContain("We sent a new code");
    const second = await server.mail(email, first.id);
    await visitor.fill("6-digit code", first.code ?? "");
    await visitor.press("Confirm email address");
    await visitor.see(CODE, { text: "That is not the newest code we sent. Check the newest email", field: "code" });
    await visitor.fill("6-digit code", second.code ?? "");
    await visitor.press("Confirm email address");
    await visitor.see(DONE);
  });

  it("goes on after a typo was put right on the way", async () => {
    const { email, visitor } = await interrupted();
    await visitor.press("Email me a code");
    const old = await server.mail(email);
    await visitor.press("Use a different email address");
    await visitor.see("Use a different email address");
    await visitor.fill("Email address", "none");
    await visitor.press("Send a code there");
    await visitor.see("Use a different email address", {
      text: "Enter an email address like name@example.com",
      field: "email",
    });
    const right = newEmail();
    await visitor.fill("Email address", right);
    await visitor.press("Send a code there");
    await visitor.see(CODE);
    expect(await visitor.page.locator("main").textContent()).toContain(right);
    await visitor.fill("6-digit code", old.code ?? "");
    await visitor.press("Confirm email address");
    await visitor.see(CODE, { text: "That is not the newest code we sent. Check the newest email", field: "code" });
    await visitor.fill("6-digit code", (await server.mail(right)).code ?? "");
    await visitor.press("Confirm email address");
    await visitor.see(DONE);
    await visitor.press(ON);
    await expectSignedIn(visitor, right);
  });

  it("goes on after a link that was opened in another browser", async () => {
    const { email, account, visitor } = await interrupted();
    const { searchParams } = new URL(visitor.page.url());
    // As an app's own page asks for it: ours offers codes.
    const waiting = await fetch(`${server.origin}/verification-actions-srv/account/initiation`, {
      method: "POST",
      redirect: "manual",
      body: new URLSearchParams({
        requestId: searchParams.get("requestId") ?? "",
        trackId: searchParams.get("trackId") ?? "",
        processingType: "LINK",
        q: account,
      }),
    });
    await visitor.open(waiting.headers.get("location") ?? "");
    await visitor.see("Open the link we emailed you");
    await visitor.press("I have opened the link");
    await visitor.see("Open the link we emailed you");

    const { link } = await server.mail(email);
    const reader = await person();
    await reader.open(link ?? "");
    expect(await reader.page.locator("h1").textContent()).toBe("Confirm this email address?");
    await reader.press("Yes, confirm it");
    await reader.see(DONE);

    await visitor.press("I have opened the link");
    await visitor.see(DONE);
    await visitor.press(ON);
    await expectSignedIn(visitor, email);
  });

  it("says that a mail came back, and goes on with another address", async () => {
    const account = await createAccount(server, "bounce@verify.test");
    const visitor = await person();
    await visitor.open(await login.interrupt(account, ["email"]));
    await visitor.press("Email me a code");
    const unreached = "We could not reach that address";
    // It comes back after the page was answered.
    const look = async (): Promise<string | null> => {
      await visitor.page.reload();
      return visitor.page.locator("h1").textContent();
    };
    await expect.poll(look).toBe(unreached);
    await visitor.see(unreached);
    await visitor.press("Try again");
    await expect.poll(look).toBe(unreached);
    await visitor.press("Use a different email address");
    await visitor.see("Use a different email address");
    const right = newEmail();
    await visitor.fill("Email address", right);
    await visitor.press("Send a code there");
    await visitor.see(CODE);
    await visitor.fill("6-digit code", (await server.mail(right)).code ?? "");
    await visitor.press("Confirm email address");
    await visitor.see(DONE);
    await visitor.press(ON);
    await expectSignedIn(visitor, right);
  });

  it("offers a text and a call where a number is to be confirmed", async () => {
    const account = await createAccount(server, "+4915112345678");
    const visitor = await person();
    await visitor.open(await login.interrupt(account, ["mobile"]));
    await visitor.see(BEGIN);
    await visitor.press("Text me a code");
    await visitor.see("Enter the code we texted you");
    await visitor.press("Call me with a code");
    await visitor.see("Enter the code from our call", undefined, "New code sent");
    const { code, channel } = await server.mail("+4915112345678");
    expect(channel).toBe("voice");
    await visitor.fill("6-digit code", code ?? "");
    await visitor.press("Confirm phone number");
    await visitor.see("Phone number confirmed");
  });

  it("has an end for everything that leads nowhere", async () => {
    const visitor = await person();
    for (const path of [
      "/identity/verification_complete?accvid=x",
      "/identity/verification_init?track_id=x",
      "/identity/verification_init",
      "/identity/verification_change",
    ]) {
      await visitor.open(path);
      await visitor.see("This page does not work");
      expect(new URL(visitor.page.url()).pathname).toBe("/identity/error");
    }
    for (const link of ["/c?x", `/verification-actions-srv/account/link/${crypto.randomUUID()}/x`]) {
      await visitor.open(link);
      await visitor.see("This link does not work");
      expect(new URL(visitor.page.url()).pathname).toBe("/identity/error");
    }
  });
});

it("R37 the token of a short link leaves the address bar, with script, and its button works", async () => {
  const email = newEmail();
  const account = await createAccount(server, email);
  const url = new URL(await login.interrupt(account, ["email"]));
  await fetch(`${server.origin}/verification-actions-srv/account/initiation`, {
    method: "POST",
    redirect: "manual",
    headers: {
      "user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E1 Safari/604.1",
    },
    body: new URLSearchParams({
      trackId: url.searchParams.get("trackId") ?? "",
      requestId: url.searchParams.get("requestId") ?? "",
      processingType: "LINK",
    }),
  });
  const { link } = await server.mail(email);
  const visitor = await person({ script: true });
  await visitor.open(link ?? "");
  expect(visitor.page.url()).toBe(`${server.origin}/c`);
  expect(await visitor.page.locator("main").textContent()).toContain("from Safari on iPhone");
  await visitor.press("Yes, confirm it");
  await visitor.see(DONE);
});

it("moves on by itself, with script, when the link is confirmed elsewhere", async () => {
  const email = newEmail();
  const account = await createAccount(server, email);
  const url = new URL(await login.interrupt(account, ["email"]));
  const context = await browser.newContext();
  const page = await context.newPage();
  const begun = await fetch(`${server.origin}/verification-actions-srv/account/initiation`, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({
      requestId: url.searchParams.get("requestId") ?? "",
      trackId: url.searchParams.get("trackId") ?? "",
      processingType: "LINK",
    }),
  });
  await page.goto(begun.headers.get("location") ?? "");
  expect(await page.locator("h1").textContent()).toBe("Open the link we emailed you");
  const { link } = await server.mail(email);
  const opened = await fetch(link ?? "");
  const { action, fields } = formOf(await opened.text());
  const { origin } = new URL(opened.url);
  await fetch(new URL(action, origin), { ...fromOurPage(fields, origin), redirect: "manual" });
  await page.getByRole("heading", { name: DONE }).waitFor({ timeout: 20_000 });
  await context.close();
});
