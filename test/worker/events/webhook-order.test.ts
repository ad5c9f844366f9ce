import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { everyMinute } from "../../../src/cron.ts";
import { faultyBindings } from "../../support/faulty-database.ts";
import { check, count, JANE, not, send, sentFlow, start } from "../../support/journey.ts";
import { deliveryStates, endpoints, hook, ok, status } from "../../support/webhooks.ts";
import { addAccount, type TestBed, testBed } from "../../support/world.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

let network: ReturnType<typeof endpoints>;
let bed: TestBed;
beforeEach(() => {
  network = endpoints();
  bed = testBed({ http: network.http, policy: { sends: null } });
});

const another = () => testBed({ http: network.http, policy: { sends: null } });
const deliver = (by = bed) => by.services.webhooks.deliverDue();

describe("the order of events", () => {
  it("holds for what is told again, too: two of one flow that are due are not told at once", async () => {
    await hook(bed);
    const flow = await start(bed);
    await bed.services.verification.cancel({ appId: "default", flowId: flow.id });
    await deliver();
    expect(network.types()).toEqual(["verification.started", "verification.cancelled"]);
    await env.DB.exec("UPDATE webhook_deliveries SET state = 'pending', due_at = 0");
    network.answer(status(500));
    await deliver();
    expect(network.types().slice(2)).toEqual(["verification.started"]);
  });

  it("is kept for each flow while an earlier one fails, and no other flow waits for it", async () => {
    await hook(bed);
    await addAccount([{ kind: "email", value: JANE }]);
    const flow = await start(bed);
    network.answer((hit) => new Response(null, { status: hit.flow === flow.id ? 500 : 200 }));
    await send(bed, flow);
    await bed.settle();
    const code = bed.sent[0]?.code ?? "";
    await check(bed, flow.id, not(code));
    await check(bed, flow.id, code);
    const other = await start(bed);
    await deliver();
    bed.wait(7 * SECOND);
    await deliver();
    const of = (id: string) => network.hits.filter((hit) => hit.flow === id).map(({ type }) => type);
    expect(of(flow.id)).toEqual(["verification.started", "verification.started"]);
    expect(of(other.id)).toEqual(["verification.started"]);
    network.answer(ok);
    bed.wait(7 * MINUTE);
    await deliver();
    expect(of(flow.id).slice(2)).toEqual([
      "verification.started",
      "message.sent",
      "verification.attempt_failed",
      "verification.verified",
    ]);
  });

  it("goes on behind one that is dead", async () => {
    await hook(bed);
    const flow = await start(bed);
    await bed.services.verification.cancel({ appId: "default", flowId: flow.id });
    await env.DB.exec("UPDATE webhook_deliveries SET attempts = 9 WHERE seq = 1");
    network.answer((hit) => new Response(null, { status: hit.type === "verification.started" ? 500 : 200 }));
    await deliver();
    expect(await deliveryStates()).toEqual(["dead", "delivered"]);
  });

  it("holds while three crons run at once, and nothing is sent twice", async () => {
    await hook(bed);
    await addAccount([{ kind: "email", value: JANE }]);
    // Told by nobody until all of it has happened.
    await env.DB.exec("UPDATE webhooks SET paused_until = 9e15");
    network.answer(async () => {
      await new Promise((done) => setTimeout(done, 1));
      return new Response(null, { status: 200 });
    });
    for (let n = 0; n < 20; n += 1) {
      const { flow, code } = await sentFlow(bed);
      await check(bed, flow.id, code);
    }
    await bed.services.verification.cancel({ appId: "default", flowId: (await start(bed)).id });
    expect(network.hits).toEqual([]);
    await env.DB.exec("UPDATE webhooks SET paused_until = 0");
    await Promise.all([everyMinute(bed.services), everyMinute(another().services), everyMinute(another().services)]);
    expect(new Set(await deliveryStates())).toEqual(new Set(["delivered"]));
    expect(network.hits).toHaveLength(62);
    expect(new Set(network.hits.map(({ id }) => id)).size).toBe(62);
    for (const flow of new Set(network.hits.map((hit) => hit.flow))) {
      const told = network.hits.filter((hit) => hit.flow === flow).map(({ id }) => Number(id.split("_")[1]));
      expect(told).toEqual(told.toSorted((one, other) => one - other));
    }
  });

  it("has one worker keep six connections open, not more", async () => {
    await hook(bed);
    for (let n = 0; n < 20; n += 1) await start(bed);
    network.answer(async () => {
      await new Promise((done) => setTimeout(done, 1));
      return new Response(null, { status: 200 });
    });
    await deliver();
    expect([network.busiest(), network.hits.length]).toEqual([6, 20]);
  });

  it("leaves half of the connections after an answer to those who send messages", async () => {
    await hook(bed);
    for (let n = 0; n < 20; n += 1) await start(bed);
    network.answer(async () => {
      await new Promise((done) => setTimeout(done, 1));
      return new Response(null, { status: 200 });
    });
    await bed.fetch("/nowhere", { method: "POST" });
    expect([network.busiest(), network.hits.length]).toEqual([3, 20]);
  });
});

describe("a worker that dies", () => {
  it("with what it took up leaves it to whoever comes after its lease", async () => {
    await hook(bed);
    await start(bed);
    network.answer(() => new Promise(() => undefined));
    void deliver();
    await expect.poll(() => network.hits.length).toBe(1);
    network.answer(ok);
    await deliver(another());
    expect(network.hits).toHaveLength(1);
    const later = another();
    later.wait(31 * SECOND);
    await deliver(later);
    expect(network.hits.map(({ id }) => id)).toEqual([network.hits[0]?.id, network.hits[0]?.id]);
    expect(await deliveryStates()).toEqual(["delivered"]);
  });

  it("or loses the replies of its database sends once", async () => {
    await hook(bed);
    await start(bed);
    const losing = testBed({ http: network.http, bindings: faultyBindings("after", "none", "after") });
    await deliver(losing);
    expect([network.hits.length, await deliveryStates()]).toEqual([1, ["delivered"]]);
  });

  it("or loses the reply about a failure counts that once", async () => {
    await hook(bed);
    await start(bed);
    network.answer(status(500));
    await deliver(testBed({ http: network.http, bindings: faultyBindings("none", "after") }));
    expect(await count("SELECT failures AS n FROM webhooks")).toBe(1);
    expect(await deliveryStates()).toEqual(["pending"]);
  });
});

describe("requests", () => {
  const writes = async (work: () => Promise<unknown>) => {
    const before = network.hits.length;
    await work();
    return network.hits.length - before;
  };

  it("ask once in half a minute whether anybody wants to be told", async () => {
    const bindings = faultyBindings();
    const counting = testBed({ http: network.http, bindings });
    const post = async () => {
      const before = bindings.batches();
      await counting.fetch("/nowhere", { method: "POST" });
      return bindings.batches() - before;
    };
    expect([await post(), await post()]).toEqual([1, 0]);
    counting.wait(31 * SECOND);
    expect([await post(), await post()]).toEqual([1, 0]);
  });

  it("deliver what they find, once for all that come together", async () => {
    await hook(bed);
    await start(bed);
    expect(await writes(() => Promise.all([1, 2, 3].map(() => bed.fetch("/nowhere", { method: "POST" }))))).toBe(1);
    await start(bed);
    expect(await writes(() => bed.fetch("/nowhere"))).toBe(0);
  });
});
