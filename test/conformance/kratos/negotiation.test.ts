import { describe, expect, it } from "vitest";
import { testBed } from "../../support/world.ts";
import {
  BASE,
  type Client,
  csrfOf,
  ERROR_UI,
  idsOf,
  JANE,
  knownPeople,
  native,
  notCode,
  page,
  rowCounts,
  sentTo,
  spa,
  UI,
} from "./client.ts";

const BROWSER = "/self-service/verification/browser";
const APP = "https://app.example.com";
const allowing = { settings: { ALLOWED_ORIGINS: `${APP} https://other.example` } };

describe("JSON or a page", () => {
  it.each([
    ["application/json", true],
    ["application/json, text/plain, */*", true],
    ["application/*", true],
    ["text/html;q=0.5, application/json", true],
    ["APPLICATION/JSON;charset=utf-8", true],
    ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", false],
    ["text/html, application/json", false],
    ["application/json;q=0.1, text/html;q=0.2", false],
    ["application/json;q=0", false],
    ["application/json;q=nonsense", false],
    ["*/*", false],
    ["text/*", false],
    ["", false],
    [",;,;q=,/", false],
    ["application/json, ".repeat(100), false],
  ])("Accept: %j asks for JSON: %j", async (accept, json) => {
    const { status } = await spa(testBed()).ask(BROWSER, { headers: { accept } });
    expect(status).toBe(json ? 200 : 303);
  });

  it("takes a JSON body for a wish for JSON, also with Accept */*", async () => {
    const { client, flow, code } = await sentTo("spa");
    for (const type of ["application/json", "application/json; charset=utf-8", "Application/JSON"]) {
      const headers = { accept: "*/*", "content-type": type };
      const wrong = await client.post(flow, { code: notCode(code) }, { headers });
      expect([wrong.status, idsOf(wrong.json)]).toEqual([200, [4070006]]);
    }
    const headers = { accept: "*/*" };
    expect((await client.post(flow, { method: "code" }, { headers })).status).toBe(400);
    const passed = await client.post(flow, { code }, { headers });
    expect([passed.status, passed.json.state]).toEqual([200, "passed_challenge"]);
    expect((await client.post(flow, { code }, { headers })).status).toBe(410);
  });

  it("answers a form of a client that accepts JSON with JSON", async () => {
    const bed = testBed();
    await knownPeople();
    const client = spa(bed);
    const flow = await client.init();
    const fields = new URLSearchParams({ method: "code", email: JANE, ...csrfOf(flow) });
    for (const body of [fields, formData(fields)]) {
      const { status, json } = await client.ask(`/self-service/verification?flow=${flow.id}`, { method: "POST", body });
      expect([status, json.state]).toEqual([200, "sent_email"]);
      bed.wait(60_000);
    }
    expect(bed.sent).toHaveLength(2);
  });

  it("merges query and body: over JSON the query wins, over a form the body", async () => {
    const { bed, flow, code } = await sentTo("native");
    const query = `?flow=${flow.id}&code=${notCode(code)}`;
    expect(idsOf((await native(bed).post(query, { code })).json)).toEqual([4070006]);
    const body = new URLSearchParams({ code });
    const { json } = await native(bed).ask(`/self-service/verification${query}`, { method: "POST", body });
    expect(json.state).toBe("passed_challenge");
  });

  it("reads the payload of a form as JSON", async () => {
    const client = native(testBed());
    const flow = await client.init();
    for (const [payload, want] of [
      ['{"lang":"en"}', 200],
      ["{", 400],
      ["[]", 400],
      ['"x"', 400],
    ] as const) {
      const body = new URLSearchParams({ code: "123456", transient_payload: payload });
      const ask = { method: "POST", body };
      expect((await client.ask(`/self-service/verification?flow=${flow.id}`, ask)).status).toBe(want);
    }
  });
});

function formData(fields: URLSearchParams): FormData {
  const form = new FormData();
  for (const [name, value] of fields) form.set(name, value);
  return form;
}

describe("pages of other sites", () => {
  const foreign = [
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "http://verify.example.com" },
    { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site", origin: "https://blog.example.com" },
  ];

  it.each(foreign)("cannot submit to a browser's flow: %j", async (headers) => {
    const { bed, client, flow, code } = await sentTo("spa");
    bed.wait(60_000);
    const before = await rowCounts();
    for (const fields of [{ method: "code", email: JANE, ...csrfOf(flow) }, { code }, {}]) {
      const { status, json } = await client.post(flow, fields, { headers });
      expect([status, json.error.id]).toEqual([403, "security_csrf_violation"]);
    }
    const accept = "text/html";
    const type = "application/x-www-form-urlencoded";
    const asForm = { headers: { ...headers, accept, "content-type": type } };
    const { status, location } = await client.post(flow, { code }, asForm);
    expect([status, location.startsWith(ERROR_UI)]).toEqual([303, true]);
    expect([await rowCounts(), bed.sent.length]).toEqual([before, 1]);
    expect((await client.read(flow.id)).json.state).toBe("sent_email");
  });

  it.each([
    { origin: BASE, "sec-fetch-site": "same-origin" },
    { origin: "null", "sec-fetch-site": "same-origin" },
    { origin: BASE },
    { "sec-fetch-site": "none" },
  ])("differ from our own: %j", async (headers) => {
    const { client, flow, code } = await sentTo("page");
    const { location } = await client.post(flow, { code }, { headers });
    expect(location).toBe(`${UI}?flow=${flow.id}`);
    expect((await client.read(flow.id)).json.state).toBe("passed_challenge");
  });

  it("can send people to start, and mails can send them to follow a link", async () => {
    const headers = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
    const { bed, flow } = await sentTo("page");
    expect((await page(bed).ask(BROWSER, { headers })).status).toBe(303);
    const link = (bed.sent[0]?.link ?? "").replace(BASE, "");
    expect((await page(bed).ask(link, { headers })).location).toBe(`${UI}?flow=${flow.id}`);
  });
});

describe("ALLOWED_ORIGINS", () => {
  const submit = async (client: Client, origin: string) => {
    const flow = await client.init();
    const headers = { origin, "sec-fetch-site": "cross-site" };
    return client.post(flow, { method: "code", email: JANE, ...csrfOf(flow) }, { headers });
  };

  it("lets a page of ours on another origin start, read and submit, with cookies", async () => {
    const bed = testBed(allowing);
    const { status, headers } = await submit(spa(bed), APP);
    expect([status, headers.get("access-control-allow-origin")]).toEqual([200, APP]);
    expect(headers.get("access-control-allow-credentials")).toBe("true");
    expect(headers.get("vary")).toContain("Origin");
    const exposed = headers.get("access-control-expose-headers")?.split(", ");
    expect(exposed).toEqual(expect.arrayContaining(["Retry-After", "X-D1-Bookmark", "Ory-Error-Id"]));
    expect((await submit(spa(bed), "https://evil.example")).status).toBe(403);
  });

  it.each([
    "/self-service/verification?flow=x",
    BROWSER,
    "/self-service/verification/flows",
    "/verification/flows",
    "/self-service/errors",
  ])("is told to browsers that ask before %s", async (path) => {
    const headers = {
      origin: APP,
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type",
    };
    for (const mount of ["", "/auth"]) {
      const reply = await spa(testBed(allowing), mount).ask(path, { method: "OPTIONS", headers });
      expect([reply.status, reply.headers.get("access-control-allow-origin")]).toEqual([204, APP]);
      expect(reply.headers.get("access-control-allow-methods")).toContain("POST");
      const allowed = reply.headers.get("access-control-allow-headers")?.split(", ");
      expect(allowed).toEqual(expect.arrayContaining(["Content-Type", "Idempotency-Key", "X-D1-Bookmark"]));
      expect(reply.headers.get("access-control-allow-credentials")).toBe("true");
    }
  });

  it("is never a mirror: any other origin is told nothing", async () => {
    for (const origin of [
      "https://evil.example",
      "null",
      "https://app.example.com.evil.example",
      "http://app.example.com",
    ]) {
      for (const method of ["GET", "OPTIONS"]) {
        const headers = { origin, "access-control-request-method": "POST" };
        for (const path of [BROWSER, "/self-service/verification/flows?id=x", "/verification/flows"]) {
          const reply = await spa(testBed(allowing)).ask(path, { method, headers });
          expect([...reply.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
        }
      }
    }
  });

  it("is empty to begin with", async () => {
    const { headers } = await spa(testBed()).ask(BROWSER, { headers: { origin: APP } });
    expect(headers.get("access-control-allow-origin")).toBeNull();
  });

  it("shows refusals too to a page that may read them", async () => {
    const { status, headers } = await spa(testBed(allowing)).post("?flow=abc", {}, { headers: { origin: APP } });
    expect([status, headers.get("access-control-allow-origin")]).toEqual([400, APP]);
  });
});
