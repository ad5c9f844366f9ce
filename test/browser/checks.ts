import type { Page } from "playwright-core";
import { expect } from "vitest";

const NARROWEST = 320;

/** Header by header what every hosted page carries; `formTarget` is where else its form may lead, in the policy's words. */
export function checkHeaders(headers: Readonly<Record<string, string>>, formTarget?: string): void {
  const { "content-security-policy": policy = "", ...others } = headers;
  const nonce = /'nonce-([\w-]{16,})'/.exec(policy)?.[1];
  expect(policy.split("; ").sort()).toEqual(
    [
      "default-src 'none'",
      `script-src 'nonce-${nonce}'`,
      `style-src 'nonce-${nonce}'`,
      "img-src 'self' data:",
      "connect-src 'self'",
      `form-action 'self'${formTarget === undefined ? "" : ` ${formTarget}`}`,
      "object-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].sort(),
  );
  expect(others).toMatchObject({
    "cache-control": "no-store",
    "content-language": "en",
    vary: expect.stringContaining("Accept-Language"),
    "content-type": "text/html; charset=utf-8",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "otp-credentials=(self), camera=(), microphone=(), geolocation=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-request-id": expect.stringMatching(/./),
    "x-robots-tag": "noindex, nofollow",
  });
}

/** What a page's document tells of itself; runs in the page. */
function describeDocument() {
  const all = [...document.querySelectorAll("*")];
  const fields = [...document.querySelectorAll("input:not([type=hidden]), select, textarea")].filter((field) =>
    field.checkVisibility(),
  );
  const ids = all.flatMap(({ id }) => (id ? [id] : []));
  return {
    mode: document.compatMode,
    mains: document.querySelectorAll("main").length,
    refreshes: document.querySelectorAll("meta[http-equiv]").length,
    styled: all.filter((element) => element.getAttributeNames().some((name) => name === "style" || /^on/.test(name)))
      .length,
    duplicateIds: ids.filter((id, index) => ids.indexOf(id) !== index),
    names: fields.map((field) => field.getAttribute("name")),
    fields: fields.map((field) => ({
      labels: (field as HTMLInputElement).labels?.length,
      limits: ["maxlength", "pattern", "required"].filter((name) => field.hasAttribute(name)),
      dangling: (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && !ids.includes(id)),
      fontSize: Number.parseFloat(getComputedStyle(field).fontSize),
    })),
    lowControls: [...document.querySelectorAll("input:not([type=hidden]), button, a.button")]
      .filter((element) => element.getBoundingClientRect().height < 44)
      .map(({ outerHTML }) => outerHTML),
    lowLinks: [...document.querySelectorAll("a")]
      .filter((element) => element.getBoundingClientRect().height < 24)
      .map(({ outerHTML }) => outerHTML),
    styleSheets: [...document.styleSheets].map(({ cssRules }) => cssRules.length > 0),
    // What a script changes after the first paint may move what somebody reads.
    lateScripts: document.querySelectorAll("script:not(head > [type=module][blocking=render])").length,
    unvalidated: [...document.forms].every((form) => form.noValidate),
  };
}

/** Where one is asked for, there is one field; a number has its country beside it where that cannot be told. */
const ONE_FIELD = [[], ["code"], ["email"], ["phone"], ["phone", "country"]];

/** What holds of every page, by item; `fields`: which ones it must show, if that is known. */
export async function checkMarkup(page: Page, fields?: readonly string[]): Promise<void> {
  const found = await page.evaluate(describeDocument);
  expect(found.mode, "P01 standards mode").toBe("CSS1Compat");
  expect(found.mains, "P05 one main").toBe(1);
  expect(found.duplicateIds, "P08 ids are ids").toEqual([]);
  expect(fields === undefined ? ONE_FIELD : [fields], "P09 one field").toContainEqual(found.names);
  expect(found.unvalidated, "P10 no form is judged by the browser").toBe(true);
  for (const { fontSize, limits, ...field } of found.fields) {
    expect(limits, "P10 no field is judged by the browser").toEqual([]);
    expect(field, "P11 a label, and descriptions that are there").toEqual({ labels: 1, dangling: [] });
    expect(fontSize, "P14 no field that a telephone zooms into").toBeGreaterThanOrEqual(16);
  }
  expect([found.lowControls, found.lowLinks], "P15 high enough for a finger").toEqual([[], []]);
  expect(found.refreshes, "P33 no refresh").toBe(0);
  expect(found.styleSheets, "P47 the policy lets the stylesheet in").toEqual([true]);
  expect(found.styled, "P48 no style and no handler in an attribute").toBe(0);
  expect(found.lateScripts, "P53 no script after the first paint").toBe(0);
  await checkWidth(page);
}

/** Nothing sticks out sideways on the narrowest screen. */
async function checkWidth(page: Page): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: NARROWEST, height: 640 });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, "P57 no scrolling sideways").toBeLessThanOrEqual(NARROWEST);
  if (before) await page.setViewportSize(before);
}

type Problem = { readonly text: string; readonly field?: string };

/** An error comes first, has the focus, and is told at its field in the same words; without one there is no trace. */
export async function checkProblem(page: Page, problem: Problem | undefined): Promise<void> {
  const invalid = page.locator("[aria-invalid]");
  if (!problem) {
    expect(await page.locator(".problem, .error").count()).toBe(0);
    expect(await invalid.count()).toBe(0);
    return;
  }
  const summary = page.locator("main > .problem:first-child[role=alert]:focus");
  expect(await summary.count()).toBe(1);
  expect(await summary.locator("li").textContent()).toBe(problem.text);
  if (problem.field === undefined) return expect(await invalid.count()).toBe(0);

  expect(await summary.locator("a").getAttribute("href")).toBe(`#${problem.field}`);
  const field = page.locator(`#${problem.field}`);
  if (!(await field.evaluate((element) => element.matches("input")))) return expect(await invalid.count()).toBe(0);
  expect(await field.getAttribute("aria-invalid")).toBe("true");
  const [first = ""] = ((await field.getAttribute("aria-describedby")) ?? "").split(" ");
  expect(first).toBe(`${problem.field}-error`);
  expect(await page.locator(`#${first}`).textContent()).toBe(`Error: ${problem.text}`);
}
