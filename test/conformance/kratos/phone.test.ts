import { describe, expect, it } from "vitest";
import { testBed } from "../../support/world.ts";
import {
  csrfOf,
  faultsOf,
  idsOf,
  JANE,
  knownPeople,
  native,
  nodeOf,
  PHONE,
  page,
  sentTo,
  spa,
  verified,
  withTexts,
} from "./client.ts";

describe("a phone number", () => {
  it("case 52: is sent a code by text, and verified by it", async () => {
    const { bed, client, flow, sent, code } = await sentTo("spa", withTexts, { email: PHONE });
    expect([sent.json.state, idsOf(sent.json)]).toEqual(["sent_email", [1080004]]);
    expect(nodeOf(sent.json, "email")?.attributes).toMatchObject({ type: "submit", value: PHONE });
    expect(bed.sent).toMatchObject([{ channel: "sms", to: PHONE, link: null }]);
    expect(bed.sent[0]?.text.split("\n").at(-1)).toBe(`@verify.example.com #${code}`);
    const { json } = await client.post(flow, { method: "code", code });
    expect([json.state, idsOf(json), await verified()]).toEqual(["passed_challenge", [1080005], [PHONE]]);
  });

  it("case 52: is read as people write it, and shown in E.164", async () => {
    const { bed, sent } = await sentTo("spa", withTexts, { email: " +1 (206) 555-1234 " });
    expect(nodeOf(sent.json, "email")?.attributes["value"]).toBe(PHONE);
    expect(bed.sent).toHaveLength(1);
  });

  it("case 53: of nobody is answered alike, and never written to", async () => {
    const options = { ...withTexts, settings: { ...withTexts.settings, NOTIFY_UNKNOWN_RECIPIENTS: "true" } };
    const { bed, sent } = await sentTo("spa", options, { email: "+12065559876" });
    expect([idsOf(sent.json), bed.sent.length]).toEqual([[1080004], 0]);
  });

  it("of a country that is not on the list is refused before anything is spent", async () => {
    const bed = testBed(withTexts);
    const client = spa(bed);
    const { status, json } = await client.send(await client.init(), "+33612345678");
    expect([status, json.state, faultsOf(json, "email")]).toEqual([400, "choose_method", [4000001]]);
    expect(bed.sent).toHaveLength(0);
  });

  it("of such a country is no way around the form's token", async () => {
    const client = spa(testBed(withTexts));
    const { status, json } = await client.post(await client.init(), { method: "code", email: "+33612345678" });
    expect([status, json.error.id]).toEqual([403, "security_csrf_violation"]);
    const app = native(testBed(withTexts));
    const fields = { method: "code", email: "+33612345678" };
    const refused = await app.post(await app.init(), fields, { headers: { cookie: "a=b" } });
    expect([refused.status, idsOf(refused.json)]).toEqual([400, [4000001]]);
  });

  it.each(["+19005550123", "+999123456789", "+1 206 555 1234 ext 9", "0044 20 7946 0000", "＋12065551234"])(
    "that costs extra, or is none, is answered like one of nobody: %s",
    async (email) => {
      const { bed, sent } = await sentTo("spa", withTexts, { email });
      expect([idsOf(sent.json), bed.sent.length]).toEqual([[1080004], 0]);
    },
  );

  it("and an address take turns in one flow; the channel follows what was sent last", async () => {
    const { bed, client, flow } = await sentTo("spa", withTexts, { email: PHONE });
    const { json } = await client.send(flow, JANE);
    expect(idsOf(json)).toEqual([1080003]);
    expect(bed.sent.map(({ channel }) => channel)).toEqual(["sms", "email"]);
    const passed = await client.post(flow, { code: bed.sent[1]?.code });
    expect([idsOf(passed.json), await verified()]).toEqual([[1080002], [JANE]]);
  });
});

describe("a send that comes too soon", () => {
  it("is a 400 with the flow, a word on it, and Retry-After; the resend button stays", async () => {
    const { bed, client, flow, code } = await sentTo("spa");
    bed.wait(20_000);
    const { status, headers, json } = await client.send(flow, JANE);
    expect([status, idsOf(json), headers.get("retry-after")]).toEqual([400, [4000001], "40"]);
    expect(json.ui.messages?.[0]?.text).toContain("40 seconds");
    expect(nodeOf(json, "email")?.attributes).toMatchObject({ type: "submit", value: JANE });
    expect(bed.sent).toHaveLength(1);
    expect((await client.post(flow, { method: "code", code })).json.state).toBe("passed_challenge");
  });

  it("leaves one message however often it is tried, and none once it works", async () => {
    const { bed, client, flow } = await sentTo("spa");
    for (let tries = 0; tries < 3; tries += 1) expect(idsOf((await client.send(flow, JANE)).json)).toEqual([4000001]);
    bed.wait(60_000);
    expect(idsOf((await client.send(flow, JANE)).json)).toEqual([1080003]);
  });

  it("counts over flows, browsers and spellings of the address", async () => {
    const { bed } = await sentTo("spa");
    for (const email of [JANE, "JANE@Example.ORG", ` ${JANE}`]) {
      const other = spa(bed);
      const { status, json } = await other.send(await other.init(), email);
      expect([status, json.state, idsOf(json)]).toEqual([400, "choose_method", [4000001]]);
    }
  });

  it("sends a browser to the page, which shows it, with Retry-After", async () => {
    const { bed, client, flow } = await sentTo("page");
    bed.wait(20_000);
    const { status, location, headers } = await client.send(flow, JANE);
    expect([status, headers.get("retry-after")]).toEqual([303, "40"]);
    const { text } = await client.ask(location);
    expect(text).toContain('role="alert"');
  });

  it("waits twice as long each time", async () => {
    const { bed, client, flow } = await sentTo("spa");
    for (const seconds of [60, 120, 240]) {
      expect((await client.send(flow, JANE)).headers.get("retry-after")).toBe(`${seconds}`);
      bed.wait(seconds * 1_000);
      expect((await client.send(flow, JANE)).status).toBe(200);
    }
  });

  it("is refused at a number after five texts in an hour", async () => {
    const bed = testBed(withTexts);
    await knownPeople();
    const client = spa(bed);
    const flow = await client.init();
    for (const minutes of [0, 1, 2, 4, 8]) {
      bed.wait(minutes * 60_000);
      expect((await client.post(flow, { method: "code", email: PHONE, ...csrfOf(flow) })).status).toBe(200);
    }
    bed.wait(16 * 60_000);
    const { status, headers } = await client.send(flow, PHONE);
    expect([status, headers.get("retry-after")]).toEqual([400, `${(60 - 31) * 60}`]);
    expect((await page(bed).read(flow.id)).status).toBe(403);
  });
});
