import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { accountWith, newEmail } from "../support/accounts.ts";
import { launchChromium } from "../support/chromium.ts";
import { devClient } from "../support/dev-server.ts";
import { findBarriers } from "./accessibility.ts";
import { findMarkupFaults } from "./markup.ts";
import { watchDocuments } from "./served.ts";
import { follow, giveAddress, press, start } from "./states/stage.ts";

const server = devClient(inject("origin"));

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const outboxOf = (to: string): string => `${server.origin}/dev/outbox?to=${encodeURIComponent(to)}`;

/** A browser whose person was sent a mail. */
async function mailed({ script, to = newEmail() }: { readonly script: boolean; readonly to?: string }) {
  const context = await browser.newContext({ javaScriptEnabled: script, viewport: { width: 320, height: 800 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await start({ page, server });
  return { context, page, complaints, to, mail: await giveAddress({ page, server }, to) };
}

describe("D09: the outbox", () => {
  it("shows a developer the newest message, its code and its link, without script", async () => {
    const { page, to, mail, complaints } = await mailed({ script: false });
    await page.goto(outboxOf(to));
    expect(await page.evaluate(() => document.compatMode)).toBe("CSS1Compat");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    expect(await page.locator("article .code").allInnerTexts()).toEqual([mail.code]);
    expect(await page.getByRole("button", { name: "Copy code" }).count()).toBe(0);
    await page.locator("article .code").click();
    expect(await page.evaluate(() => String(getSelection()))).toBe(mail.code);
    await page.getByRole("link", { name: "Open link" }).click();
    await page.waitForLoadState();
    expect(await page.locator("h1").textContent()).toBe("Enter the code we emailed you");
    expect(complaints).toEqual([]);
  });

  it("copies the code, says so, and shows the mail in a frame where nothing runs", async () => {
    const { context, page, to, mail, complaints } = await mailed({ script: true });
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.goto(outboxOf(to));
    await page.getByRole("button", { name: "Copy code" }).click();
    await page.getByText(`Copied ${mail.code}`).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(mail.code);

    await page.getByText("HTML", { exact: true }).click();
    const frame = page.frameLocator("iframe");
    await frame.getByText(mail.code ?? "", { exact: true }).waitFor();
    await page.getByText("Raw source").click();
    expect(await page.locator("pre:visible").last().textContent()).toContain(`To: ${to}`);
    expect(complaints).toEqual([]);
  });

  it("is filtered by a form, without script", async () => {
    const { page, to } = await mailed({ script: false });
    await page.goto(`${server.origin}/dev/outbox`);
    await page.getByLabel("Sent to").fill(to);
    await press({ page, server }, "Filter");
    expect(page.url()).toBe(outboxOf(to));
    expect(await page.locator("article").count()).toBe(1);
  });

  it.each([
    ["a mail", newEmail()],
    ["a mail that did not come", `bounce+${crypto.randomUUID()}@verify.test`],
    ["a call in place of a text", "+12015550102"],
  ])("axe and html-validate find nothing wrong with %s", async (_, address) => {
    const page = await browser.newPage({ javaScriptEnabled: false });
    const served = watchDocuments(page);
    await accountWith(server, address);
    await start({ page, server });
    const byPhone = !address.includes("@");
    if (byPhone) await follow({ page, server }, "Use a phone instead");
    await page.locator(byPhone ? "[name=phone]" : "[name=email]").fill(address);
    await press({ page, server }, "Continue");
    await vi.waitUntil(
      async () => {
        await page.goto(outboxOf(address));
        return (await page.locator("article").count()) > 0;
      },
      { timeout: 10_000 },
    );
    expect(await findBarriers(browser, await served())).toEqual([]);
    expect(await findMarkupFaults((await served()).html)).toEqual([]);
  });
});
