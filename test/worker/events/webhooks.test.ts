import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { call } from "../../support/admin.ts";
import { check, count, JANE, sentFlow, start } from "../../support/journey.ts";
import { deliveryStates, endpoints, hook, isSigned, ok, status } from "../../support/webhooks.ts";
import { addAccount, type TestBed, testBed } from "../../support/world.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Longer than any jitter makes a wait. */
const SLACK = 1.25;

let network: ReturnType<typeof endpoints>;
let bed: TestBed;
beforeEach(() => {
  network = endpoints();
  bed = testBed({ http: network.http, policy: { sends: null } });
});

const deliver = (by = bed) => by.services.webhooks.deliverDue();

describe("a webhook is told", () => {
  it("of a journey over HTTP, without waiting for the cron", async () => {
    const { id } = await hook(bed);
    const account = await addAccount([{ kind: "email", value: JANE }]);
    const flow = (await (await bed.fetch("/self-service/verification/api")).json()) as { id: string };
    const post = (fields: object) =>
      bed.fetch(`/self-service/verification?flow=${flow.id}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ method: "code", ...fields }),
      });
    await post({ email: JANE });
    expect(network.types()).toEqual(["verification.started", "message.sent"]);
    await post({ code: bed.sent[0]?.code });
    expect(network.types().at(-1)).toBe("verification.verified");
    const last = network.hits.at(-1);
    expect(JSON.parse(last?.body ?? "")).toEqual({
      type: "verification.verified",
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      data: {
        id: "3",
        app_id: "default",
        flow_id: flow.id,
        account_id: account,
        message_id: null,
        dialect: "kratos",
        channel: "email",
      },
    });
    expect(last?.id).toBe(`${id}_3`);
    const said = network.hits.map(({ body }) => body).join();
    expect(said).not.toContain(bed.sent[0]?.code);
    expect(said).not.toContain(JANE);
  });

  it("signed, by a POST of JSON that follows no redirect", async () => {
    const { secret } = await hook(bed);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    await start(bed);
    await deliver();
    const request = network.hits[0]?.request;
    if (!request) throw new Error("nothing was sent");
    expect(await isSigned(request, secret)).toBe(true);
    expect(await isSigned(request, `whsec_${btoa("x".repeat(32))}`)).toBe(false);
    expect(request.headers.get("webhook-timestamp")).toBe(String(Math.floor(bed.now() / SECOND)));
    expect([request.method, request.headers.get("content-type"), request.redirect]).toEqual([
      "POST",
      "application/json",
      "manual",
    ]);
  });

  it("of what it wants and of nothing before it was there", async () => {
    await start(bed);
    await hook(bed, { events: ["verification.cancelled"] });
    const flow = await start(bed);
    await bed.services.verification.cancel({ appId: "default", flowId: flow.id });
    await deliver();
    expect(network.types()).toEqual(["verification.cancelled"]);
    expect(await deliveryStates()).toEqual(["delivered"]);
  });

  it("costs no row while there is none", async () => {
    await start(bed);
    await deliver();
    expect(await count("SELECT count(*) AS n FROM webhook_deliveries")).toBe(0);
  });

  it("in the words of the payway format", async () => {
    await hook(bed, { format: "payway" });
    const account = await addAccount([{ kind: "email", value: JANE }]);
    const { flow, code } = await sentFlow(bed);
    await check(bed, flow.id, code);
    await env.DB.exec("UPDATE flows SET dialect = 'payway'");
    expect(await deliveryStates()).toEqual([]);
    const other = await start(bed);
    await env.DB.prepare("UPDATE flows SET dialect = 'payway', account_id = ? WHERE id = ?")
      .bind(account, other.id)
      .run();
    await env.DB.prepare("UPDATE flows SET state = 'verified' WHERE id = ?").bind(other.id).run();
    await deliver();
    expect(JSON.parse(network.hits[0]?.body ?? "")).toEqual({
      event: "registered_account_confirmed",
      timestamp: expect.any(String),
      payload: {
        account: {
          id: account,
          organisation_id: "default",
          contact_email: JANE,
          status: "active",
          verified: true,
          created: "1970-01-01T00:00:00.000Z",
          updated: "1970-01-01T00:00:00.000Z",
        },
        event_data: {},
      },
    });
    expect(network.hits).toHaveLength(1);
  });
});

describe("a delivery that fails", () => {
  it("is tried again with the same id and a new signature, at longer and longer waits, and then is dead", async () => {
    const { secret } = await hook(bed);
    network.answer(status(500));
    await start(bed);
    await deliver();
    const waits = [5 * SECOND, 5 * MINUTE, ...[0.5, 2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR)];
    for (const [index, wait] of waits.entries()) {
      bed.wait(wait - 1);
      await deliver();
      expect([index, network.hits.length]).toEqual([index, index + 1]);
      bed.wait(wait * SLACK - wait + 1);
      await deliver();
      expect([index, network.hits.length]).toEqual([index, index + 2]);
    }
    expect(await deliveryStates()).toEqual(["dead"]);
    bed.wait(240 * HOUR);
    await deliver();
    expect(network.hits).toHaveLength(10);
    expect(new Set(network.hits.map(({ id }) => id)).size).toBe(1);
    expect(new Set(network.hits.map(({ request }) => request.headers.get("webhook-signature"))).size).toBe(10);
    for (const { request } of network.hits) expect(await isSigned(request, secret)).toBe(true);
  });

  it.each([
    ["301 elsewhere", () => new Response(null, { status: 301, headers: { location: "https://evil.example/" } })],
    ["404", status(404)],
    ["429", status(429)],
    ["nothing", () => Promise.reject(new Error("Network connection lost."))],
  ])("by %s is due again", async (_, reply) => {
    await hook(bed);
    network.answer(reply);
    await start(bed);
    await deliver();
    expect(await deliveryStates()).toEqual(["pending"]);
    network.answer(ok);
    bed.wait(7 * SECOND);
    await deliver();
    expect(await deliveryStates()).toEqual(["delivered"]);
    expect(network.types()).toHaveLength(2);
  });

  it("waits as long as it was asked to", async () => {
    await hook(bed);
    network.answer(status(503, { "retry-after": "600" }));
    await start(bed);
    await deliver();
    bed.wait(599 * SECOND);
    await deliver();
    expect(network.hits).toHaveLength(1);
    bed.wait(SECOND);
    await deliver();
    expect(network.hits).toHaveLength(2);
  });

  it("disables the webhook by 410, which then is told nothing until it is enabled", async () => {
    const { id } = await hook(bed);
    network.answer(status(410));
    await start(bed);
    await deliver();
    expect((await call(bed, "GET", `/webhooks/${id}`)).body).toMatchObject({ state: "disabled", reason: "gone" });
    await start(bed);
    await deliver();
    expect([network.hits.length, await deliveryStates()]).toEqual([1, ["dead"]]);
    network.answer(ok);
    expect((await call(bed, "POST", `/webhooks/${id}/enable`)).body).toMatchObject({ state: "active", reason: null });
    await start(bed);
    await deliver();
    expect(await deliveryStates()).toEqual(["dead", "delivered"]);
  });

  it("keeps nothing from other webhooks, and is left alone for a while when it goes on", async () => {
    await hook(bed, { url: "https://down.example.com/" });
    await hook(bed);
    network.answer(({ host }) => new Response(null, { status: host === "down.example.com" ? 500 : 204 }));
    for (let n = 0; n < 20; n += 1) await start(bed);
    await deliver();
    expect(network.types()).toHaveLength(20);
    const tried = network.types("down.example.com").length;
    expect(tried).toBeGreaterThanOrEqual(5);
    expect(tried).toBeLessThan(20);
    bed.wait(MINUTE);
    network.answer(ok);
    await deliver();
    expect(new Set(await deliveryStates())).toEqual(new Set(["delivered"]));
  });
});
