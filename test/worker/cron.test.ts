import { createScheduledController } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { everyMinute } from "../../src/cron.ts";
import type { Env } from "../../src/env.ts";
import worker from "../../src/index.ts";
import { type TestBed, testBed } from "../support/world.ts";

/** Something for either part to do: a message that is due, and a flow that is over. */
async function leaveWork(bed: TestBed): Promise<void> {
  await env.DB.batch([
    env.DB.prepare(
      `INSERT INTO messages (id, app_id, flow_id, issue_id, channel, recipient, template, data, state, send_count,
         due_at, created_at, updated_at, expires_at)
       VALUES (?1, 'default', 'f', 'i', 'email', 'jane@example.org', 'verification_code_valid', '{}', 'pending', 1,
         ?2, ?2, ?2, ?2)`,
    ).bind("ffffffff-0000-7000-8000-000000000000", bed.now()),
    env.DB.prepare(
      `INSERT INTO flows (id, app_id, dialect, proof, state, guard, context, created_at, expires_at, sweep_at)
       VALUES ('f', 'default', 'kratos', 'code', 'open', 'api', '{}', ?1, ?1, ?1)`,
    ).bind(bed.now()),
  ]);
}

const stateIn = (table: "flows" | "messages") => env.DB.prepare(`SELECT state FROM ${table}`).first("state");
const events = ({ log }: TestBed) => log.map(({ event, part }) => [event, part]);

describe("every minute", () => {
  it("what is due is sent, and what is over is swept", async () => {
    const bed = testBed();
    await leaveWork(bed);
    await everyMinute(bed.services);
    expect([await stateIn("messages"), await stateIn("flows")]).toEqual(["expired", "expired"]);
    expect(bed.log.at(-1)).toMatchObject({ event: "swept", closed: 1 });
  });

  it("a courier that fails keeps nothing from being swept", async () => {
    const bed = testBed();
    await leaveWork(bed);
    const courier = { ...bed.services.courier, sendDue: () => Promise.reject(new TypeError("jane@example.org")) };
    await everyMinute({ ...bed.services, courier });
    expect(await stateIn("flows")).toBe("expired");
    expect(events(bed)).toContainEqual(["cron_failed", "send"]);
    expect(JSON.stringify(bed.log)).not.toContain("jane@");
  });

  it("a sweep that fails keeps nothing from being sent", async () => {
    const bed = testBed();
    await leaveWork(bed);
    await env.DB.exec("DROP TABLE attempts");
    await everyMinute(bed.services);
    expect(await stateIn("messages")).toBe("expired");
    expect(events(bed)).toContainEqual(["cron_failed", "sweep"]);
  });

  it("webhooks that fail keep nothing from being sent and swept", async () => {
    const bed = testBed();
    await leaveWork(bed);
    const webhooks = { ...bed.services.webhooks, deliverDue: () => Promise.reject(new TypeError("hook.example")) };
    await everyMinute({ ...bed.services, webhooks });
    expect([await stateIn("messages"), await stateIn("flows")]).toEqual(["expired", "expired"]);
    expect(events(bed)).toContainEqual(["cron_failed", "tell"]);
  });

  it("a Worker without settings does nothing", async () => {
    const bed = testBed();
    await leaveWork(bed);
    const entry = worker as Required<Pick<ExportedHandler<Env>, "scheduled">>;
    await entry.scheduled(createScheduledController(), env as unknown as Env, {} as ExecutionContext);
    expect([await stateIn("messages"), await stateIn("flows")]).toEqual(["pending", "open"]);
  });
});
