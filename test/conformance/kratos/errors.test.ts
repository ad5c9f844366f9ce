import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { wiredDatabase } from "../../support/wired-database.ts";
import { type TestBed, testBed } from "../../support/world.ts";
import { type Client, ERROR_UI, JANE, knownPeople, native, page, rowCounts, sentTo, spa, tokenOf } from "./client.ts";

const POST = "/self-service/verification";
const UNKNOWN = "00000000-0000-4000-8000-000000000000";
const isoSeconds = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/** The error that a redirect to the error page stands for. */
async function errorBehind(client: Client, location: string) {
  expect(location.startsWith(`${ERROR_UI}?id=`)).toBe(true);
  const { status, json } = await client.ask(`/self-service/errors${location.slice(ERROR_UI.length)}`);
  expect(status).toBe(200);
  return json as unknown as { id: string; error: unknown; created_at: string; updated_at: string };
}

describe("a flow that is not there", () => {
  it.each([
    ["", 400],
    ["?flow=", 400],
    ["?flow=abc", 400],
    [`?flow=${UNKNOWN}&flow=${UNKNOWN}`, 400],
    ["?flow=%E0%A4%A", 400],
    ["?flow=%00", 400],
    [`?flow=${UNKNOWN}`, 404],
  ])("case 48: POST %j is a %i, and a browser is told the same on the error page", async (query, want) => {
    const bed = testBed();
    for (const fields of [{ method: "code", email: JANE }, { code: "123456" }, { method: "link", token: "x" }]) {
      const { status, json } = await native(bed).post(query, fields);
      expect([status, json.error.code, json.error.id]).toEqual([want, want, undefined]);
      const browser = page(bed);
      const { status: redirect, location } = await browser.post(query, fields);
      const kept = await errorBehind(browser, location);
      expect([redirect, kept.error]).toEqual([303, json.error]);
      expect(location).toContain(kept.id);
      expect(kept.created_at).toMatch(isoSeconds);
      expect((await browser.ask(location)).status).toBe(want);
    }
    expect((await rowCounts())["flows"]).toBe(0);
  });

  it.each([
    ["", 400],
    [`?flow=${UNKNOWN}&code=123456`, 404],
    [`?flow=${UNKNOWN}&token=x`, 404],
    [`?flow=${UNKNOWN}`, 404],
  ])("case 48: a link to %j is a %i", async (query, want) => {
    for (const method of ["GET", "HEAD"]) {
      expect((await spa(testBed()).ask(POST + query, { method })).status).toBe(want);
      const { status, location } = await page(testBed()).ask(POST + query, { method });
      expect([status, location.startsWith(ERROR_UI)]).toEqual([303, true]);
    }
  });
});

describe("a method that was disabled", () => {
  const linkOff = { settings: { METHOD_LINK_ENABLED: "false" } };

  it("case 49: is no endpoint any more", async () => {
    const { bed, flow } = await sentTo("native", {}, { query: "?method=link", method: "link" });
    const later = native(testBed(linkOff));
    for (const fields of [
      { method: "link", email: JANE },
      { method: "link", token: tokenOf(bed) },
    ]) {
      const { status, json } = await later.post(flow, fields);
      expect([status, json.error.code, json.error.reason]).toEqual([404, 404, expect.stringContaining("disabled")]);
    }
    const browser = page(testBed(linkOff));
    const { location } = await browser.post(flow, { method: "link", email: JANE });
    expect((await errorBehind(browser, location)).error).toMatchObject({ code: 404 });
  });

  it("case 49: comes after whether the flow is there", async () => {
    const unknown = await native(testBed(linkOff)).post(`?flow=${UNKNOWN}`, { method: "link", email: JANE });
    const off = await native(testBed({ settings: { METHOD_CODE_ENABLED: "false" } })).post(`?flow=${UNKNOWN}`, {
      method: "code",
      email: JANE,
    });
    expect([unknown.status, off.json.error.reason]).toEqual([404, unknown.json.error.reason]);
  });
});

/** A bed that works until it is broken: by a bug in the core, or by a database that is overloaded. */
function breakable(how: "a bug" | "an outage"): { bed: TestBed; breakIt: () => void } {
  let broken = false;
  const DB = wiredDatabase((send) =>
    broken && how === "an outage" ? Promise.reject(new Error("D1_ERROR: overloaded, secret detail")) : send(),
  );
  const bed = testBed({ bindings: { DB, CODES: env.CODES } });
  const bug = () => {
    throw new TypeError("internal: secret detail");
  };
  const breakIt = (): void => {
    broken = true;
    const verbs = { start: bug, send: bug, check: bug, status: bug, look: bug };
    if (how === "a bug") Object.assign(bed.services.verification, verbs);
  };
  return { bed, breakIt };
}

describe("a failure of ours", () => {
  it.each([
    ["a bug", 500, null],
    ["an outage", 503, "2"],
  ] as const)("case 50: %s is told without a detail, as JSON or on the error page", async (how, want, retryAfter) => {
    const { bed, breakIt } = breakable(how);
    await knownPeople();
    const [client, browser] = [spa(bed), page(bed)];
    const [flow, form] = [await client.init(), await browser.init()];
    breakIt();
    for (const reply of [
      await client.send(flow, JANE),
      await client.post(flow, { code: "123456" }),
      await client.read(flow.id),
      await browser.ask(`/self-service/verification/flows?id=${flow.id}`),
      await browser.ask("/self-service/verification/api"),
      await client.ask("/self-service/verification/browser"),
    ]) {
      expect([reply.status, reply.json.error.code, reply.headers.get("retry-after")]).toEqual([want, want, retryAfter]);
      expect(reply.text).not.toMatch(/secret|D1|TypeError/);
    }
    const { status, location } = await browser.send(form, JANE);
    expect(status).toBe(303);
    expect((await errorBehind(browser, location)).error).toMatchObject({ code: want });
    expect(JSON.stringify(bed.log)).not.toMatch(/secret|jane/);
  });

  it("is logged with the id of its request, also on a page", async () => {
    const { bed, breakIt } = breakable("a bug");
    const client = page(bed);
    const flow = await client.init();
    breakIt();
    for (const path of [`/self-service/verification/flows?id=${flow.id}`, `/identity/verification?flow=${flow.id}`]) {
      const id = `req-${path.length}`;
      expect((await client.ask(path, { headers: { "x-request-id": id } })).status).toBe(500);
      expect(bed.log.at(-1)).toMatchObject({ event: "request_failed", request_id: id });
    }
  });

  it("says that the same can be tried again, which is all that is known after an outage", async () => {
    const { bed, breakIt } = breakable("an outage");
    breakIt();
    const { json } = await spa(bed).ask("/self-service/verification/browser");
    expect(json.error.message).not.toContain("Nothing was changed");
    expect(json.error.reason).toMatch(/again/);
  });
});

describe("errors by their id", () => {
  const ERRORS = "/self-service/errors";

  it("case 51: has a stub for whoever builds an error page", async () => {
    for (const mount of ["", "/auth"]) {
      const { status, json } = await page(testBed(), mount).ask(`${ERRORS}?id=stub:500`);
      expect([status, json.error]).toEqual([
        200,
        { code: 500, status: "Internal Server Error", reason: "This is a stub error.", message: expect.any(String) },
      ]);
      expect(json).toMatchObject({ id: "stub:500", created_at: "0001-01-01T00:00:00Z" });
    }
  });

  it.each(["", "?id=", "?id=abc", `?id=${UNKNOWN}`, "?id=%00", `?id=${"f".repeat(4_000)}`])(
    "case 51: knows none at %j",
    async (query) => {
      const { status, json } = await spa(testBed()).ask(ERRORS + query);
      expect([status, json.error.code]).toEqual([404, 404]);
    },
  );

  it("case 51: reads one any number of times, and no made-up variation of it", async () => {
    const bed = testBed();
    const browser = page(bed);
    const { location } = await browser.post("?flow=abc", { code: "1" });
    const first = await errorBehind(browser, location);
    expect(await errorBehind(browser, location)).toEqual(first);
    const forged = first.id.slice(0, 9) + (first.id.startsWith("00", 9) ? "01" : "00") + first.id.slice(11);
    expect((await browser.ask(`${ERRORS}?id=${forged}`)).status).toBe(404);
  });

  it("names the request in errors, as X-Request-ID named it", async () => {
    const { json } = await native(testBed()).post("", {}, { headers: { "x-request-id": "req-1" } });
    expect(json.error.request).toBe("req-1");
  });
});

describe("around it", () => {
  it.each(["/health/alive", "/health/ready"])("case 59: %s is well", async (path) => {
    const { status, json } = await spa(testBed()).ask(path);
    expect([status, json]).toEqual([200, { status: "ok" }]);
  });

  it.each(["/self-service/verification/", "/self-service/verification/nothing", "/self-service/login/browser"])(
    "there is nothing at %s",
    async (path) => {
      const { status, headers } = await spa(testBed()).ask(path);
      expect([status, headers.get("content-type")?.startsWith("text/plain")]).toEqual([404, true]);
    },
  );
});
