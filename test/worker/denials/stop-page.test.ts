import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { linkCodeOf } from "../../../src/core/link-code.ts";
import { lastStopCode, unlimited } from "../../support/denials.ts";
import { faultyBindings } from "../../support/faulty-database.ts";
import { FOREIGN, formOf, fromOurPage, landed } from "../../support/form.ts";
import { check, JANE, not, sentFlow } from "../../support/journey.ts";
import { endpoints, hook } from "../../support/webhooks.ts";
import { wiredDatabase } from "../../support/wired-database.ts";
import { addAccount, type TestBed, testBed } from "../../support/world.ts";

const ASK = "Stop this request?";
const STOPPED = "This request was stopped";
const UNKNOWN = "This link does not work";
const CONFIRMED = "This was confirmed already";
const OVER = "There is nothing left to stop";
const AWAY = "Sorry, there is a problem with this page";

const jane = () => addAccount([{ kind: "email", value: JANE }]);
const open = (bed: TestBed, code: string, method = "GET") => bed.fetch(`/s?${code}`, { method });
const send = (bed: TestBed, code: string, headers?: Record<string, string>) => {
  const pressed = fromOurPage(new URLSearchParams({ stop: code }));
  return bed.fetch("/s", headers ? { ...pressed, headers } : pressed);
};
/** The same, and on to where that leads. */
const press = async (bed: TestBed, code: string, headers?: Record<string, string>) =>
  landed(bed, await send(bed, code, headers));
const stateOf = (id: string) => env.DB.prepare("SELECT state FROM flows WHERE id = ?").bind(id).first("state");

/** The status of a page and its heading. */
async function told(response: Response): Promise<readonly [number, string | undefined]> {
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(response.headers.get("x-robots-tag")).toBe("noindex, nofollow");
  expect(response.headers.get("content-security-policy")).toContain("form-action 'self';");
  return [response.status, /<h1>([^<]*)<\/h1>/.exec(await response.text())?.[1]];
}

/** Where a page leads whose way on is to try again. */
const againIn = (html: string): string | undefined => /href="([^"]*)">Try again</.exec(html)?.[1];

/** A page without what is new in each answer. */
const bytes = async (response: Response) => (await response.text()).replaceAll(/nonce="[^"]*"/g, "");

describe("the page that a stop link leads to", () => {
  it("says who asks, for which address and when, and its button stops the request", async () => {
    const bed = testBed();
    await jane();
    const { flow, code } = await sentFlow(bed);
    const page = await open(bed, lastStopCode(bed));
    const html = await page.clone().text();
    expect(await told(page)).toEqual([200, ASK]);
    expect(html).toContain("Someone asked Acme to confirm");
    expect(html).toContain("@example.org");
    expect(html).not.toContain(JANE);
    expect(html).toContain(
      '<time datetime="2026-11-21T19:14:05.532Z" data-clock="day">21 November 2026 at 19:14 UTC</time>',
    );
    const { action, fields } = formOf(html);
    const pressed = await bed.fetch(action, fromOurPage(fields));
    expect([pressed.status, pressed.headers.get("location")]).toEqual([303, "/s?stopped=en"]);
    const stopped = await landed(bed, pressed);
    expect(await stopped.clone().text()).toContain(
      "We have stopped this request. Nobody can use that link. You do not need to do anything else.",
    );
    expect(await told(stopped)).toEqual([200, STOPPED]);
    expect((await check(bed, flow.id, code)).ok).toBe(false);
  });

  it("changes nothing when it is opened, however often and whatever opens it", async () => {
    const bed = testBed();
    await jane();
    const { flow } = await sentFlow(bed);
    const code = lastStopCode(bed);
    for (const headers of [{}, { purpose: "prefetch" }, { "sec-purpose": "prefetch" }, { "user-agent": "scanner" }]) {
      for (const method of ["GET", "HEAD", "GET"]) {
        expect((await bed.fetch(`/s?${code}`, { method, headers })).status).toBe(200);
      }
    }
    expect((await open(bed, code, "OPTIONS")).status).toBe(405);
    expect(await stateOf(flow.id)).toBe("sent");
  });

  it("takes its code out of the address bar", async () => {
    const bed = testBed();
    await jane();
    await sentFlow(bed);
    expect(await (await open(bed, lastStopCode(bed))).text()).toContain('<body data-forget="/s"');
  });

  it("says the same good news when it is pressed twice, or opened again", async () => {
    const bed = testBed();
    await jane();
    await sentFlow(bed);
    const code = lastStopCode(bed);
    const pressed = await Promise.all(Array.from({ length: 5 }, () => press(bed, code)));
    for (const one of pressed) expect(await told(one)).toEqual([200, STOPPED]);
    expect(await told(await open(bed, code))).toEqual([200, STOPPED]);
  });

  it("says when it is too late, and when nothing is left to stop", async () => {
    const bed = testBed({ policy: { sends: null, attemptsPerFlow: 2 } });
    await jane();
    const confirmed = await sentFlow(bed);
    await check(bed, confirmed.flow.id, confirmed.code);
    for (const way of [open, press]) {
      const page = await way(bed, lastStopCode(bed));
      expect(await page.clone().text()).toContain("tell Acme");
      expect(await told(page)).toEqual([410, CONFIRMED]);
    }
    const locked = await sentFlow(bed);
    for (const step of [1, 2]) await check(bed, locked.flow.id, not(locked.code, step));
    for (const way of [open, press]) expect(await told(await way(bed, lastStopCode(bed)))).toEqual([410, OVER]);
  });

  it("is one page, byte for byte, for every link that is none of ours", async () => {
    const bed = unlimited();
    await jane();
    const { flow } = await sentFlow(bed);
    const replaced = lastStopCode(bed);
    await sentFlow(bed);
    const codes = ["", "%00", "A", linkCodeOf(flow.id, "A".repeat(43)), `${lastStopCode(bed)}A`, "stop=1", flow.id];
    const pages = [];
    for (const code of codes) for (const way of [open, press]) pages.push(await way(bed, code));
    for (const page of pages) expect(await told(page.clone())).toEqual([404, UNKNOWN]);
    expect(await pages[0]?.clone().text()).toContain('href="https://app.example.com/welcome">Back to Acme');
    expect(new Set(await Promise.all(pages.map(bytes))).size).toBe(1);
    expect(await told(await open(bed, replaced))).toEqual([200, ASK]);
    expect(await stateOf(flow.id)).toBe("sent");
  });

  it.each([".", ")", ">", "&utm_source=mail", "=", "%29"])("works with %j stuck to its end", async (junk) => {
    const bed = testBed();
    await jane();
    await sentFlow(bed);
    const page = await open(bed, lastStopCode(bed) + junk);
    const html = await page.clone().text();
    expect(await told(page)).toEqual([200, ASK]);
    expect(formOf(html).fields.get("stop")).toBe(lastStopCode(bed));
  });

  it.each(FOREIGN)("does nothing for a form that is not of our page: %j", async (headers) => {
    const bed = testBed();
    await jane();
    const { flow } = await sentFlow(bed);
    const code = lastStopCode(bed);
    const refused = await press(bed, code, headers);
    expect(againIn(await refused.clone().text())).toBe(`/s?${code}`);
    expect(await told(refused)).toEqual([403, "That did not come from our page"]);
    expect(await stateOf(flow.id)).toBe("sent");
  });

  it.each([
    { "sec-fetch-site": "same-origin", origin: "null" },
    { "sec-fetch-site": "same-origin", origin: "https://verify.example.com" },
    { origin: "https://verify.example.com" },
  ])("takes the form of its own page: %j", async (headers) => {
    const bed = testBed();
    await jane();
    await sentFlow(bed);
    expect(await told(await press(bed, lastStopCode(bed), headers as Record<string, string>))).toEqual([200, STOPPED]);
  });

  it("says that the link works still while the database is away, and it does", async () => {
    const bed = testBed();
    await jane();
    const { flow } = await sentFlow(bed);
    for (const way of [open, press]) {
      const down = testBed({ bindings: faultyBindings("overloaded") });
      const refused = await way(down, lastStopCode(bed));
      expect(refused.headers.get("retry-after")).toBe("5");
      expect(againIn(await refused.clone().text())).toBe(`/s?${lastStopCode(bed)}`);
      expect(await told(refused)).toEqual([503, AWAY]);
      expect(JSON.stringify(down.log)).not.toContain(lastStopCode(bed));
    }
    expect(await stateOf(flow.id)).toBe("sent");
    expect(await told(await press(bed, lastStopCode(bed)))).toEqual([200, STOPPED]);
  });

  it("goes to the database once, to ask and to stop", async () => {
    let trips = 0;
    const DB = wiredDatabase((send) => {
      trips += 1;
      return send();
    });
    const bed = testBed({ bindings: { DB, CODES: env.CODES } });
    await jane();
    await sentFlow(bed);
    bed.services.webhooks.deliverSoon();
    await bed.settle();
    for (const way of [open, send]) {
      trips = 0;
      await way(bed, lastStopCode(bed));
      expect(trips).toBe(1);
    }
  });

  it("has the app told at once, by webhook", async () => {
    const network = endpoints();
    const bed = testBed({ http: network.http });
    await hook(bed);
    const account = await jane();
    const { flow } = await sentFlow(bed);
    for (const _ of [1, 2]) await press(bed, lastStopCode(bed));
    expect(network.types()).toEqual(["verification.started", "message.sent", "verification.denied"]);
    expect(JSON.parse(network.hits.at(-1)?.body ?? "")).toMatchObject({
      type: "verification.denied",
      data: { flow_id: flow.id, account_id: account, dialect: "test", channel: "email" },
    });
  });
});

describe("a mail", () => {
  it("ends with where it can be stopped, which is on our own host", async () => {
    const bed = testBed({ settings: { PUBLIC_URL: "https://verify.example.com" } });
    await jane();
    const { flow } = await sentFlow(bed);
    const [mail] = bed.sent;
    const url = `https://verify.example.com/s?${lastStopCode(bed)}`;
    // A host of eighteen characters: the whole address is no longer than eighty.
    expect([new URL(url).host.length, url.length]).toEqual([18, 80]);
    expect(url).toContain(`?${linkCodeOf(flow.id, "")}`);
    expect(mail?.text).toContain(`If you did not ask for this, do nothing. To stop it:\n${url}\n`);
    expect(mail?.html).toContain(`<a href="${url}"`);
    expect(url).not.toContain(mail?.code);
    const row = await env.DB.prepare("SELECT data FROM messages").first<string>("data");
    expect(row).not.toContain(lastStopCode(bed).slice(8));
  });
});
