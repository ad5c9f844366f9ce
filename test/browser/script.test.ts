import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { isVerified } from "../support/accounts.ts";
import { launchChromium } from "../support/chromium.ts";
import { type DevServer, devClient, startDevServer } from "../support/dev-server.ts";
import { AGAIN, DONE, enter, FIELD, sentCode, sentLink } from "./journey.ts";
import { visit } from "./visitor.ts";

const server = devClient(inject("origin"));
const withScript = { script: true } as const;

let browser: Browser;
/** One that makes people wait between messages. */
let strict: DevServer;
beforeAll(async () => {
  [browser, strict] = await Promise.all([launchChromium(), startDevServer({ POLICY: "standard" })]);
});
afterAll(() => Promise.all([browser?.close(), strict?.stop()]));

/** Everything that is said to a screen reader on its own, in order. */
async function listen(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    const live = document.querySelector("#live");
    if (live) new MutationObserver(() => said.push(live.textContent ?? "")).observe(live, { childList: true });
  });
  return () => page.evaluate(() => (window as unknown as { said: string[] }).said);
}

const heading = (page: Page) => page.getByRole("heading", { level: 1 }).textContent();

describe("with script", () => {
  it("P30 the button counts down, keeps the focus, does nothing meanwhile, and is announced once", async () => {
    const { page, email, mail } = await sentCode(browser, strict, withScript);
    await page.clock.install();
    await page.reload();
    const said = await listen(page);
    const again = page.locator("#again");
    await again.focus();
    expect(await again.getAttribute("aria-disabled")).toBe("true");
    expect(await again.getAttribute("disabled")).toBeNull();
    expect(await again.textContent()).toMatch(/^Send a new code \(\d\d\)$/);
    await again.press("Enter");
    await page.clock.runFor(61_000);
    expect(await again.textContent()).toBe(AGAIN);
    expect(await again.getAttribute("aria-disabled")).toBeNull();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("again");
    expect(await said()).toEqual(["You can ask for a new code now."]);
    expect((await strict.mail(email)).id).toBe(mail.id);
  });

  it("P30 the button comes back to life where elements do not reflect ARIA", async () => {
    const { page } = await sentCode(browser, strict, withScript);
    await page.addInitScript(() => {
      delete (Element.prototype as { ariaDisabled?: unknown }).ariaDisabled;
    });
    await page.clock.install();
    await page.reload();
    const again = page.locator("#again");
    expect(await again.getAttribute("aria-disabled")).toBe("true");
    await page.clock.runFor(61_000);
    expect(await again.getAttribute("aria-disabled")).toBeNull();
    const posted = page.waitForRequest((request) => request.method() === "POST");
    await again.click();
    await posted;
  });

  it.each(["code", "link"] as const)(
    "P42 the page that waits for a %s goes on when it was used elsewhere",
    async (proof) => {
      const asked = proof === "code" ? sentCode(browser, server, withScript) : sentLink(browser, server, withScript);
      const { page, mail } = await asked;
      await page.clock.install();
      await page.reload();
      const said = await listen(page);
      await page.clock.runFor(2_100);

      const elsewhere = await visit(browser, server.origin);
      await elsewhere.open(mail.link ?? "");
      await elsewhere.press(proof === "code" ? "Confirm email address" : "Yes, confirm it");
      await elsewhere.see(DONE);
      // Three times five seconds at most, by the page's clock.
      const polled = page.waitForResponse((reply) => reply.url().includes("/flows?"));
      await page.clock.runFor(5_100);
      await polled;
      await expect.poll(said).toEqual(["Your address is confirmed. This page moves on by itself."]);
      await page.clock.runFor(1_100);
      await page.getByRole("heading", { name: DONE }).waitFor();
    },
  );

  it("asks how the flow stands less and less often, and never out of sight", async () => {
    const { page } = await sentCode(browser, server, withScript);
    let asked = 0;
    await page.route("**/self-service/verification/flows?*", (route) => {
      asked += 1;
      return route.fulfill({ json: { state: "sent_email" } });
    });
    await page.clock.install();
    await page.reload();
    // Each answer is taken in before the clock goes on.
    const pass = async (ms: number, step: number): Promise<number> => {
      const before = asked;
      for (let gone = 0; gone < ms; gone += step) {
        await page.clock.runFor(step);
        await page
          .evaluate(() => new Promise((done) => requestAnimationFrame(done)).then(() => undefined))
          .catch(() => {});
      }
      return asked - before;
    };
    const first = await pass(20_000, 1_000);
    expect(first).toBeGreaterThanOrEqual(3);
    expect(first).toBeLessThanOrEqual(5);
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { get: () => true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    expect(await pass(60_000, 5_000)).toBe(0);
  });

  it("fills in the code of a text message that the browser hands over, and sends the form", async () => {
    const visitor = await visit(browser, server.origin, withScript);
    const { page } = visitor;
    const number = `+4670${String(Math.floor(Math.random() * 1e7)).padStart(7, "0")}`;
    await page.addInitScript(() => {
      const given = new Promise((resolve) => Object.assign(window, { hand: (code: string) => resolve({ code }) }));
      Object.assign(window, { OTPCredential: class {} });
      Object.defineProperty(navigator, "credentials", { value: { get: () => given } });
    });
    await server.admin("/accounts", {
      method: "POST",
      body: JSON.stringify({ addresses: [{ channel: "phone", value: number }] }),
    });
    await visitor.open("/auth/self-service/verification/browser");
    await visitor.press("Use a phone instead");
    await visitor.fill("Mobile number", number);
    await visitor.press("Continue");
    const { code } = await server.mail(number);
    await page.evaluate((text) => (window as unknown as { hand(code: string): void }).hand(text), code ?? "");
    await page.getByRole("heading", { name: "Phone number confirmed" }).waitFor();
  });

  // Two, since the server's own zone may be one of them: where no script puts the times in, both pages say the same.
  it.each(["Asia/Tokyo", "America/Los_Angeles"])("says times by the reader's clock in %s", async (timeZone) => {
    const { page, mail } = await sentCode(browser, server, withScript);
    const context = await browser.newContext({ timezoneId: timeZone, locale: "en-GB" });
    await context.addCookies(await page.context().cookies());
    const there = await context.newPage();
    await there.goto(page.url());
    const time = there.locator("main time");
    const at = new Date((await time.getAttribute("datetime")) ?? "");
    const local = new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone }).format(at);
    expect(await time.textContent()).toBe(local);
    // With its day: as the server writes it, whose English is not that of the United States.
    await there.goto(/https?:\/\/\S+\/s\?\S+/.exec(mail.text)?.[0] ?? "");
    const asked = new Date((await time.getAttribute("datetime")) ?? "");
    const long = { dateStyle: "long", timeStyle: "short", timeZone } as const;
    expect(await time.textContent()).toBe(new Intl.DateTimeFormat("en-GB", long).format(asked));
    await context.close();
  });

  it("P40 a scanner that runs scripts and stays for a while confirms nothing", async () => {
    const { account, link } = await sentLink(browser, server);
    const scanner = await visit(browser, server.origin, withScript);
    await scanner.page.clock.install();
    await scanner.open(link);
    await scanner.page.clock.runFor(10_000);
    expect(await heading(scanner.page)).toBe("Confirm this email address?");
    expect(await isVerified(server, account)).toBe(false);
  });

  it("P47 P51 P52 asks nobody else for anything, one request a page, and breaks no policy of its own", async () => {
    const { visitor, page, code } = await sentCode(browser, server, withScript);
    const asked: string[] = [];
    page.on("request", (request) => asked.push(`${request.resourceType()} ${new URL(request.url()).origin}`));
    const nonces = new Set<string | undefined>();
    for (let times = 0; times < 2; times += 1) {
      const reply = await page.reload();
      nonces.add(/'nonce-([^']+)'/.exec((await reply?.allHeaders())?.["content-security-policy"] ?? "")?.[1]);
    }
    expect([nonces.size, nonces.has(undefined)]).toEqual([2, false]);
    expect(asked.filter((one) => !one.includes("data:"))).toEqual(Array(2).fill(`document ${server.origin}`));
    await enter(visitor, "123");
    await enter(visitor, code);
    await visitor.see(DONE);
    expect(await page.getByLabel(FIELD).count()).toBe(0);
  });
});
