import { describe, expect, it } from "vitest";
import { testBed } from "../../support/world.ts";
import { BASE, type Client, flowIn, idsOf, JANE, linkOf, MINUTE, page, sentTo, spa, UI, verified } from "./client.ts";

const HOUR = 60 * MINUTE;
const INBOX = "https://app.example.com/inbox";
const withInbox = { query: `?return_to=${INBOX}` };
const byLink = { query: `?method=link&return_to=${INBOX}`, method: "link" };

/** What a flow made in place of an expired one says, and keeps. */
async function expectRenewed(client: Client, id: string, old: { id: string; request_url: string }, type: string) {
  expect(id).not.toBe(old.id);
  const { status, json } = await client.read(id);
  expect([status, json.id, json.type, json.state]).toEqual([200, id, type, "choose_method"]);
  expect([idsOf(json), json.return_to, json.request_url]).toEqual([[4070005], INBOX, old.request_url]);
  return json;
}

describe("reading an expired flow", () => {
  it.each(["", "/auth"])("case 13: says where to start a browser's anew, at mount %j", async (mount) => {
    const bed = testBed();
    const client = spa(bed, mount);
    const flow = await client.init(withInbox.query);
    const plain = await client.init();
    bed.wait(HOUR);
    const start = `${BASE}${mount}/self-service/verification/browser`;
    const { status, headers, json } = await client.read(flow.id);
    expect([status, json.error.code, headers.get("content-type")]).toEqual([410, 410, "application/json"]);
    expect(json.error.details).toEqual({
      redirect_to: `${start}?return_to=${encodeURIComponent(INBOX)}`,
      return_to: INBOX,
    });
    expect((await client.read(plain.id)).json.error.details).toEqual({ redirect_to: start });
  });

  it("case 13: has an id without use_flow_id, upon which clients start anew", async () => {
    const { bed, client, flow } = await sentTo("spa");
    bed.wait(HOUR);
    const { json } = await client.read(flow.id);
    expect([json.error.id, "use_flow_id" in json]).toEqual(["self_service_flow_expired", false]);
  });

  it("case 14: says where to start a native one anew", async () => {
    const { bed, client, flow } = await sentTo("native");
    bed.wait(HOUR);
    const { status, json } = await client.read(flow.id);
    expect([status, json.error.details]).toEqual([410, { api: `${BASE}/self-service/verification/api` }]);
  });

  it("tells nobody else that it has expired", async () => {
    const { bed, flow } = await sentTo("spa");
    bed.wait(HOUR);
    expect((await spa(bed).read(flow.id)).status).toBe(403);
  });

  it("is told of one that has passed, too", async () => {
    const { bed, client, flow, code } = await sentTo("spa");
    await client.post(flow, { code });
    bed.wait(HOUR);
    expect((await client.read(flow.id)).status).toBe(410);
    const text = (await client.ask(`${UI}?flow=${flow.id}`)).text;
    expect(text).toContain("Email address confirmed");
  });

  it("is judged to the millisecond", async () => {
    const { bed, client, flow } = await sentTo("spa");
    bed.wait(HOUR - 1);
    expect((await client.read(flow.id)).status).toBe(200);
    bed.wait(1);
    expect((await client.read(flow.id)).status).toBe(410);
  });
});

describe("posting to an expired flow", () => {
  it.each([
    ["a code", (code: string) => ({ method: "code", code })],
    ["an address", () => ({ method: "code", email: JANE })],
    ["nothing", () => ({ method: "code" })],
    ["a malformed code", () => ({ code: "1" })],
    ["a method there is not", () => ({ method: "sms" })],
  ])("case 39: %s, as a form, leads a browser to a new flow that says so", async (_, fields) => {
    const { bed, client, flow, code } = await sentTo("page", {}, withInbox);
    bed.wait(HOUR + 2 * MINUTE);
    const { status, location } = await client.post(flow, fields(code));
    expect([status, location.startsWith(`${UI}?flow=`)]).toEqual([303, true]);
    const next = await expectRenewed(client, flowIn(location), flow, "browser");
    const [message] = next.ui.messages ?? [];
    expect(message?.text).toContain("expired 2.00 minutes ago");
    const expired_at_unix = Math.floor(Date.parse(flow.expires_at) / 1_000);
    expect(message?.context).toEqual({ expired_at: flow.expires_at, expired_at_unix });
    expect([bed.sent.length, await verified()]).toEqual([1, []]);
    expect((await client.ask(location)).text).toContain('role="alert"');
  });

  it("case 39: leads on from one that has passed, too", async () => {
    const { bed, client, flow, code } = await sentTo("page", {}, withInbox);
    await client.post(flow, { code });
    bed.wait(HOUR);
    for (const { location } of [await client.post(flow, { code }), await client.ask(linkOf(bed))]) {
      await expectRenewed(client, flowIn(location), flow, "browser");
    }
  });

  it("case 39: works for a browser without a cookie, which is given one", async () => {
    const { bed, flow, code } = await sentTo("page", {}, withInbox);
    bed.wait(HOUR);
    const other = page(bed);
    const { cookies, location } = await other.post(flow, { code });
    expect(cookies).toHaveLength(1);
    await expectRenewed(other, flowIn(location), flow, "browser");
  });

  it.each(["/auth", ""])("case 40: leads a JSON client to read the new flow, at mount %j", async (mount) => {
    const bed = testBed();
    const client = spa(bed, mount);
    const flow = await client.init(withInbox.query);
    bed.wait(HOUR);
    const { status, location } = await client.post(flow, { method: "code", code: "123456" });
    expect([status, location]).toEqual([303, `${BASE}${mount}/self-service/verification/flows?id=${flowIn(location)}`]);
    const followed = await client.ask(location.replace(BASE, ""));
    expect([followed.status, followed.json.id]).toEqual([200, flowIn(location)]);
    await expectRenewed(client, flowIn(location), flow, "browser");
  });

  it("case 40: tells a native app the id of the new flow, which is native too", async () => {
    const { bed, client, flow, code } = await sentTo("native", {}, withInbox);
    bed.wait(HOUR + 1_500);
    const { status, json, headers, cookies } = await client.post(flow, { code });
    expect([status, json.error.id, headers.get("ory-error-id")]).toEqual([
      410,
      "self_service_flow_expired",
      "self_service_flow_expired",
    ]);
    expect(json).toMatchObject({ expired_at: flow.expires_at, since: 1_500_000_000 });
    expect(cookies).toEqual([]);
    await expectRenewed(client, json.use_flow_id, flow, "api");
  });

  it("case 40: works as often as it is asked, and counts like any other start", async () => {
    const { bed, client, flow } = await sentTo("native");
    bed.wait(2 * HOUR);
    for (let times = 0; times < 30; times += 1) expect((await client.post(flow, { code: "1" })).status).toBe(410);
    const { status, headers } = await client.post(flow, { code: "1" });
    expect([status, headers.get("retry-after")]).toEqual([429, "3600"]);
  });
});

describe("opening the link of an expired flow", () => {
  it.each(["spa", "native"] as const)(
    "case 41: of a %s client leads another browser to a flow of its own",
    async (kind) => {
      const { bed, flow } = await sentTo(kind, {}, withInbox);
      bed.wait(HOUR);
      const browser = page(bed);
      const { status, location, cookies } = await browser.ask(linkOf(bed));
      expect([status, location.startsWith(`${UI}?flow=`), cookies.length]).toEqual([303, true, 1]);
      const next = await expectRenewed(browser, flowIn(location), flow, "browser");
      bed.wait(MINUTE);
      expect((await browser.send(next, JANE)).location).toBe(`${UI}?flow=${next.id}`);
      expect([idsOf((await browser.read(next.id)).json), await verified()]).toEqual([[1080003], []]);
    },
  );

  it("case 41: does the same for a link that verifies", async () => {
    const { bed, flow } = await sentTo("spa", {}, byLink);
    bed.wait(HOUR);
    const browser = page(bed);
    const { location } = await browser.ask(linkOf(bed));
    const next = await expectRenewed(browser, flowIn(location), flow, "browser");
    expect([next.active, await verified()]).toEqual(["link", []]);
  });

  it("starts nothing for HEAD", async () => {
    const { bed, flow } = await sentTo("spa");
    bed.wait(HOUR);
    const browser = page(bed);
    const { status, location, cookies } = await browser.ask(linkOf(bed), { method: "HEAD" });
    expect([status, location, cookies]).toEqual([303, `${UI}?flow=${flow.id}`, []]);
    expect((await browser.ask(location)).status).toBe(410);
  });
});

describe("a flow that an operator has cancelled", () => {
  it("is gone for everybody, and names no flow to go on with", async () => {
    const { bed, client, flow, code } = await sentTo("spa");
    await bed.services.verification.cancel({ appId: "default", flowId: flow.id });
    const link = linkOf(bed);
    for (const reply of [
      await client.read(flow.id),
      await client.post(flow, { code }),
      await client.post(flow, { method: "code" }),
      await client.send(flow, JANE),
      await client.ask(link),
    ]) {
      expect([reply.status, reply.json.error.id, "use_flow_id" in reply.json]).toEqual([
        410,
        "self_service_flow_expired",
        false,
      ]);
    }
    const browser = page(bed);
    const { location } = await browser.ask(link);
    expect([(await browser.ask(location)).status, await verified()]).toEqual([410, []]);
  });
});
