import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import { sweep } from "../../../src/stores/retention.ts";
import { call } from "../../support/admin.ts";
import { count, start } from "../../support/journey.ts";
import { endpoints, hook, ok, status } from "../../support/webhooks.ts";
import { type TestBed, testBed } from "../../support/world.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;

let network: ReturnType<typeof endpoints>;
let bed: TestBed;
beforeEach(() => {
  network = endpoints();
  bed = testBed({ http: network.http, policy: { sends: null } });
});

const deliver = () => bed.services.webhooks.deliverDue();
const swept = async () =>
  (await sweep(bed.services.database, bed.services.settings.policy, bed.now())).webhookDeliveries;
const post = (path: string, json: object = {}) => call(bed, "POST", `/webhooks${path}`, { json });
/** As if all that has happened so far had happened that long ago. */
const age = (ms: number) =>
  env.DB.prepare("UPDATE events SET at = ?")
    .bind(bed.now() - ms)
    .run();

it("what a webhook was told is kept as long as flows are", async () => {
  await hook(bed);
  await start(bed);
  await deliver();
  await env.DB.prepare("UPDATE webhook_deliveries SET at = ?").bind(bed.now()).run();
  bed.wait(30 * DAY);
  expect(await swept()).toBe(0);
  bed.wait(1);
  expect(await swept()).toBe(1);
});

it("an old event that is replayed is told before it is swept", async () => {
  network.answer(status(500));
  await start(bed);
  await age(200 * DAY);
  const { id } = await hook(bed);
  expect((await post(`/${id}/replay`, { after: "0" })).body).toEqual({ queued: 1, next: null });
  expect(await swept()).toBe(0);
  network.answer(ok);
  network.hits.length = 0;
  bed.wait(MINUTE);
  await deliver();
  expect(network.types()).toEqual(["verification.started"]);
  expect(await swept()).toBe(1);
});

it("what could not be told for as long is swept, and holds up nothing of its flow once the webhook is enabled", async () => {
  const { id } = await hook(bed);
  const flow = await start(bed);
  network.answer(status(500));
  await deliver();
  await bed.services.verification.cancel({ appId: "default", flowId: flow.id });
  await env.DB.exec("UPDATE webhooks SET state = 'disabled'");
  await env.DB.exec("UPDATE webhook_deliveries SET at = 0, updated_at = 0 WHERE seq = 1");
  expect(await swept()).toBe(1);
  network.answer(ok);
  network.hits.length = 0;
  await post(`/${id}/enable`);
  await deliver();
  expect(network.types()).toEqual(["verification.cancelled"]);
});

it("a delivery without its event is swept, whatever its state", async () => {
  await hook(bed);
  await start(bed);
  await start(bed);
  await env.DB.exec("UPDATE webhook_deliveries SET at = 0");
  await env.DB.exec("DELETE FROM events WHERE seq = 1");
  expect(await swept()).toBe(1);
  expect(await count("SELECT seq AS n FROM webhook_deliveries")).toBe(2);
});
