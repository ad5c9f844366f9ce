import { describe, expect, it } from "vitest";
import { testBed } from "../../support/world.ts";
import {
  csrfOf,
  ERROR_UI,
  faultsOf,
  idsOf,
  JANE,
  knownPeople,
  namesOf,
  native,
  nodeOf,
  PHONE,
  page,
  rowCounts,
  sentTo,
  spa,
  UI,
  withTexts,
} from "./client.ts";

describe("what a send needs", () => {
  it.each([{ method: "code" }, { method: "code", email: "" }, { method: "code", email: "  " }])(
    "case 20: an address: %j",
    async (fields) => {
      const bed = testBed();
      for (const make of [spa, native]) {
        const client = make(bed);
        const { status, json } = await client.post(await client.init(), fields);
        expect([status, json.state, faultsOf(json, "email")]).toEqual([400, "choose_method", [4000002]]);
        expect(nodeOf(json, "email")?.messages[0]?.context).toEqual({ property: "email" });
        expect(json.ui).not.toHaveProperty("messages");
      }
      const browser = page(bed);
      const flow = await browser.init();
      const { status, location } = await browser.post(flow, fields);
      expect([status, location]).toEqual([303, `${UI}?flow=${flow.id}`]);
      expect(faultsOf((await browser.read(flow.id)).json, "email")).toEqual([4000002]);
    },
  );

  it("case 20: says so beside the resend button, which stays", async () => {
    const { client, flow, sent } = await sentTo("spa");
    const { status, json } = await client.post(flow, { method: "code" });
    expect([status, namesOf(json)]).toEqual([400, namesOf(sent.json)]);
    expect(faultsOf(json, "email")).toEqual([4000002]);
  });

  it("case 21: a method that there is", async () => {
    for (const query of ["", "?method=link"]) {
      const client = spa(testBed());
      const { status, json } = await client.post(await client.init(query), { method: "not-a-method", email: JANE });
      expect([status, faultsOf(json, "method")]).toEqual([400, [4000001]]);
      expect(nodeOf(json, "method")?.messages[0]?.text).toBe('value must be one of "code", "link"');
    }
  });

  it("case 22: an e-mail address, where a link is to be sent", async () => {
    for (const email of ["invalid", "a@b", PHONE]) {
      const bed = testBed(withTexts);
      const client = spa(bed);
      const flow = await client.init("?method=link");
      const { status, json } = await client.send(flow, email, "link");
      expect([status, faultsOf(json, "email")]).toEqual([400, [4000040]]);
      expect(nodeOf(json, "email")).toMatchObject({
        attributes: { value: email },
        messages: [{ context: { value: email } }],
      });
      expect((await page(bed).post(flow, { method: "link", email })).status).toBe(303);
      expect(bed.sent).toHaveLength(0);
    }
  });

  it("an address of at most 320 characters", async () => {
    const client = spa(testBed());
    const { status, json } = await client.send(await client.init(), `${"a".repeat(400)}@x.org`);
    expect([status, faultsOf(json, "email")]).toEqual([400, [4000017]]);
    expect(nodeOf(json, "email")?.messages[0]?.context).toEqual({ max_length: 320, actual_length: 406 });
  });

  it("case 24: the token of the browser's own form", async () => {
    const bed = testBed();
    await knownPeople();
    const other = csrfOf(await spa(bed).init());
    for (const token of [{}, { csrf_token: "x" }, { csrf_token: "€" }, other]) {
      const client = spa(bed);
      const { status, json } = await client.post(await client.init(), { method: "code", email: JANE, ...token });
      expect([status, json.error.id]).toEqual([403, "security_csrf_violation"]);
    }
    const browser = page(bed);
    const { status, location } = await browser.post(await browser.init(), { method: "code", email: JANE });
    expect([status, location.startsWith(`${ERROR_UI}?id=`)]).toEqual([303, true]);
    expect(bed.sent).toHaveLength(0);
    expect((await rowCounts())["issues"]).toBe(0);
  });

  it("case 24: the cookie that belongs to the token", async () => {
    const bed = testBed();
    const flow = await spa(bed).init();
    const { status, json } = await native(bed).post(flow, { method: "code", email: JANE, ...csrfOf(flow) });
    expect([status, json.error.id]).toEqual([403, "security_csrf_violation"]);
  });

  it.each([
    [{ origin: "https://x" }, 400],
    [{ origin: "https://verify.example.com" }, 400],
    [{ cookie: "a=b" }, 400],
    [{ cookie: "__cf_bm=1; a=b" }, 400],
    [{ cookie: "__cf_bm=1" }, 200],
    [{ cookie: "_cfuvid=1; cf_clearance=2" }, 200],
  ])("case 25: no browser, in a native flow: %j is answered %i", async (headers, want) => {
    const bed = testBed();
    const client = native(bed);
    const flow = await client.init();
    const { status, json } = await client.post(flow, { method: "code", email: JANE }, { headers });
    expect([status, json.id]).toEqual([want, flow.id]);
    expect(idsOf(json)).toEqual([want === 200 ? 1080003 : 4000001]);
    expect((await rowCounts())["issues"]).toBe(want === 200 ? 1 : 0);
  });

  it("the method that the flow was started for", async () => {
    for (const [query, method, more] of [
      ["", "link", { email: JANE }],
      ["", "link", {}],
      ["", "link", { token: "t" }],
      ["?method=link", "code", { email: JANE }],
      ["?method=link", "code", {}],
      ["?method=link", "code", { code: "123456" }],
      ["?method=link", "code", { code: "12" }],
    ] as const) {
      const client = spa(testBed());
      const flow = await client.init(query);
      for (let time = 1; time <= 2; time += 1) {
        const { status, json } = await client.post(flow, { method, ...more, ...csrfOf(flow) });
        expect([status, idsOf(json), json.active]).toEqual([400, [4010006], flow.active]);
      }
    }
  });

  it("a method or a code at all", async () => {
    const client = spa(testBed());
    const { status, json } = await client.post(await client.init(), { email: JANE });
    expect([status, idsOf(json), json.active]).toEqual([400, [4010006], "code"]);
  });
});
