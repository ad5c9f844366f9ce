import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { SendFailure } from "../../src/core/message.ts";
import { fail, ok } from "../../src/core/result.ts";
import { everyMinute } from "../../src/cron.ts";
import type { Env } from "../../src/env.ts";
import worker from "../../src/index.ts";
import { wokenUp } from "../../src/queue.ts";
import { isWakeUp, wakerOf } from "../../src/stores/wake-ups.ts";
import { faultyBindings } from "../support/faulty-database.ts";
import { JANE, sentFlow } from "../support/journey.ts";
import { addAccount, type TestBed, testBed } from "../support/world.ts";

const unreachable: SendFailure = { kind: "transient", scope: "provider", reason: "unreachable" };
const patient = (retryAfterMs: number): SendFailure => ({ ...unreachable, reason: "throttled", retryAfterMs });

const state = () => env.DB.prepare("SELECT state FROM messages").first("state");
const accept = (bed: TestBed) => bed.answer(async ({ id }) => ok({ providerMessageId: id }));

const wakeUp = { wake: "courier" };
const batchOf = (bodies: readonly unknown[], attempts = 1) =>
  createMessageBatch(
    "countersign-courier",
    bodies.map((body, index) => ({ id: `${index}`, timestamp: 0, attempts, body })),
  );

/** What the handler says of these bodies, each handed over as often as told. */
async function handle(bed: TestBed, bodies: readonly unknown[], attempts = 1) {
  const batch = batchOf(bodies, attempts);
  await wokenUp(batch, bed.services);
  return getQueueResult(batch, createExecutionContext());
}

/** A message that its provider did not take and wants to be asked again for in 20 s. */
async function leaveMessage(bed: TestBed): Promise<void> {
  bed.answer(async () => fail(patient(20_000)));
  await sentFlow(bed);
  accept(bed);
}

beforeEach(async () => {
  await addAccount([{ kind: "email", value: JANE }]);
});

describe("a wake-up", () => {
  it("is asked for once, for when the message is due", async () => {
    const bed = testBed();
    await leaveMessage(bed);
    expect(bed.wakeUps).toEqual([20]);
  });

  it("has what is due sent, with the same code", async () => {
    const bed = testBed();
    await leaveMessage(bed);
    bed.wait(20_000);
    expect(await handle(bed, [wakeUp])).toMatchObject({ explicitAcks: ["0"], retryMessages: [] });
    expect(await state()).toBe("sent");
    expect(new Set(bed.sent.map(({ code, idempotencyKey }) => `${code} ${idempotencyKey}`)).size).toBe(1);
    expect(bed.sent).toHaveLength(2);
  });

  it("that comes too early, too late or twice sends nothing", async () => {
    const bed = testBed();
    await leaveMessage(bed);
    await handle(bed, [wakeUp]);
    expect(bed.sent).toHaveLength(1);
    bed.wait(20_000);
    await Promise.all([handle(bed, [wakeUp]), handle(bed, [wakeUp]), everyMinute(bed.services)]);
    await handle(bed, [wakeUp]);
    expect(bed.sent).toHaveLength(2);
  });

  it("that was lost loses nothing", async () => {
    const bed = testBed();
    await leaveMessage(bed);
    bed.wait(60_000);
    await everyMinute(bed.services);
    expect(await state()).toBe("sent");
  });

  it("that cannot be asked for costs the message nothing but time", async () => {
    const COURIER = { send: () => Promise.reject(new Error("queue is down")) };
    const bed = testBed({ bindings: { DB: env.DB, CODES: env.CODES, COURIER } });
    await leaveMessage(bed);
    expect(bed.log).toContainEqual({ event: "not_woken" });
    bed.wait(60_000);
    await everyMinute(bed.services);
    expect(await state()).toBe("sent");
  });

  it("is not needed for what is tried again seconds later, nor for what was sent", async () => {
    const bed = testBed({ timely: true });
    bed.answer(async ({ id }) => (bed.sent.length < 3 ? fail(unreachable) : ok({ providerMessageId: id })));
    await sentFlow(bed);
    expect([await state(), bed.sent.length, bed.wakeUps]).toEqual(["sent", 3, []]);
  });

  it("is asked for once where the quick tries were not enough", async () => {
    const bed = testBed({ timely: true });
    bed.answer(async () => fail(bed.sent.length < 3 ? unreachable : patient(20_000)));
    await sentFlow(bed);
    expect([bed.sent.length, bed.wakeUps]).toEqual([3, [20]]);
  });

  it("is asked for again, once, by a run that found the provider still away", async () => {
    const bed = testBed();
    await leaveMessage(bed);
    bed.answer(async () => fail(patient(40_000)));
    bed.wait(20_000);
    await handle(bed, [wakeUp, wakeUp]);
    expect(bed.wakeUps).toEqual([20, 40]);
  });

  it("is asked for at once where the database would not say what is due", async () => {
    const bed = testBed({ timely: true, bindings: faultyBindings("none", "none", "none", "broken") });
    bed.answer(async () => fail(unreachable));
    await sentFlow(bed);
    expect(bed.log).toContainEqual(expect.objectContaining({ event: "not_tried_again" }));
    expect(bed.wakeUps).toEqual([0]);
  });
});

describe("a batch of wake-ups", () => {
  it("is one look at what is due", async () => {
    const bed = testBed();
    let looks = 0;
    const courier = { ...bed.services.courier, sendDue: async () => (looks += 1) };
    const batch = batchOf([wakeUp, wakeUp, wakeUp]);
    await wokenUp(batch, { ...bed.services, courier });
    const { explicitAcks } = await getQueueResult(batch, createExecutionContext());
    expect([looks, explicitAcks]).toEqual([1, ["0", "1", "2"]]);
  });

  it("for both sees to messages first, and to webhooks when those are out", async () => {
    const bed = testBed();
    const done: string[] = [];
    const courier = {
      ...bed.services.courier,
      async sendDue() {
        await null;
        return done.push("courier");
      },
    };
    const webhooks = { ...bed.services.webhooks, deliverDue: async () => done.push("webhooks") };
    await wokenUp(batchOf([{ wake: "webhooks" }, wakeUp]), { ...bed.services, courier, webhooks });
    expect(done).toEqual(["courier", "webhooks"]);
  });

  it("is tried again a little later where the database is away", async () => {
    const bed = testBed();
    await env.DB.exec("DROP TABLE messages");
    const batch = batchOf([wakeUp, wakeUp]);
    const retries = batch.messages.map((message) => vi.spyOn(message, "retry"));
    await wokenUp(batch, bed.services);
    const { explicitAcks, retryMessages } = await getQueueResult(batch, createExecutionContext());
    expect([explicitAcks, retryMessages.map(({ msgId }) => msgId)]).toEqual([[], ["0", "1"]]);
    for (const retry of retries) expect(retry).toHaveBeenCalledWith({ delaySeconds: 15 });
    expect(bed.log.at(-1)).toEqual({ event: "wake_up_failed", error: expect.any(String) });
  });

  it("that dies says so", async () => {
    const bed = testBed();
    await env.DB.exec("DROP TABLE messages");
    await handle(bed, [wakeUp], 3);
    expect(bed.log.map(({ event }) => event)).not.toContain("wake_up_died");
    await handle(bed, [wakeUp], 4);
    expect(bed.log.at(-1)).toEqual({ event: "wake_up_died", message: "0" });
  });

  it.each([null, "courier", 7, {}, { wake: "somebody" }, [[]]])(
    "is never retried for %j, which is none",
    async (body) => {
      const bed = testBed();
      await env.DB.exec("DROP TABLE messages");
      expect(isWakeUp(body)).toBe(false);
      expect(await handle(bed, [body])).toMatchObject({ explicitAcks: ["0"], retryMessages: [] });
      expect(bed.log).toEqual([{ event: "wake_up_malformed", message: "0" }]);
    },
  );

  it("keeps the good ones apart from the bad", async () => {
    const bed = testBed();
    await env.DB.exec("DROP TABLE messages");
    expect(await handle(bed, [wakeUp, "?"])).toMatchObject({
      explicitAcks: ["1"],
      retryMessages: [{ msgId: "0" }],
    });
  });

  it("is dropped by a Worker without settings", async () => {
    const batch = batchOf([wakeUp]);
    const entry = worker as Required<Pick<ExportedHandler<Env>, "queue">>;
    const context = createExecutionContext();
    await entry.queue(batch, env as unknown as Env, context);
    expect(await getQueueResult(batch, context)).toMatchObject({ outcome: "ok", retryMessages: [] });
  });
});

describe("the queue", () => {
  it("takes what the waker hands it", async () => {
    const { COURIER } = env as unknown as Env;
    const now = () => 1_000_000;
    await expect(wakerOf(COURIER, { now })(now() + 90_000_000)).resolves.toBeUndefined();
    expect(COURIER).toBeDefined();
  });

  it.each([
    [-5_000, 0],
    [0, 0],
    [1, 1],
    [20_400, 21],
    [86_400_000, 43_200],
  ])("puts off what is due in %d ms by %d s", async (ms, want) => {
    const delays: number[] = [];
    const send = async (_: unknown, { delaySeconds }: { delaySeconds: number }) => delays.push(delaySeconds);
    await wakerOf({ send }, { now: () => 7 })(7 + ms);
    expect(delays).toEqual([want]);
  });
});

describe("a deployment without queues", () => {
  it("leaves to the cron what a provider did not take", async () => {
    const bed = testBed({ queue: false });
    await leaveMessage(bed);
    expect(bed.wakeUps).toEqual([]);
    bed.wait(60_000);
    await everyMinute(bed.services);
    expect(await state()).toBe("sent");
    expect(bed.log.map(({ event }) => event)).not.toContain("not_woken");
  });

  it("is ready, and says what it does without", async () => {
    const response = await testBed({ queue: false }).fetch("/health/ready");
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: "ok", without: { COURIER: expect.stringContaining("cron") } });
  });
});
