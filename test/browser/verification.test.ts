import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { createAccount, isVerified, newEmail, otherThan } from "../support/accounts.ts";
import { launchChromium } from "../support/chromium.ts";
import { devClient } from "../support/dev-server.ts";
import { visit } from "./visitor.ts";

const server = devClient(inject("origin"));
const START = "/auth/self-service/verification/browser";
const returnTo = "http://localhost:3000/welcome";
const ASK = "What is your email address?";
const CODE = "Enter the code we emailed you";
const wrongCode = { text: "That is not the newest code we sent. Check the newest email", field: "code" };

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

/** As people copy codes out of mails. */
const spaced = (code: string | null): string => ` ${code?.slice(0, 3)} ${code?.slice(3)}`;

describe.each([
  { scheme: "light", width: 1280 },
  { scheme: "dark", width: 320 },
] as const)("with a code, in $scheme at $width pixels, without script", (look) => {
  it("a person gets from the start to the end", async () => {
    const email = newEmail();
    const account = await createAccount(server, email);
    const ada = await visit(browser, server.origin, look);

    await ada.open(`${START}?return_to=${encodeURIComponent(returnTo)}`);
    await ada.see(ASK);
    await ada.press("Continue");
    await ada.see(ASK, { text: "Enter your email address", field: "email" });
    await ada.fill("Email address", email);
    await ada.press("Continue");
    await ada.see(CODE);
    expect(await ada.page.getByText(email).count()).toBe(1);
    const first = await server.mail(email);

    await ada.fill("6-digit code", otherThan(first.code));
    await ada.press("Confirm email address");
    await ada.see(CODE, wrongCode);

    await ada.press("Send a new code");
    await ada.see(CODE, undefined, "New code sent");
    const newest = await server.mail(email, first.id);
    expect(await isVerified(server, account)).toBe(false);

    await ada.fill("6-digit code", spaced(newest.code));
    await ada.page.keyboard.press("Enter");
    await ada.page.getByRole("link", { name: "Continue to Acme" }).waitFor();
    await ada.see("Email address confirmed");
    expect(await ada.page.getByRole("link", { name: "Continue to Acme" }).getAttribute("href")).toBe(returnTo);
    expect(await isVerified(server, account)).toBe(true);
  });
});

describe("with a code", () => {
  /** A person who was sent a code and looks at the page for it. */
  async function asked(address: string) {
    const account = await createAccount(server, address);
    const visitor = await visit(browser, server.origin);
    await visitor.open(`${START}?return_to=${encodeURIComponent(returnTo)}`);
    if (!address.includes("@")) await visitor.press("Use a phone instead");
    await visitor.fill(address.includes("@") ? "Email address" : "Mobile number", address);
    await visitor.press("Continue");
    return { account, visitor, mail: await server.mail(address) };
  }

  it("an empty field is told what belongs there", async () => {
    const { visitor } = await asked(newEmail());
    await visitor.press("Confirm email address");
    await visitor.see(CODE, { text: "Enter the 6-digit code", field: "code" });
  });

  it("reloading and going back after the end changes nothing", async () => {
    const email = newEmail();
    const { account, visitor, mail } = await asked(email);
    await visitor.fill("6-digit code", mail.code ?? "");
    await visitor.press("Confirm email address");
    await visitor.see("Email address confirmed");
    await visitor.page.reload();
    await visitor.see("Email address confirmed");
    await visitor.page.goBack();
    await visitor.see("Email address confirmed");
    expect(await isVerified(server, account)).toBe(true);
    expect((await server.mail(email)).id).toBe(mail.id);
  });

  it("the link in the mail fills the code in, in whichever browser it is opened, and confirms nothing", async () => {
    const email = newEmail();
    const { account, visitor, mail } = await asked(email);
    const elsewhere = await visit(browser, server.origin);
    await elsewhere.open(mail.link ?? "");
    await elsewhere.see(CODE);
    expect(await elsewhere.page.getByLabel("6-digit code").inputValue()).toBe(mail.code);
    expect(await isVerified(server, account)).toBe(false);
    expect(await elsewhere.page.locator("main").textContent()).not.toContain(email);
    // Without https, cookies go without the prefix that needs it.
    const names = (await elsewhere.page.context().cookies()).map(({ name }) => name.split("_")[0]);
    expect(names.sort()).toEqual(["csrf", "verification"]);

    await elsewhere.fill("6-digit code", otherThan(mail.code));
    await elsewhere.press("Confirm email address");
    await elsewhere.see(CODE, wrongCode);
    expect(await elsewhere.page.getByLabel("6-digit code").inputValue()).toBe(otherThan(mail.code));
    await elsewhere.fill("6-digit code", "");
    await elsewhere.press("Confirm email address");
    await elsewhere.see(CODE, { text: "Enter the 6-digit code", field: "code" });
    await visitor.page.reload();
    await visitor.see(CODE, wrongCode);
    await elsewhere.fill("6-digit code", mail.code ?? "");
    await elsewhere.press("Confirm email address");
    await elsewhere.see("Email address confirmed");
    expect(await isVerified(server, account)).toBe(true);
  });

  it("another address can be given, with the same way back", async () => {
    const { visitor } = await asked(newEmail());
    await visitor.press("Use a different email address");
    await visitor.see("Use a different email address");
    const other = newEmail();
    await createAccount(server, other);
    await visitor.fill("Email address", other);
    await visitor.press("Send a code there");
    await visitor.fill("6-digit code", (await server.mail(other)).code ?? "");
    await visitor.press("Confirm email address");
    expect(await visitor.page.getByRole("link", { name: "Continue to Acme" }).getAttribute("href")).toBe(returnTo);
  });

  it("P26 the last tries are counted down, and a worn-out code is replaced by one press", async () => {
    const email = newEmail();
    const { account, visitor, mail } = await asked(email);
    const wrong = [
      wrongCode.text,
      wrongCode.text,
      "That is not the newest code we sent. You have 2 tries left",
      "That is not the newest code we sent. You have 1 try left",
    ];
    for (const text of wrong) {
      await visitor.fill("6-digit code", otherThan(mail.code));
      await visitor.press("Confirm email address");
      await visitor.see(CODE, { text, field: "code" });
      expect(await visitor.page.getByLabel("6-digit code").inputValue()).toBe(otherThan(mail.code));
    }
    await visitor.fill("6-digit code", otherThan(mail.code));
    await visitor.press("Confirm email address");
    const locked = { text: "Too many tries. For safety that code no longer works. Send a new one", field: "again" };
    await visitor.see("That code no longer works", locked);
    expect(await visitor.page.content()).not.toContain(otherThan(mail.code));
    await visitor.page.goto(visitor.page.url());
    await visitor.see("That code no longer works", locked);

    await visitor.press("Send a new code");
    await visitor.see(CODE, undefined, "New code sent");
    await visitor.fill("6-digit code", (await server.mail(email, mail.id)).code ?? "");
    await visitor.press("Confirm email address");
    await visitor.see("Email address confirmed");
    expect(await isVerified(server, account)).toBe(true);
  });

  it("a text message works like a mail", async () => {
    const { account, visitor, mail } = await asked("+447700900200");
    await visitor.see("Enter the code we texted you");
    await visitor.fill("6-digit code", mail.code ?? "");
    await visitor.press("Confirm phone number");
    await visitor.see("Phone number confirmed");
    expect(await isVerified(server, account)).toBe(true);
  });

  it("P37 P17 a number that got no text is called, by one press and without script", async () => {
    const number = "+447700900201";
    const { account, visitor, mail } = await asked(number);
    await visitor.see("Enter the code we texted you");
    await visitor.press("Call me with a code");
    await visitor.see("Enter the code from our call", undefined, "New code sent");
    const call = await server.mail(number, mail.id);
    expect(call.channel).toBe("voice");
    expect(await visitor.page.getByRole("button").allInnerTexts()).toEqual([
      "Confirm phone number",
      "Call me again",
      "Text me a code",
    ]);
    await visitor.fill("6-digit code", call.code ?? "");
    await visitor.press("Confirm phone number");
    await visitor.see("Phone number confirmed");
    expect(await isVerified(server, account)).toBe(true);
  });
});
