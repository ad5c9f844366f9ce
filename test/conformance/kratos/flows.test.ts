import { describe, expect, it } from "vitest";
import { testBed } from "../../support/world.ts";
import { type Client, csrfOf, JANE, MINUTE, native, nodeOf, page, sentTo, spa } from "./client.ts";

const FLOWS = "/self-service/verification/flows";

describe("reading a flow", () => {
  it("case 10: shows it to the browser that started it", async () => {
    const client = spa(testBed());
    const flow = await client.init();
    const { status, json } = await client.read(flow.id);
    expect(status).toBe(200);
    expect(json).toEqual(flow);
  });

  it.each([`${FLOWS}?id=`, `${FLOWS}?flow=`, "/verification/flows?flow=", "/verification/flows?id="])(
    "answers at %s, at both mounts",
    async (path) => {
      for (const mount of ["", "/auth"]) {
        const client = spa(testBed(), mount);
        const flow = await client.init();
        expect((await client.ask(path + flow.id)).json).toEqual(flow);
      }
    },
  );

  it.each(["text/html", "*/*"])("answers with JSON where %s is accepted", async (accept) => {
    const client = spa(testBed());
    const flow = await client.init();
    const { status, json } = await client.ask(`${FLOWS}?id=${flow.id}`, { headers: { accept } });
    expect([status, json.id]).toEqual([200, flow.id]);
  });

  it.each([
    ["no cookie", {}],
    ["other cookies", { cookie: "theme=dark" }],
  ])("case 11: refuses a browser's flow to a caller with %s", async (_, headers) => {
    const bed = testBed();
    const flow = await spa(bed).init();
    const { status, json } = await native(bed).ask(`${FLOWS}?id=${flow.id}`, { headers });
    expect([status, json.error.id]).toEqual([403, "security_csrf_violation"]);
    expect(json.error.details).toMatchObject({
      docs: expect.stringMatching(/^https:/),
      hint: expect.any(String),
      reject_reason: expect.any(String),
    });
  });

  it("case 11: refuses another browser, and names another reason", async () => {
    const bed = testBed();
    const flow = await spa(bed).init();
    const other = spa(bed);
    await other.init();
    const [without, with_] = [await native(bed).read(flow.id), await other.read(flow.id)];
    expect([with_.status, with_.json.error.id]).toEqual([403, "security_csrf_violation"]);
    expect(with_.json.error.details?.["reject_reason"]).not.toBe(without.json.error.details?.["reject_reason"]);
  });

  it.each(["00000000-0000-4000-8000-000000000000", "abc", "", "%00", "%E0%A4%A", "x".repeat(5_000)])(
    "case 12: knows no flow %j",
    async (id) => {
      const { status, json } = await spa(testBed()).read(id);
      expect([status, json.error.code, json.error.id]).toEqual([404, 404, undefined]);
    },
  );

  it("tells foreign and unknown flows apart by nothing but the cookie's right: an api flow is its id", async () => {
    const bed = testBed();
    const flow = await native(bed).init();
    for (const client of [native(bed), spa(bed), page(bed)]) {
      expect((await client.read(flow.id)).json).toEqual(flow);
    }
  });

  it("keeps the last message until something succeeds", async () => {
    const { bed, client, flow, code } = await sentTo("spa");
    await client.post(flow, { method: "code" });
    expect(nodeOf((await client.read(flow.id)).json, "email")?.messages[0]?.id).toBe(4000002);
    await client.post(flow, { method: "code", code });
    const { json } = await client.read(flow.id);
    expect([json.state, json.ui.messages?.[0]?.id]).toEqual(["passed_challenge", 1080002]);
    expect(JSON.stringify(json)).not.toContain("4000002");
    bed.wait(59 * MINUTE);
    expect((await client.read(flow.id)).json.state).toBe("passed_challenge");
  });

  it("answers HEAD like GET", async () => {
    const client = spa(testBed());
    const flow = await client.init();
    const { status, text } = await client.ask(`${FLOWS}?id=${flow.id}`, { method: "HEAD" });
    expect([status, text]).toEqual([200, ""]);
    const unknown = await client.ask(`${FLOWS}?id=abc`, { method: "HEAD" });
    expect([unknown.status, unknown.text]).toEqual([404, ""]);
  });

  it("works with a form's token after any number of reads, in any number of tabs", async () => {
    const { client, bed } = await sentTo("spa", { policy: { sends: null } });
    const tabs = [await client.init(), await client.init()];
    for (const tab of tabs) {
      const again = (await client.read(tab.id)).json;
      expect(csrfOf(again)).toEqual(csrfOf(tab));
      expect((await client.send(again, JANE)).status).toBe(200);
    }
    expect(bed.sent).toHaveLength(3);
  });

  it("hands out a bookmark by which a later read is as fresh, and takes no nonsense for one", async () => {
    const client: Client = spa(testBed());
    const flow = await client.init();
    for (const bookmark of ["nonsense", "0".repeat(64)]) {
      const { status } = await client.ask(`${FLOWS}?id=${flow.id}`, { headers: { "x-d1-bookmark": bookmark } });
      expect(status).toBe(200);
    }
  });
});
