import { beforeEach, describe, expect, it } from "vitest";
import { type LoginBed, loginBed, otherThan, type Somebody } from "../../conformance/cidaas/bed.ts";
import { Wanderer } from "./bed.ts";

const CODE = "Enter the code we emailed you";
const DONE = "Email address confirmed";

let login: LoginBed;
let ada: Somebody;
beforeEach(async () => {
  login = await loginBed();
  ada = await login.somebody();
});

/** Somebody whose login waits, where the code is typed in that they were sent. */
async function asked(lang?: string): Promise<Wanderer> {
  const browser = new Wanderer(login.bed, lang);
  await browser.open((await login.track(ada.id)).url.href);
  await browser.press("verificationMedium");
  expect(browser.html).toContain('name="code"');
  return browser;
}

const enter = (browser: Wanderer, code: string, headers?: Readonly<Record<string, string>>) =>
  browser.press('name="code"', { code }, headers);
const fieldIn = ({ html }: Wanderer): string => /<input id="code"[^>]*>/.exec(html)?.[0] ?? "";

describe("a login that waits for a code", () => {
  it.each([
    ["with a space", (code: string) => `${code.slice(0, 3)} ${code.slice(3)}`],
    ["with a dash", (code: string) => `${code.slice(0, 3)}-${code.slice(3)}`],
    ["with space around it", (code: string) => ` ${code} `],
    ["in full-width digits", (code: string) => shifted(code, 0xff10)],
    ["in Arabic digits", (code: string) => shifted(code, 0x660)],
    ["in a sentence", (code: string) => `Your code is ${code.slice(0, 3)} ${code.slice(3)}!`],
  ])("P12 takes it pasted %s", async (_, shape) => {
    const browser = await asked();
    await enter(browser, shape(login.lastCode()));
    expect([browser.status, browser.heading]).toEqual([200, DONE]);
    expect(await login.isVerified(ada)).toMatchObject({ EMAIL: true });
  });

  it("P16 P20 tells what is wrong with what was typed, with status 422, and keeps it", async () => {
    const browser = await asked();
    for (const [typed, text] of [
      ["", "Enter the 6-digit code"],
      ["12345", "The code has 6 digits. You entered 5"],
      ["1234567", "The code has 6 digits. You entered 7"],
      ["abcdef", "The code has digits only"],
      [otherThan(login.lastCode()), "That is not the newest code we sent. Check the newest email"],
    ] as const) {
      await enter(browser, typed);
      expect([browser.status, browser.heading]).toEqual([422, CODE]);
      expect(browser.html).toContain(`<title>Error: ${CODE} – Acme</title>`);
      expect(browser.html).toContain(`<a href="#code">${text}</a>`);
      expect(fieldIn(browser)).toMatch(new RegExp(`aria-invalid="true" value="${typed}"`));
    }
    expect(await login.isVerified(ada)).toMatchObject({ EMAIL: false });
  });

  it("P49 is confirmed by no form of another site's, and says so in words", async () => {
    const browser = await asked();
    const form = browser.html;
    for (const headers of [{ origin: "https://evil.example" }, { "sec-fetch-site": "cross-site" }] as const) {
      browser.html = form;
      await enter(browser, login.lastCode(), headers as Record<string, string>);
      expect([browser.status, browser.heading]).toEqual([403, "That did not come from our page"]);
    }
    expect(await login.isVerified(ada)).toMatchObject({ EMAIL: false });
    browser.html = form;
    await enter(browser, login.lastCode());
    expect(browser.heading).toBe(DONE);
  });

  it("P60 is in the language that was chosen, then chosen before, then the browser's; and so is its mail", async () => {
    const langOf = ({ html }: Wanderer) => /<html lang="([^"]+)"/.exec(html)?.[1];
    const browser = await asked("de-AT");
    expect([langOf(browser), login.bed.sent.at(-1)?.text]).toEqual(["de", expect.stringContaining("Minuten")]);
    const other = new Wanderer(login.bed, "de-AT");
    const { href } = (await login.track(ada.id)).url;
    await other.open(`${href}&lang=it`);
    expect(langOf(other)).toBe("it");
    await other.open(href);
    expect(langOf(other)).toBe("it");
    await other.open(`${href}&lang=tlh`);
    expect(langOf(other)).toBe("it");
    expect(langOf(await new Wanderer(login.bed, "xx").open(href))).toBe("en");
  });
});

function shifted(code: string, zero: number): string {
  return code.replace(/\d/g, (digit) => String.fromCharCode(zero + Number(digit)));
}
