import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { createAccount, isVerified, newEmail } from "../support/accounts.ts";
import { backOffice, signedInApp } from "../support/callers.ts";
import { launchChromium } from "../support/chromium.ts";
import { devClient } from "../support/dev-server.ts";
import { visit } from "./visitor.ts";

const server = devClient(inject("origin"));
const DONE = "Email address confirmed";
const ASKED = "Confirm this email address?";
const YES = "Yes, confirm it";

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

/** Somebody in whose browser the script of the pages runs. */
const person = () => visit(browser, server.origin, { script: true });

const h1 = async ({ page }: Awaited<ReturnType<typeof person>>): Promise<string | null> =>
  page.locator("h1").textContent();

/** The same journeys without script have files of their own. */
describe("P17: with script on, a whole journey", () => {
  it("of the self-service pages", async () => {
    const email = newEmail();
    const account = await createAccount(server, email);
    const visitor = await person();
    await visitor.open("/auth/self-service/verification/browser");
    await visitor.fill("Email address", email);
    await visitor.press("Continue");
    expect(await h1(visitor)).toBe("Enter the code we emailed you");
    await visitor.fill("6-digit code", (await server.mail(email)).code ?? "");
    await visitor.press("Confirm email address");
    await visitor.page.getByRole("heading", { name: DONE }).waitFor();
    expect(await isVerified(server, account)).toBe(true);
  });

  it("of a signed-in user's link", async () => {
    const email = newEmail();
    const account = await createAccount(server, newEmail());
    const app = await signedInApp(server, account);
    await app("/v1/verification/links/email", { email, redirect_uri: `${server.origin}/identity/done` });
    const visitor = await person();
    await visitor.open((await server.mail(email)).link ?? "");
    expect(await h1(visitor)).toBe(ASKED);
    // The script takes the token out of the address; the form still has it.
    expect(new URL(visitor.page.url()).search).toBe("");
    await visitor.press(YES);
    expect(visitor.page.url()).toBe(`${server.origin}/identity/done?result=true`);
  });

  it("of a back office's link", async () => {
    const email = newEmail();
    const account = await createAccount(server, email);
    const api = await backOffice(server);
    await api("create_verification_request", { account_id: account });
    const visitor = await person();
    await visitor.open((await server.mail(email)).link ?? "");
    expect(await h1(visitor)).toBe(ASKED);
    expect(new URL(visitor.page.url()).search).toBe("");
    await visitor.press(YES);
    expect(await h1(visitor)).toBe(DONE);
    expect(await isVerified(server, account)).toBe(true);
  });

  it("of a login that waits", async () => {
    const email = newEmail();
    const account = await createAccount(server, email);
    const continue_url = `${server.origin}/identity/done`;
    const body = JSON.stringify({ account_id: account, required: ["email"], continue_url });
    const { url } = (await (await server.admin("/tracks", { method: "POST", body })).json()) as { url: string };
    const visitor = await person();
    await visitor.open(url);
    await visitor.press("Email me a code");
    expect(await h1(visitor)).toBe("Enter the code we emailed you");
    await visitor.fill("6-digit code", (await server.mail(email)).code ?? "");
    await visitor.press("Confirm email address");
    await visitor.page.getByRole("heading", { name: DONE }).waitFor();
    await visitor.press("Continue to Acme");
    expect(visitor.page.url()).toMatch(/\/identity\/done\?code=cs_result_/);
  });

  it("of a request that is stopped", async () => {
    const email = newEmail();
    const account = await createAccount(server, email);
    const visitor = await person();
    await visitor.open("/auth/self-service/verification/browser");
    await visitor.fill("Email address", email);
    await visitor.press("Continue");
    const { text } = await server.mail(email);
    const reader = await person();
    await reader.open(/https?:\/\/\S+\/s\?\S+/.exec(text)?.[0] ?? "");
    await reader.press("Stop this request");
    expect(await h1(reader)).toBe("This request was stopped");
    expect(await isVerified(server, account)).toBe(false);
  });
});
