import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Flow } from "../../../src/core/flow.ts";
import type { Bindings } from "../../../src/env.ts";
import { check, count, send, start } from "../../support/journey.ts";
import { bothVendors, down, mailNetwork, unreachable } from "../../support/network.ts";
import { addAccount, type TestBed, type TestOptions, testBed } from "../../support/world.ts";

const MINUTE = 60_000;

type Network = ReturnType<typeof mailNetwork>;

/** A deployment with two mail providers, whose waits between tries take their time. */
const deployed = (network: Network, more: TestOptions = {}): TestBed =>
  testBed({ http: network.http, routes: bothVendors, policy: { sends: null }, timely: true, ...more });

async function sendTo(bed: TestBed, email: string): Promise<Flow> {
  await addAccount([{ kind: "email", value: email }]);
  const flow = await start(bed);
  const sent = await send(bed, flow, email);
  if (!sent.ok) throw new Error(sent.failure.reason);
  await bed.settle();
  return flow;
}

/** Lets the cron run once a minute, until the code is over. */
async function liveOn(bed: TestBed, minutes = 12): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    bed.wait(MINUTE);
    await bed.services.courier.sendDue();
    await bed.settle();
  }
}

/** Every message that was accepted is in a final state, and nobody got more of one than it was tried. */
async function expectAccounted(network: Network, sends: number): Promise<Record<string, number>> {
  const { results } = await env.DB.prepare("SELECT state, count(*) AS n FROM messages GROUP BY state").all<{
    state: string;
    n: number;
  }>();
  const states = Object.fromEntries(results.map(({ state, n }) => [state, n]));
  const { sent = 0, failed = 0, expired = 0 } = states;
  expect(sent + failed + expired).toBe(sends);
  const tries = await count("SELECT coalesce(sum(send_count), 0) AS n FROM messages");
  expect(network.delivered.length).toBeLessThanOrEqual(tries);
  return states;
}

const verified = async (bed: TestBed, flow: Flow, code: string | undefined): Promise<boolean> =>
  (await check(bed, flow.id, code ?? "")).ok;

describe("an accepted message", () => {
  it("goes by the second provider while the first is down for the whole life of its code", async () => {
    const network = mailNetwork();
    network.resend(down);
    const bed = deployed(network);
    const flows = [];
    for (let index = 0; index < 8; index += 1) flows.push(await sendTo(bed, `down.${index}@example.org`));
    expect(network.delivered.map(({ vendor }) => vendor)).toEqual(Array(8).fill("postmark"));
    expect(await expectAccounted(network, 8)).toEqual({ sent: 8 });
    for (const [index, flow] of flows.entries())
      expect(await verified(bed, flow, network.delivered[index]?.code)).toBe(true);
  });

  it("waits while both are down, and goes once one is back, with the same code", async () => {
    const network = mailNetwork();
    network.resend(down);
    network.postmark(unreachable);
    const bed = deployed(network);
    const flow = await sendTo(bed, "both.down@example.org");
    expect(network.delivered).toEqual([]);
    network.postmark(undefined);
    await liveOn(bed, 2);
    expect(network.delivered).toHaveLength(1);
    expect(await expectAccounted(network, 1)).toEqual({ sent: 1 });
    expect(await verified(bed, flow, network.delivered[0]?.code)).toBe(true);
  });

  it("ends in a state that operators see when both stay down", async () => {
    const network = mailNetwork();
    network.resend(down);
    network.postmark(down);
    const bed = deployed(network);
    await sendTo(bed, "stays.down@example.org");
    await liveOn(bed);
    expect(network.delivered).toEqual([]);
    const states = await expectAccounted(network, 1);
    expect((states["failed"] ?? 0) + (states["expired"] ?? 0)).toBe(1);
  });

  it("is not sent twice by a provider that drops repeats, when the connection broke after it took it", async () => {
    const network = mailNetwork();
    let broken = 0;
    network.resend(async (request) => {
      await network.take(request);
      broken += 1;
      if (broken === 1) throw new Error("Network connection lost.");
      return network.take(request);
    });
    const bed = deployed(network);
    const flow = await sendTo(bed, "reset@example.org");
    await liveOn(bed, 2);
    expect(network.delivered).toHaveLength(1);
    expect(await expectAccounted(network, 1)).toEqual({ sent: 1 });
    expect(await verified(bed, flow, network.delivered[0]?.code)).toBe(true);
  });

  it("is sent once more for each try, and with the same code, by one that does not", async () => {
    const network = mailNetwork();
    network.resend(async () => new Response(null, { status: 401 }));
    network.postmark(async (request) => {
      await network.take(request);
      throw new Error("Network connection lost.");
    });
    const bed = deployed(network);
    const flow = await sendTo(bed, "reset.too@example.org");
    network.postmark(undefined);
    await liveOn(bed, 3);
    const codes = network.delivered.map(({ code }) => code);
    expect(new Set(codes).size).toBe(1);
    expect(await expectAccounted(network, 1)).toEqual({ sent: 1 });
    expect(await verified(bed, flow, codes[0])).toBe(true);
  });

  it("is sent by the cron when the Worker ended between writing it down and sending it", async () => {
    const network = mailNetwork();
    await addAccount([{ kind: "email", value: "killed@example.org" }]);
    const dying = deployed(network);
    const flow = await start(dying);
    // What was put off until after the answer never happens.
    expect((await send(dying, flow, "killed@example.org")).ok).toBe(true);
    expect(network.delivered).toEqual([]);
    const bed = deployed(network);
    await liveOn(bed, 2);
    expect(await expectAccounted(network, 1)).toEqual({ sent: 1 });
    expect(network.delivered).toHaveLength(1);
    expect(await verified(bed, flow, network.delivered[0]?.code)).toBe(true);
  });

  const withCodes = (codes: Partial<KVNamespace>): Bindings => ({ DB: env.DB, CODES: { ...codes } as KVNamespace });
  const lost = () => Promise.reject(new Error("KV is away"));
  it.each([
    ["throws", withCodes({ put: lost, get: lost as never })],
    ["has forgotten", withCodes({ put: async () => undefined, get: (async () => null) as never })],
  ])("goes all the same when KV %s, first and again; only its newest code is good", async (_, bindings) => {
    const network = mailNetwork();
    const bed = deployed(network, { bindings });
    const flow = await sendTo(bed, "no.kv@example.org");
    expect(await verified(bed, flow, network.delivered[0]?.code)).toBe(true);

    network.resend(down);
    network.postmark(down);
    const other = await sendTo(bed, "no.kv.again@example.org");
    network.resend(undefined);
    await liveOn(bed, 2);
    expect(network.delivered).toHaveLength(2);
    expect(await verified(bed, other, network.delivered[1]?.code)).toBe(true);
    expect(await expectAccounted(network, 2)).toEqual({ sent: 2 });
  });

  it("is taken up by one of two crons that run at once", async () => {
    const network = mailNetwork();
    network.resend(down);
    network.postmark(down);
    const bed = deployed(network);
    for (let index = 0; index < 10; index += 1) await sendTo(bed, `crons.${index}@example.org`);
    network.resend(undefined);
    network.postmark(undefined);
    bed.wait(11 * MINUTE - 3 * MINUTE);
    const twin = deployed(network);
    twin.wait(bed.now() - twin.now());
    await Promise.all([bed.services.courier.sendDue(), twin.services.courier.sendDue()]);
    await Promise.all([bed.settle(), twin.settle()]);
    expect(new Set(network.delivered.map(({ to }) => to)).size).toBe(network.delivered.length);
    await liveOn(bed);
    await expectAccounted(network, 10);
  });
});
