import { describe, expect, it } from "vitest";
import { testBed } from "../../support/world.ts";
import { BASE, csrfOf, ERROR_UI, namesOf, native, nodeOf, page, rowCounts, spa, UI, type Wire } from "./client.ts";

const BROWSER = "/self-service/verification/browser";
const API = "/self-service/verification/api";
const json = { headers: { accept: "application/json" } };

const labels = (flow: Wire) => flow.ui.nodes.map(({ meta }) => meta.label?.id);

describe("starting a flow", () => {
  it("case 1: sends a browser to the page of its new flow, with a CSRF cookie", async () => {
    const { status, location, cookies } = await page(testBed()).ask(BROWSER);
    expect(status).toBe(303);
    expect(location).toMatch(new RegExp(`^${UI}\\?flow=[0-9a-f-]{36}$`));
    expect(cookies).toHaveLength(1);
    expect(cookies[0]).toMatch(
      /^csrf_token_[0-9a-f]{64}=[A-Za-z0-9+/]{43}=; Path=\/; Max-Age=31536000; HttpOnly; SameSite=Lax; Secure$/,
    );
  });

  it("case 1: takes a missing Accept, and */*, for a browser", async () => {
    const bed = testBed();
    expect((await bed.fetch(BROWSER)).status).toBe(303);
    expect((await bed.fetch(BROWSER, { headers: { accept: "*/*" } })).status).toBe(303);
  });

  it.each([
    ["/verify", /^\/verify\?flow=/],
    ["https://app.example.com/verify?tab=1", /^https:\/\/app\.example\.com\/verify\?tab=1&flow=/],
  ])("case 2: keeps VERIFICATION_UI_URL %s as it is written", async (VERIFICATION_UI_URL, want) => {
    const { status, location } = await page(testBed({ settings: { VERIFICATION_UI_URL } })).ask(BROWSER);
    expect([status, want.test(location)]).toEqual([303, true]);
  });

  it("case 3: answers a client that accepts JSON with the flow", async () => {
    const { status, headers, json: flow } = await spa(testBed()).ask(BROWSER);
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(headers.get("cache-control")).toBe("private, no-cache, no-store, must-revalidate");
    expect(headers.get("vary")).toContain("Cookie");
    expect(flow).toMatchObject({
      type: "browser",
      state: "choose_method",
      active: "code",
      request_url: BASE + BROWSER,
    });
    expect(flow.ui).toMatchObject({ method: "POST", action: `${BASE}/self-service/verification?flow=${flow.id}` });
    expect(Date.parse(flow.expires_at) - Date.parse(flow.issued_at)).toBe(3_600_000);
    expect(csrfOf(flow).csrf_token).toMatch(/^[A-Za-z0-9+/]{86}==$/);
    expect(flow.ui).not.toHaveProperty("messages");
    expect(flow).not.toHaveProperty("return_to");
  });

  it("case 4: gives a native app a flow without cookie or token, whatever it accepts", async () => {
    for (const client of [native(testBed()), page(testBed())]) {
      const { status, cookies, json: flow } = await client.ask(API);
      expect([status, cookies, flow.type, flow.active]).toEqual([200, [], "api", "code"]);
      expect(nodeOf(flow, "csrf_token")).toBeUndefined();
    }
  });

  it("case 5: shows one field, one button, and the token", async () => {
    const flow = await spa(testBed()).init();
    expect(namesOf(flow)).toEqual(["email/email", "method/submit", "csrf_token/hidden"]);
    expect(labels(flow)).toEqual([1070007, 1070009, undefined]);
  });

  it("case 5: asks for an address or a number where texts can be sent", async () => {
    const flow = await spa(testBed({ channels: ["email", "sms"] })).init();
    expect(namesOf(flow)).toEqual(["email/text", "method/submit", "csrf_token/hidden"]);
    expect(labels(flow)).toEqual([1070018, 1070009, undefined]);
  });

  it("keeps a CSRF cookie that is there, and masks its secret anew in each flow", async () => {
    const client = spa(testBed());
    const one = await client.init();
    const { cookies, json: other } = await client.ask(BROWSER);
    expect(cookies).toEqual([]);
    expect(csrfOf(other).csrf_token).not.toBe(csrfOf(one).csrf_token);
  });

  it("replaces a CSRF cookie that is none of ours", async () => {
    const client = spa(testBed());
    const [cookie = ""] = (await client.ask(BROWSER)).cookies;
    const name = cookie.split("=")[0];
    const { cookies } = await spa(testBed()).ask(BROWSER, { headers: { cookie: `${name}=forged` } });
    expect(cookies).toHaveLength(1);
  });

  it.each(["", "/auth"])("is mounted at %j, and keeps links and forms there", async (mount) => {
    const client = spa(testBed(), mount);
    const flow = await client.init();
    expect(flow.ui.action).toBe(`${BASE}${mount}/self-service/verification?flow=${flow.id}`);
    expect(flow.request_url).toBe(`${BASE}${mount}${BROWSER}`);
    expect((await client.read(flow.id)).json.id).toBe(flow.id);
    expect((await native(testBed(), mount).init()).type).toBe("api");
  });
});

describe("return_to", () => {
  it.each([page, spa, native])("case 6: refuses a foreign one with JSON, and starts nothing", async (make) => {
    const bed = testBed();
    const path = make === native ? API : BROWSER;
    const { status, json: body, cookies } = await make(bed).ask(`${path}?return_to=https://evil.example`);
    expect([status, body.error.id, cookies]).toEqual([400, "self_service_flow_return_to_forbidden", []]);
    expect((await rowCounts())["flows"]).toBe(0);
  });

  it.each([spa, native])("case 7: echoes an allowed one", async (make) => {
    const returnTo = "https://sub.allowed.example/x";
    const flow = await make(testBed()).init(`?return_to=${encodeURIComponent(returnTo)}`);
    expect(flow.return_to).toBe(returnTo);
    expect(flow.request_url).toContain(encodeURIComponent(returnTo));
  });

  it.each([
    "http://sub.allowed.example/x",
    "https://sub.allowed.example/y",
    "https://allowed.example/x",
    "https://sub.allowed.example/xy",
    "https://app.example.com:8443/",
  ])("case 8: refuses %s", async (returnTo) => {
    const { status, json: body } = await spa(testBed()).ask(`${BROWSER}?return_to=${encodeURIComponent(returnTo)}`);
    expect([status, body.error.id]).toEqual([400, "self_service_flow_return_to_forbidden"]);
  });

  it("takes a path for one of the host of the default address", async () => {
    expect((await spa(testBed()).init("?return_to=/inbox")).return_to).toBe("https://app.example.com/inbox");
  });
});

describe("what is switched off", () => {
  const off = { settings: { VERIFICATION_ENABLED: "false" } };

  it.each([BROWSER, API, "/self-service/verification/flows?id=x"])("case 9: refuses GET %s", async (path) => {
    const { status, json: body } = await spa(testBed(off)).ask(path);
    expect([status, body.error.code, body.error.id]).toEqual([400, 400, undefined]);
    expect(body.error.reason).toMatch(/disabled\.$/);
  });

  it("case 9: sends a browser to the error page, which knows why", async () => {
    const client = page(testBed(off));
    const { status, location } = await client.ask(BROWSER);
    expect([status, location.startsWith(`${ERROR_UI}?id=`)]).toEqual([303, true]);
    const { json: kept } = await client.ask(`/self-service/errors${location.slice(ERROR_UI.length)}`);
    expect(kept.error).toMatchObject({ code: 400, reason: expect.stringMatching(/disabled\.$/) });
  });

  it.each([
    ["?method=link", { METHOD_LINK_ENABLED: "false" }],
    ["", { METHOD_LINK_ENABLED: "false", VERIFICATION_METHOD: "link" }],
    ["", { METHOD_CODE_ENABLED: "false" }],
  ])("refuses to start %j for a method that is not enabled: %j", async (query, settings) => {
    for (const make of [spa, page]) {
      const { status, json: body } = await make(testBed({ settings })).ask(BROWSER + query);
      expect([status, body.error.id]).toEqual([400, undefined]);
      expect(body.error.reason).not.toMatch(/disabled\.$/);
    }
  });
});

describe("which method", () => {
  it.each([
    { query: "?method=link", settings: {}, want: "link" },
    { query: "", settings: { VERIFICATION_METHOD: "link" }, want: "link" },
    { query: "?method=code", settings: { VERIFICATION_METHOD: "link" }, want: "code" },
  ])("starts a flow for $want with $query and $settings", async ({ query, settings, want }) => {
    expect((await spa(testBed({ settings })).init(query)).active).toBe(want);
    expect((await native(testBed({ settings })).init(query)).active).toBe(want);
  });

  it("refuses a method that there is not", async () => {
    const { status, json: body } = await spa(testBed()).ask(`${BROWSER}?method=sms`);
    expect([status, body.error.code]).toEqual([400, 400]);
  });
});

describe("verbs and limits", () => {
  it.each([
    [BROWSER, "GET, HEAD"],
    [API, "GET, HEAD"],
    ["/self-service/verification/flows", "GET, HEAD"],
    ["/verification/flows", "GET, HEAD"],
    ["/self-service/verification", "GET, HEAD, POST"],
    ["/self-service/errors", "GET, HEAD"],
  ])("answers the wrong verb at %s with 405 and Allow", async (path, allow) => {
    for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS"]) {
      const { status, headers, text } = await spa(testBed()).ask(path, { method });
      expect([status, headers.get("allow")]).toEqual([405, allow]);
      expect(headers.get("content-type")).toMatch(/^text\/plain/);
      expect(text).not.toContain("{");
    }
  });

  it("answers HEAD like GET, without a body", async () => {
    const client = spa(testBed());
    for (const path of [BROWSER, API, "/self-service/errors?id=stub:500"]) {
      const { status, text, headers } = await client.ask(path, { method: "HEAD", ...json });
      expect([status, text, headers.get("content-type")]).toEqual([200, "", "application/json; charset=utf-8"]);
    }
  });

  it("tells a network that starts too much when to come back: 429 and Retry-After", async () => {
    const client = spa(testBed());
    for (let started = 0; started < 30; started += 1) await client.init();
    const { status, headers, json: body } = await client.ask(BROWSER);
    expect([status, body.error.code, headers.get("retry-after")]).toEqual([429, 429, "3600"]);
  });
});
