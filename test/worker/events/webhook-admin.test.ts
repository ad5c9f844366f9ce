import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { erasePerson } from "../../../src/stores/account-erasure.ts";
import { call, faults } from "../../support/admin.ts";
import { check, count, JANE, sentFlow, start } from "../../support/journey.ts";
import { endpoints, hook, isSigned, ok, status } from "../../support/webhooks.ts";
import { addAccount, type TestBed, testBed } from "../../support/world.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const URL = "https://hooks.example.com/in";

let network: ReturnType<typeof endpoints>;
let bed: TestBed;
beforeEach(() => {
  network = endpoints();
  bed = testBed({ http: network.http, policy: { sends: null } });
});

const post = (path: string, json?: object) => call(bed, "POST", `/webhooks${path}`, json === undefined ? {} : { json });
const get = (path = "") => call(bed, "GET", `/webhooks${path}`);
const deliver = () => bed.services.webhooks.deliverDue();
const cancelled = async () => {
  const flow = await start(bed);
  await bed.services.verification.cancel({ appId: "default", flowId: flow.id });
};
type Listed = { readonly deliveries: readonly Record<string, unknown>[]; readonly next_cursor: string | null };
const deliveries = async (id: string, query = "") => (await get(`/${id}/deliveries${query}`)).body as Listed;

describe("webhooks of an app", () => {
  it("are made, with a secret that is told once and stored sealed", async () => {
    const made = await post("", { url: URL, events: ["message.sent", "message.sent", "verification.verified"] });
    const { id, secret, ...rest } = made.body;
    expect(made.status).toBe(201);
    expect(made.headers.get("location")).toBe(`/admin/webhooks/${id}`);
    const shown = {
      url: URL,
      events: ["message.sent", "verification.verified"],
      format: "standard",
      app_id: "default",
      state: "active",
      reason: null,
      old_secret_until: null,
      created_at: "2026-11-21T19:14:05.532Z",
    };
    expect(rest).toEqual(shown);
    expect((await get(`/${id}`)).body).toEqual({ id, ...shown });
    expect((await get()).body).toEqual({ webhooks: [{ id, ...shown }] });
    const { results } = await env.DB.prepare("SELECT * FROM webhooks").all();
    expect(JSON.stringify(results)).not.toContain(String(secret).slice(6, 20));
    expect(JSON.stringify(bed.log)).not.toContain(String(secret).slice(6, 20));
  });

  it.each<[string, object, string]>([
    ["no url", { events: ["*"] }, "/url required"],
    ["no events", { url: URL }, "/events required"],
    ["an empty list of events", { url: URL, events: [] }, "/events too_short"],
    ["an unknown event", { url: URL, events: ["verification.won"] }, "/events/0 not_allowed"],
    ["an unknown format", { url: URL, events: ["*"], format: "xml" }, "/format not_allowed"],
    ["another app", { url: URL, events: ["*"], app_id: "other" }, "/app_id app_unknown"],
    ["a secret of one's own", { url: URL, events: ["*"], secret: "whsec_x" }, "/secret unknown_field"],
    [
      "what payway has no words for",
      { url: URL, events: ["message.failed"], format: "payway" },
      "/events/0 not_in_format",
    ],
    ["our own host", { url: "https://verify.example.com/x", events: ["*"] }, "/url url_is_ours"],
    ["plain http to this machine", { url: "http://localhost:9999/", events: ["*"] }, "/url url_not_https"],
  ])("are not made of %s", async (_, json, fault) => {
    const answer = await post("", json);
    expect([answer.status, faults(answer)]).toEqual([422, [fault]]);
  });

  it("are gone with everything on its way when they are deleted", async () => {
    const { id } = await hook(bed);
    const other = await hook(bed);
    for (let n = 0; n < 3; n += 1) await start(bed);
    expect((await call(bed, "DELETE", `/webhooks/${id}`)).status).toBe(204);
    expect((await call(bed, "DELETE", `/webhooks/${id}`)).status).toBe(404);
    expect((await get(`/${id}`)).status).toBe(404);
    await start(bed);
    expect(await count("SELECT count(*) AS n FROM webhook_deliveries WHERE webhook_id = ?", id)).toBe(0);
    expect(await count("SELECT count(*) AS n FROM webhook_deliveries WHERE webhook_id = ?", other.id)).toBe(4);
  });

  it("of another app do not exist", async () => {
    const { id } = await hook(bed);
    await env.DB.exec("UPDATE webhooks SET app_id = 'other'");
    for (const [method, path] of [
      ["GET", ""],
      ["DELETE", ""],
      ["GET", "/deliveries"],
      ["POST", "/rotate"],
      ["POST", "/enable"],
      ["POST", "/ping"],
    ] as const) {
      expect([path, (await call(bed, method, `/webhooks/${id}${path}`)).status]).toEqual([path, 404]);
    }
    expect((await post(`/${id}/replay`, { after: "0" })).status).toBe(404);
    await start(bed);
    expect(await count("SELECT count(*) AS n FROM webhook_deliveries")).toBe(0);
  });

  it.each(["", "/nothing", `/${crypto.randomUUID()}`])("have no delivery or ping at %s", async (path) => {
    for (const each of [`${path}/deliveries`, `${path}/ping`])
      expect((await get(each)).status).toBeGreaterThanOrEqual(404);
  });

  it("are for operators alone", async () => {
    expect((await bed.fetch("/admin/webhooks")).status).toBe(401);
    expect((await bed.fetch("/admin/webhooks", { method: "POST" })).status).toBe(401);
  });
});

describe("the secret of a webhook", () => {
  it("is changed without a gap: both sign for a day", async () => {
    const { id, secret } = await hook(bed);
    const { body } = await post(`/${id}/rotate`);
    const renewed = String(body["secret"]);
    expect(body["old_secret_until"]).toBe("2026-11-22T19:14:05.532Z");
    expect(renewed).not.toBe(secret);
    const signedBy = async () => {
      await start(bed);
      await deliver();
      const request = network.hits.at(-1)?.request ?? new Request(URL);
      const signatures = request.headers.get("webhook-signature")?.split(" ").length;
      return [await isSigned(request, secret), await isSigned(request, renewed), signatures];
    };
    expect(await signedBy()).toEqual([true, true, 2]);
    bed.wait(DAY);
    expect(await signedBy()).toEqual([false, true, 1]);
  });

  it("that cannot be opened any more sends nothing unsigned, and is mended by a new one", async () => {
    const { id } = await hook(bed);
    await env.DB.exec("UPDATE webhooks SET secret = 'k0.AAAA.AAAA'");
    await start(bed);
    await deliver();
    expect(network.hits).toEqual([]);
    expect(bed.log).toContainEqual({ event: "webhook_secret_lost", webhook: id });
    const { secret } = (await post(`/${id}/rotate`)).body;
    bed.wait(HOUR);
    await deliver();
    expect(await isSigned(network.hits[0]?.request ?? new Request(URL), String(secret))).toBe(true);
  });
});

describe("a ping", () => {
  it("is sent at once and signed, and answers what came back", async () => {
    const { id, secret } = await hook(bed);
    network.answer(async () => {
      bed.wait(120);
      return new Response("secret answer", { status: 418 });
    });
    expect((await post(`/${id}/ping`)).body).toEqual({ status: 418, ms: 120 });
    const [hit] = network.hits;
    expect(await isSigned(hit?.request ?? new Request(URL), secret)).toBe(true);
    expect(JSON.parse(hit?.body ?? "")).toEqual({
      type: "webhook.ping",
      timestamp: "2026-11-21T19:14:05.532Z",
      data: {},
    });
    expect(await count("SELECT count(*) AS n FROM webhook_deliveries")).toBe(0);
  });

  it("says so when nobody answers", async () => {
    const { id } = await hook(bed);
    network.answer(() => Promise.reject(new Error("Network connection lost.")));
    expect((await post(`/${id}/ping`)).body).toEqual({ status: null, ms: 0 });
  });
});

describe("deliveries", () => {
  it("are listed by what became of them, newest first, page by page", async () => {
    const { id } = await hook(bed);
    await cancelled();
    await deliver();
    network.answer(status(500));
    await env.DB.exec("UPDATE webhook_deliveries SET state = 'dead', status = 500, attempts = 10 WHERE seq = 1");
    await cancelled();
    await deliver();
    const of = async (query: string) => (await deliveries(id, query)).deliveries.map(({ event_id }) => event_id);
    expect(await of("")).toEqual(["4", "3", "2", "1"]);
    expect(await of("?state=pending")).toEqual(["4", "3"]);
    expect(await of("?state=delivered")).toEqual(["2"]);
    expect((await deliveries(id, "?state=dead")).deliveries).toEqual([
      {
        id: `${id}_1`,
        event_id: "1",
        type: "verification.started",
        flow_id: expect.any(String),
        state: "dead",
        attempts: 10,
        status: 500,
        due_at: null,
        updated_at: expect.any(String),
      },
    ]);
    const first = await deliveries(id, "?limit=3");
    expect(first.next_cursor).toBe("2");
    expect(await of(`?limit=3&cursor=${first.next_cursor}`)).toEqual(["1"]);
    expect((await get(`/${id}/deliveries?state=lost`)).status).toBe(400);
  });

  it("that are dead are replayed one by one, under the same id", async () => {
    const { id } = await hook(bed);
    await start(bed);
    await deliver();
    await env.DB.exec("UPDATE webhook_deliveries SET state = 'dead'");
    expect((await post(`/${id}/replay`, { delivery_id: `${id}_1` })).body).toEqual({ queued: 1, next: null });
    await deliver();
    expect(network.hits.map((hit) => hit.id)).toEqual([`${id}_1`, `${id}_1`]);
    expect((await deliveries(id, "?state=delivered")).deliveries).toMatchObject([{ attempts: 1, status: 204 }]);
  });

  it("are replayed from a place on, in order, also those from before the webhook was there", async () => {
    await cancelled();
    const { id } = await hook(bed, { events: ["verification.started", "verification.cancelled"] });
    await addAccount([{ kind: "email", value: JANE }]);
    await sentFlow(bed);
    await cancelled();
    await deliver();
    network.hits.length = 0;
    expect((await post(`/${id}/replay`, { after: "1" })).body).toEqual({ queued: 4, next: null });
    await deliver();
    expect(network.hits.map((hit) => hit.id.split("_")[1]).toSorted()).toEqual(["2", "3", "5", "6"]);
    const told = network.hits.map((hit) => hit.id.split("_")[1]);
    expect(told.indexOf("5")).toBeLessThan(told.indexOf("6"));
  });

  it("that are still under way are not begun again by a replay", async () => {
    const { id } = await hook(bed);
    network.answer(status(500));
    await cancelled();
    await deliver();
    const before = (await env.DB.prepare("SELECT * FROM webhook_deliveries").all()).results;
    expect((await post(`/${id}/replay`, { after: "0" })).body).toEqual({ queued: 0, next: null });
    expect((await env.DB.prepare("SELECT * FROM webhook_deliveries").all()).results).toEqual(before);
  });

  it("are replayed so many at a time", async () => {
    await env.DB.exec(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5001)
       INSERT INTO events (app_id, type, flow_id, at) SELECT 'default', 'verification.started', 'f' || i, 0 FROM n`.replaceAll(
        "\n",
        " ",
      ),
    );
    const { id } = await hook(bed);
    expect((await post(`/${id}/replay`, { after: "0" })).body).toEqual({ queued: 5_000, next: "5000" });
    expect((await post(`/${id}/replay`, { after: "5000" })).body).toEqual({ queued: 1, next: null });
  });

  it.each<[string, (id: string) => object, number]>([
    ["nothing", () => ({}), 422],
    ["both", (id) => ({ after: "1", delivery_id: `${id}_1` }), 422],
    ["a number that is none", () => ({ after: "-1" }), 422],
    ["an id that is none", () => ({ delivery_id: "x" }), 422],
    ["another webhook's", () => ({ delivery_id: `${crypto.randomUUID()}_1` }), 404],
  ])("are not replayed by %s", async (_, json, wanted) => {
    const { id } = await hook(bed);
    expect((await post(`/${id}/replay`, json(id))).status).toBe(wanted);
  });
});

describe("erasing a person", () => {
  it("leaves events that are nobody's, and says no more whose they were", async () => {
    await hook(bed);
    network.answer(status(500));
    const account = await addAccount([{ kind: "email", value: JANE }]);
    const { flow, code } = await sentFlow(bed);
    await check(bed, flow.id, code);
    expect((await call(bed, "DELETE", `/accounts/${account}`)).status).toBe(204);
    const { results } = await env.DB.prepare("SELECT seq, account_id FROM events ORDER BY seq").all();
    expect(results).toEqual([1, 2, 3].map((seq) => ({ seq, account_id: null })));
    network.answer(ok);
    network.hits.length = 0;
    bed.wait(HOUR);
    await deliver();
    expect(network.hits).toHaveLength(3);
    expect(network.hits.map(({ body }) => body).join()).not.toContain(account);
  });

  it("goes through a long past in steps, and all of it", async () => {
    const account = await addAccount([{ kind: "email", value: JANE }]);
    const seed = env.DB.prepare(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 95)
       INSERT INTO events (app_id, type, flow_id, account_id, at)
       SELECT 'default', 'verification.started', 'f' || i, iif(i % 5, 'somebody', ?), 0 FROM n`,
    );
    await seed.bind(account).run();
    expect(await erasePerson(bed.services.database, { id: account, appId: "default" }, 10)).toBe(true);
    expect(await count("SELECT count(*) AS n FROM events WHERE account_id = ?", account)).toBe(0);
    expect(await count("SELECT count(*) AS n FROM events WHERE account_id = 'somebody'")).toBe(76);
    expect(await erasePerson(bed.services.database, { id: account, appId: "default" }, 10)).toBe(false);
  });
});
