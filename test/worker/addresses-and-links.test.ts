import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { check, count, JANE, reasons, send, sentFlow, start } from "../support/journey.ts";
import { addAccount, type TestBed, testBed } from "../support/world.ts";

describe("whose address it is", () => {
  it("never accepts a guess for an address that is nobody's, though all looks the same", async () => {
    const bed = testBed();
    const { flow } = await sentFlow(bed);
    expect(bed.sent).toHaveLength(0);
    expect(await count("SELECT count(*) AS n FROM messages WHERE state = 'withheld'")).toBe(1);
    const mac = await env.DB.prepare("SELECT account_id, code_mac FROM issues WHERE flow_id = ?").bind(flow.id).first();
    expect(mac).toEqual({ account_id: null, code_mac: expect.any(String) });
  });

  it("refuses a right code once the account no longer has the address", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow, code } = await sentFlow(bed);
    await env.DB.prepare("DELETE FROM addresses").run();
    await addAccount([{ kind: "email", value: JANE }]);
    expect(reasons([await check(bed, flow.id, code)])).toEqual({ code_wrong: 1 });
    expect(await count("SELECT count(*) AS n FROM addresses WHERE verified_at IS NOT NULL")).toBe(0);
  });

  it("writes to no inactive account", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }], { status: "inactive" });
    await sentFlow(bed);
    expect(bed.sent).toHaveLength(0);
  });

  it("keeps apps apart", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow, code } = await sentFlow(bed);
    const foreign = await bed.services.verification.check({
      appId: "other",
      dialect: "test",
      flowId: flow.id,
      code,
      noticeIfWrong: null,
    });
    expect(foreign).toEqual({ ok: false, failure: { reason: "flow_not_found" } });
  });

  it("keeps dialects apart", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow, code } = await sentFlow(bed);
    const query = { appId: "default", dialect: "other", flowId: flow.id };
    const { verification } = bed.services;
    const unknown = { ok: false, failure: { reason: "flow_not_found" } };
    expect(await verification.check({ ...query, code, noticeIfWrong: null })).toEqual(unknown);
    expect(await verification.status(query)).toEqual(unknown);
    expect(await verification.annotate({ ...query, notice: "{}" })).toEqual(unknown);
  });
});

describe("links", () => {
  async function sentLink(bed: TestBed) {
    const flow = await start(bed, "link");
    await send(bed, flow);
    await bed.settle();
    return { flow, token: new URL(bed.sent.at(-1)?.link ?? "").searchParams.get("token") ?? "" };
  }
  const consume = ({ services }: TestBed, flowId: string, token: string) =>
    services.verification.consume({ appId: "default", dialect: "test", flowId, token });

  it("is used up by one of 50 presses at once, and by no look", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow, token } = await sentLink(bed);
    for (let look = 0; look < 10; look += 1) {
      const inspected = await bed.services.verification.inspectLink({
        appId: "default",
        dialect: "test",
        flowId: flow.id,
        token,
      });
      expect(inspected.ok).toBe(true);
    }
    const results = await Promise.all(Array.from({ length: 50 }, () => consume(bed, flow.id, token)));
    expect(reasons(results)).toEqual({ verified: 1, flow_verified: 49 });
  });

  it("does not let strangers' tokens use up anybody's tries", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow, token } = await sentLink(bed);
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, i) => consume(bed, flow.id, `${token.slice(2)}${10 + i}`)),
    );
    expect(reasons(results)).toEqual({ link_unknown: 20 });
    expect(reasons([await consume(bed, flow.id, token)])).toEqual({ verified: 1 });
  });
});
