import { describe, expect, it } from "vitest";
import { testBed } from "../../support/world.ts";
import { attemptsOf, csrfOf, ERROR_UI, JANE, messagesOf, native, page, rowCounts, sentTo, spa, UI } from "./client.ts";

const POST = "/self-service/verification";
const FORM = "application/x-www-form-urlencoded";
const encode = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(new TextEncoder().encode(text));
const boundary = "multipart/form-data; boundary=b";

/** A body that nothing can be made of: which type it claims, and the id of the message that says so. */
type Bad = { readonly what: string; readonly type: string | undefined; readonly body: BodyInit; readonly id?: number };

const upload = (name: string): string =>
  `--b\r\nContent-Disposition: form-data; name="method"\r\n\r\ncode\r\n--b\r\nContent-Disposition: form-data; name="${name}"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n${JANE}\r\n--b--\r\n`;

const undecodable: Bad[] = [
  { what: "an empty body", type: "application/json", body: "" },
  { what: "an empty form", type: FORM, body: "" },
  { what: "no content type", type: undefined, body: encode(`{"email":"${JANE}"}`) },
  { what: "text/plain", type: "text/plain", body: `{"method":"code","email":"${JANE}"}` },
  { what: "text/json", type: "text/json", body: "{}" },
  { what: "two content types", type: "application/json, text/plain", body: "{}" },
  { what: "utf-16", type: "application/json; charset=utf-16", body: '{"code":"1"}' },
  { what: "utf-16 forms", type: `${FORM}; charset="utf-16"`, body: "code=1" },
  { what: "broken JSON", type: "application/json", body: '{"method":"code",' },
  { what: "JSON in quotes of another kind", type: "application/json", body: "{'code':'1'}" },
  { what: "a byte order mark", type: "application/json", body: '\ufeff{"code":"1"}' },
  { what: "an array", type: "application/json", body: "[]" },
  { what: "a string", type: "application/json", body: '"code"' },
  { what: "a number", type: "application/json", body: "1e999" },
  { what: "null", type: "application/json", body: "null" },
  { what: "nesting", type: "application/json", body: `{"transient_payload":${"[".repeat(7_000)}${"]".repeat(7_000)}}` },
  { what: "bytes that are no UTF-8", type: "application/json", body: Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d) },
  { what: "an overlong form", type: FORM, body: Uint8Array.of(0x65, 0x3d, 0xc0, 0xaf) },
  { what: "multipart without a boundary", type: "multipart/form-data", body: "--b\r\n" },
  { what: "multipart garbage", type: boundary, body: "garbage" },
  {
    what: "multipart without an end",
    type: boundary,
    body: '--b\r\nContent-Disposition: form-data; name="code"\r\n\r\n1',
  },
  { what: "zipped bytes", type: "application/json", body: Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0) },
];

const json = (value: unknown): string => JSON.stringify(value);
const typed = (what: string, body: string): Bad => ({ what, type: "application/json", body, id: 4000026 });

const malformed: Bad[] = [
  ...[[JANE], { value: JANE }, 1, true, null].map((email) =>
    typed(`email ${json(email)}`, json({ method: "code", email })),
  ),
  ...[["123456"], { $ne: "" }, 123456, 1e5, -0, false].map((code) => typed(`code ${json(code)}`, json({ code }))),
  ...[["t"], {}, 7].map((token) => typed(`token ${json(token)}`, json({ method: "link", token }))),
  typed("csrf_token", json({ method: "code", email: JANE, csrf_token: ["x"] })),
  typed("a payload that is a list", json({ method: "code", email: JANE, transient_payload: [] })),
  typed("a payload that is a text", json({ method: "code", email: JANE, transient_payload: "{}" })),
  { what: "a repeated field", type: FORM, body: `method=code&email=${JANE}&email=eve@example.org`, id: 4000026 },
  { what: "a repeated code", type: FORM, body: "code=111111&code=222222", id: 4000026 },
  { what: "an uploaded address", type: boundary, body: upload("email"), id: 4000026 },
  { what: "an uploaded code", type: boundary, body: upload("code"), id: 4000026 },
  { what: "a method that is a list", type: "application/json", body: '{"method":["code"]}', id: 4000001 },
  {
    what: "a lone surrogate",
    type: "application/json",
    body: '{"method":"code","email":"\\ud800@x.org"}',
    id: 4000040,
  },
  { what: "NUL", type: "application/json", body: '{"method":"code","email":"a\\u0000@x.org"}', id: 4000040 },
  { what: "a line break", type: FORM, body: "method=code&email=a%0d%0aBcc:%20eve@x.org", id: 4000040 },
  { what: "escaped bytes that are no UTF-8", type: FORM, body: "method=code&email=%ff@x.org", id: 4000040 },
  { what: "a long address", type: FORM, body: `method=code&email=${"a".repeat(10_000)}`, id: 4000017 },
  { what: "a long code", type: FORM, body: `code=${"1".repeat(10_000)}`, id: 4000017 },
  {
    what: "names of prototypes",
    type: "application/json",
    body: '{"__proto__":{"method":"code","code":"1"}}',
    id: 4010006,
  },
  {
    what: "constructors",
    type: "application/json",
    body: '{"constructor":{"prototype":{"method":"code"}}}',
    id: 4010006,
  },
];

describe("a body that cannot be used", () => {
  it.each([...undecodable, ...malformed])("$what is a 400 with the flow, and changes nothing", async (bad) => {
    const { bed, client, flow, code } = await sentTo("native");
    const before = await rowCounts();
    const headers = bad.type === undefined ? {} : { "content-type": bad.type };
    const { status, json: answer } = await client.ask(`${POST}?flow=${flow.id}`, {
      method: "POST",
      headers,
      body: bad.body,
    });
    expect([status, answer.id, messagesOf(answer)]).toEqual([400, flow.id, [bad.id ?? 4000001]]);
    expect([await rowCounts(), await attemptsOf(flow), bed.sent.length]).toEqual([before, 0, 1]);
    expect((await client.post(flow, { code })).json.state).toBe("passed_challenge");
  });

  it.each(undecodable.filter(({ type }) => !type?.startsWith("application/json") || type.includes(",")))(
    "$what, of a browser, is told on the page",
    async ({ type, body }) => {
      const { client, flow } = await sentTo("page");
      const headers = { ...(type === undefined ? {} : { "content-type": type }) };
      const { status, location } = await client.ask(`${POST}?flow=${flow.id}`, { method: "POST", headers, body });
      expect([status, location]).toEqual([303, `${UI}?flow=${flow.id}`]);
      expect(messagesOf((await client.read(flow.id)).json)).toEqual([4000001]);
    },
  );

  it("is counted to 16 KiB while it is read, and no further", async () => {
    const { client, flow, code } = await sentTo("native");
    const full = `{"code":"${code}","x":"`;
    const fill = (bytes: number): string => `${full}${"x".repeat(bytes - full.length - 2)}"}`;
    const headers = { "content-type": "application/json" };
    const path = `${POST}?flow=${flow.id}`;
    const over = await client.ask(path, { method: "POST", headers, body: fill(16 * 1024 + 1) });
    expect([over.status, over.json.error.code]).toEqual([413, 413]);
    const form = { method: "POST", headers: { "content-type": FORM }, body: `code=${"1".repeat(20_000)}` };
    const browser = await client.ask(path, { ...form, headers: { ...form.headers, accept: "text/html" } });
    expect([browser.status, browser.location.startsWith(ERROR_UI)]).toEqual([303, true]);
    const deep = await client.ask(path, { method: "POST", headers, body: "[".repeat(100_000) });
    expect(deep.status).toBe(413);
    const exact = await client.ask(path, { method: "POST", headers, body: fill(16 * 1024) });
    expect([exact.status, exact.json.state]).toEqual([200, "passed_challenge"]);
  });

  it("is no such body when it only has more than is needed, or fields that are empty", async () => {
    const { client, flow, code } = await sentTo("native");
    const more = { code, email: "", method: "", csrf_token: "", tenant_id: "x", state: "passed_challenge", ui: {} };
    expect((await client.post(flow, more)).json.state).toBe("passed_challenge");
  });

  it("does not pile up messages, nor outlive the next thing that works", async () => {
    const { bed, client, flow } = await sentTo("native");
    for (const fields of [{ method: "x" }, { code: [] }, { method: "code" }, { method: "link", email: "x" }, {}]) {
      expect(messagesOf((await client.post(flow, fields)).json)).toHaveLength(1);
    }
    bed.wait(60_000);
    expect(messagesOf((await client.send(flow, JANE)).json)).toEqual([1080003]);
  });
});

describe("a query that cannot be used", () => {
  it.each([
    ["a repeated code", "&code=111111&code=222222", 4000026],
    ["a repeated address", `&method=code&email=${JANE}&email=eve@example.org`, 4000026],
    ["a method that there is not", "&method=__proto__", 4000001],
  ])("%s is a 400 with the flow", async (_, query, id) => {
    const { client, flow, bed } = await sentTo("native");
    const before = await rowCounts();
    const { status, json: answer } = await client.post(`?flow=${flow.id}${query}`, { x: "y" });
    expect([status, messagesOf(answer)]).toEqual([400, [id]]);
    expect([await rowCounts(), await attemptsOf(flow), bed.sent.length]).toEqual([before, 0, 1]);
  });

  it.each([
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    " https://evil.example",
    "https:evil.example",
    "https://app.example.com@evil.example",
    "https://app.example.com\\@evil.example",
    "https://app.example.com.evil.example",
    "https://app.example.com.",
    "https://app.example.com:8443",
    "http://app.example.com",
    "https://user:pw@app.example.com/",
    "https://app。example.com",
    "https://2130706433",
    "javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,x",
    "/ok/../..//evil.example",
    "/%2f%2fevil.example",
    "?x=//evil.example",
    "#//evil.example",
    "https://app.example.com/\u202e",
    `https://app.example.com/${"a".repeat(4_000)}`,
  ])("return_to %j is a 400, and starts nothing", async (returnTo) => {
    for (const [client, path] of [
      [spa(testBed()), "browser"],
      [page(testBed()), "browser"],
      [native(testBed()), "api"],
    ] as const) {
      const reply = await client.ask(`${POST}/${path}?return_to=${encodeURIComponent(returnTo)}`);
      expect([reply.status, reply.json.error.id]).toEqual([400, "self_service_flow_return_to_forbidden"]);
      expect(reply.text).not.toContain("evil");
    }
    expect((await rowCounts())["flows"]).toBe(0);
  });

  it.each([
    ["a repeated return_to", "?return_to=/a&return_to=https://evil.example"],
    ["a repeated method", "?method=code&method=link"],
    ["an address of 9 KB", `?x=${"a".repeat(9_000)}`],
  ])("%s starts nothing", async (_, query) => {
    const { status, json: answer } = await spa(testBed()).ask(`${POST}/browser${query}`);
    expect([status, answer.error.code]).toEqual([400, 400]);
    expect((await rowCounts())["flows"]).toBe(0);
  });

  it("with names and values that mean nothing here is ignored", async () => {
    const flow = await spa(testBed()).init("?__proto__=x&constructor=y&%00=%00&aal=aal1&x=%E0%A4%A");
    expect(flow.state).toBe("choose_method");
  });
});

describe("cookies that cannot be used", () => {
  it.each(["", "=", ";;;", "csrf_token_x", "verification_=x; =y", "a=%E0%A4%A", `a=${"b".repeat(8_000)}`])(
    "%j are ignored",
    async (cookie) => {
      const bed = testBed();
      const flow = await spa(bed).init();
      const own = { headers: { cookie } };
      expect((await native(bed).ask(`${POST}/flows?id=${flow.id}`, own)).status).toBe(403);
      expect((await native(bed).ask(`${POST}/browser`, own)).status).toBe(200);
      expect((await native(bed).ask(`${POST}?flow=${flow.id}&code=1`, own)).status).toBe(303);
    },
  );

  it("forged ones of a mail link give no right", async () => {
    const bed = testBed();
    const flow = await spa(bed).init();
    for (const value of ["k1.AAAA.AAAA", "k9.a.b", "....", '{"guard":"api"}']) {
      const cookie = `__Host-verification_${flow.id.replaceAll("-", "")}=${encodeURIComponent(value)}`;
      const { status } = await native(bed).ask(`${POST}/flows?id=${flow.id}`, { headers: { cookie } });
      expect(status).toBe(403);
    }
    expect(csrfOf(flow)).not.toEqual({});
  });
});
