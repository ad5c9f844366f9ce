import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { createAccount, isVerified, newEmail, otherThan } from "../support/accounts.ts";
import { launchChromium } from "../support/chromium.ts";
import { type DevServer, devClient, startDevServer } from "../support/dev-server.ts";
import { AGAIN, CODE, CONFIRM, DONE, enter, FIELD, RETURN_TO, sentCode } from "./journey.ts";

const server = devClient(inject("origin"));

let browser: Browser;
/** One that makes people wait between messages, as deployments do. */
let strict: DevServer;
beforeAll(async () => {
  [browser, strict] = await Promise.all([launchChromium(), startDevServer({ POLICY: "standard" })]);
});
afterAll(() => Promise.all([browser?.close(), strict?.stop()]));

const arabic = (code: string): string => code.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)));
const fullWidth = (code: string): string => code.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)));

describe("P12 a code pasted in any shape is taken", () => {
  it.each([
    ["with a space", (code: string) => `${code.slice(0, 3)} ${code.slice(3)}`],
    ["with a dash", (code: string) => `${code.slice(0, 3)}-${code.slice(3)}`],
    ["with space around it", (code: string) => ` ${code}\n`],
    ["in full-width digits", fullWidth],
    ["in Arabic digits", arabic],
    ["in a sentence", (code: string) => `Your code is ${code.slice(0, 3)} ${code.slice(3)}!`],
  ])("%s", async (_, shape) => {
    const { visitor, account, code } = await sentCode(browser, server, { script: true });
    await visitor.page.getByLabel(FIELD).focus();
    await visitor.page.keyboard.insertText(shape(code));
    await visitor.page.keyboard.press("Enter");
    await visitor.page.getByRole("heading", { name: DONE }).waitFor();
    expect(await isVerified(server, account)).toBe(true);
  });
});

/** One code in ten begins with a zero. */
const MOST_CODES = 200;

it("P13 a code that begins with a zero is taken as it is", async () => {
  const { visitor, page, account, email, mail } = await sentCode(browser, server);
  const flow = new URL(page.url()).searchParams.get("flow");
  const csrf_token = await page.locator("[name=csrf_token]").inputValue();
  let newest = mail;
  for (let asked = 1; !newest.code?.startsWith("0"); asked += 1) {
    if (asked > MOST_CODES) throw new Error(`none of ${MOST_CODES} codes begins with a zero`);
    const reply = await page.request.post(`${server.origin}/auth/self-service/verification?flow=${flow}`, {
      headers: { accept: "application/json" },
      data: { method: "code", email, csrf_token },
    });
    expect(reply.status()).toBe(200);
    newest = await server.mail(email, newest.id);
  }
  expect(newest.code).toMatch(/^0\d{5}$/);
  await enter(visitor, newest.code);
  await visitor.see(DONE);
  expect(await isVerified(server, account)).toBe(true);
});

describe("the page for a code, without script", () => {
  it("P16 P20 P24 tells what is wrong with what was typed, with status 422, and keeps it", async () => {
    const { visitor, page, code } = await sentCode(browser, server);
    const wrong = otherThan(code);
    for (const [typed, text] of [
      ["", "Enter the 6-digit code"],
      ["12345", "The code has 6 digits. You entered 5"],
      ["1234567", "The code has 6 digits. You entered 7"],
      ["abcdef", "The code has digits only"],
      [wrong, "That is not the newest code we sent. Check the newest email"],
    ] as const) {
      await visitor.fill(FIELD, typed);
      const [reply] = await Promise.all([
        page.waitForResponse((one) => one.request().method() === "POST"),
        visitor.press(CONFIRM),
      ]);
      expect(reply.status()).toBe(422);
      await visitor.see(CODE, { text, field: "code" });
      expect(await page.getByLabel(FIELD).inputValue()).toBe(typed);
    }
  });

  it("P21 the problem is the first thing in main, an alert, and has the focus", async () => {
    const { visitor, page } = await sentCode(browser, server);
    await visitor.press(CONFIRM);
    const session = await page.context().newCDPSession(page);
    const { nodes } = (await session.send("Accessibility.getFullAXTree")) as {
      nodes: { role?: { value: string }; properties?: { name: string; value: { value: unknown } }[] }[];
    };
    const focused = nodes.filter(
      ({ properties = [], role }) =>
        role?.value !== "RootWebArea" &&
        properties.some(({ name, value }) => name === "focused" && value.value === true),
    );
    expect(focused.map(({ role }) => role?.value)).toEqual(["alert"]);
    expect(await page.locator("main > :first-child").getAttribute("role")).toBe("alert");
  });

  it("P10 P11 P22 P23 the field is as browsers fill it in, and told what is wrong with it", async () => {
    const { visitor, page } = await sentCode(browser, server);
    const attributes = () =>
      page
        .locator("#code")
        .evaluate((field) => Object.fromEntries([...field.attributes].map(({ name, value }) => [name, value])));
    const plain = {
      id: "code",
      name: "code",
      type: "text",
      inputmode: "numeric",
      autocomplete: "one-time-code",
      autocapitalize: "off",
      spellcheck: "false",
      dir: "ltr",
      "aria-describedby": "code-hint",
    };
    expect(await attributes()).toEqual(plain);
    await enter(visitor, "1");
    const wrong = { "aria-describedby": "code-error code-hint", "aria-invalid": "true", value: "1" };
    expect(await attributes()).toEqual({ ...plain, ...wrong });
  });

  it("P18 P19 is walked through by the keyboard: problem, code, confirm, send again, change; Enter sends", async () => {
    const { visitor, page, code } = await sentCode(browser, server);
    await enter(visitor, "1");
    const stops: (string | null)[] = [];
    for (let presses = 0; presses < 6; presses += 1) {
      stops.push(await page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent || null));
      await page.keyboard.press("Tab");
    }
    expect(stops).toEqual(
      ["", "The code has 6 digits. You entered 1", "code", CONFIRM, "again", "Use a different email address"].map(
        (stop) => (stop === "" ? expect.stringContaining("There is a problem") : stop),
      ),
    );
    await visitor.fill(FIELD, code);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: DONE }).waitFor();
    await visitor.see(DONE);
  });

  it("P28 an earlier code after a new one is not the newest, and costs one try", async () => {
    const { visitor, email, mail, code } = await sentCode(browser, server);
    await visitor.press(AGAIN);
    const newest = await server.mail(email, mail.id);
    await enter(visitor, code);
    await visitor.see(CODE, { text: "That is not the newest code we sent. Check the newest email", field: "code" });
    await enter(visitor, newest.code ?? "");
    await visitor.see(DONE);
  });

  it("P29 a new code that is asked for too soon: 429, when to come back, and what was typed is kept", async () => {
    const { visitor, page } = await sentCode(browser, strict);
    await visitor.fill(FIELD, "123");
    const [reply] = await Promise.all([
      page.waitForResponse((one) => one.request().method() === "POST"),
      visitor.press(AGAIN),
    ]);
    expect(reply.status()).toBe(429);
    const seconds = Number((await reply.allHeaders())["retry-after"]);
    expect(seconds).toBeGreaterThan(50);
    const text = `You can ask for a new code in ${seconds} seconds. Emails can take a minute to arrive`;
    await visitor.see(CODE, { text }, `Wait ${seconds} seconds`);
    expect(await page.getByLabel(FIELD).inputValue()).toBe("123");
  });

  it("P31 P32 a right code sent twice, reloaded and gone back to is confirmed, and nothing is sent again", async () => {
    const { visitor, page, account, email, mail, code } = await sentCode(browser, server);
    const again = await page.context().newPage();
    await again.goto(page.url());
    await enter(visitor, code);
    await visitor.see(DONE);
    await again.getByLabel(FIELD).fill(code);
    await again.getByRole("button", { name: CONFIRM }).click();
    expect(await again.getByRole("heading", { level: 1 }).textContent()).toBe(DONE);
    await again.reload();
    await again.goBack();
    expect(await again.getByRole("heading", { level: 1 }).textContent()).toBe(DONE);
    expect(await isVerified(server, account)).toBe(true);
    expect((await server.mail(email)).id).toBe(mail.id);
  });

  it("P34 P35 P36 says how long the code works and where it went: in full to who typed it, masked to others", async () => {
    const { page, email, link } = await sentCode(browser, server).then(({ mail, ...rest }) => ({
      ...rest,
      link: mail.link ?? "",
    }));
    const main = page.locator("main");
    expect(await main.textContent()).toMatch(/It works for 10 minutes, until \d\d:\d\d [A-Z]{3}[-+\d]*\./);
    expect(await main.locator("time").getAttribute("datetime")).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(await main.textContent()).toContain(email);
    expect(`${page.url()}${await page.title()}`).not.toContain("ada");

    const elsewhere = await browser.newPage();
    await elsewhere.goto(link);
    expect(await elsewhere.locator("main").textContent()).not.toContain("ada");
    await elsewhere.close();
  });

  it("P38 another address keeps the way back, and the code before it works no more", async () => {
    const { visitor, page, account, code } = await sentCode(browser, server);
    await visitor.press("Use a different email address");
    await visitor.see("Use a different email address");
    await visitor.press("Keep this one");
    await visitor.see(CODE);
    await visitor.press("Use a different email address");
    await visitor.press("Send a code there");
    await visitor.see("Use a different email address", { text: "Enter your email address", field: "email" });
    const other = newEmail();
    const otherAccount = await createAccount(server, other);
    await visitor.fill("Email address", other);
    await visitor.press("Send a code there");
    await visitor.see(CODE, undefined, "New code sent");
    const newest = (await server.mail(other)).code ?? "";
    if (code !== newest) {
      await enter(visitor, code);
      await visitor.see(CODE, { text: "That is not the newest code we sent. Check the newest email", field: "code" });
    }
    await enter(visitor, newest);
    expect(await page.locator("#continue").getAttribute("href")).toBe(RETURN_TO);
    expect([await isVerified(server, account), await isVerified(server, otherAccount)]).toEqual([false, true]);
  });

  it("asks about a domain that is nearly a common one, and nothing is typed again", async () => {
    const { visitor, page } = await sentCode(browser, server);
    const name = `ada.${crypto.randomUUID()}`;
    await visitor.press("Use a different email address");
    await visitor.fill("Email address", `${name}@hotmial.com`);
    await visitor.press("Send a code there");
    await visitor.see("Check your email address");
    expect(await page.getByRole("button").allInnerTexts()).toEqual([
      `Use ${name}@hotmail.com`,
      `Use ${name}@hotmial.com`,
    ]);
    await visitor.press(`Use ${name}@hotmail.com`);
    await visitor.see(CODE, undefined, "New code sent");
    expect(await page.locator("main").textContent()).toContain(`${name}@hotmail.com`);
  });
});

describe("P27 a code that is too old", () => {
  let hasty: DevServer;
  beforeAll(async () => {
    hasty = await startDevServer({ CODE_LIFETIME_SECONDS: "1" });
  });
  afterAll(() => hasty?.stop());

  it("is replaced by one press, whatever is typed", async () => {
    const { visitor, page, code, email, mail } = await sentCode(browser, hasty);
    const old = { text: "That code has expired. Send a new one", field: "again" };
    await expect
      .poll(
        async () => {
          await page.reload();
          return page.locator(".problem").count();
        },
        { timeout: 10_000 },
      )
      .toBe(1);
    await visitor.see(CODE, old);
    const second = await page.context().newPage();
    for (const typed of [code, otherThan(code)]) {
      await second.goto(page.url());
      // The form of a page that was opened before the code grew old.
      const reply = await second.request.post(page.url(), { form: { code: typed }, headers: { origin: hasty.origin } });
      expect(reply.status()).toBe(422);
      expect(await reply.text()).toContain(old.text);
      expect(await reply.text()).not.toContain(typed);
    }
    await visitor.press(AGAIN);
    await expect(hasty.mail(email, mail.id)).resolves.toMatchObject({ to: email });
  });
});
