import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { newEmail, otherThan } from "../../support/accounts.ts";
import { devClient } from "../../support/dev-server.ts";
import { startLocalServer } from "../../support/local-server.ts";
import { newUser } from "../transmit/client.ts";

const server = devClient(inject("origin"));

type Event = { readonly type: string; readonly timestamp: string; readonly data: { readonly flow_id: string } };
type Received = { readonly id: string; readonly event: Event };

/** Requests that came, as the reference library of Standard Webhooks read them; it throws for a wrong signature. */
const received: Received[] = [];
const refused: string[] = [];
/** How many of the next requests the receiver fails. */
let failing = 0;
let webhook: Webhook | undefined;
let receiver: Awaited<ReturnType<typeof startLocalServer>>;
let endpoint: { readonly id: string; readonly secret: string };

beforeAll(async () => {
  receiver = await startLocalServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const event = webhook?.verify(body, headers) as Event;
    const id = headers["webhook-id"] ?? "";
    if (failing > 0) {
      failing -= 1;
      refused.push(id);
      response.writeHead(500).end();
      return;
    }
    received.push({ id, event });
    response.writeHead(204).end();
  });
  const made = await server.admin("/webhooks", {
    method: "POST",
    body: JSON.stringify({ url: `${receiver.origin}/hook`, events: ["*"] }),
  });
  expect(made.status).toBe(201);
  endpoint = (await made.json()) as typeof endpoint;
  webhook = new Webhook(endpoint.secret);
});

afterAll(async () => {
  await server.admin(`/webhooks/${endpoint.id}`, { method: "DELETE" });
  await receiver.stop();
});

/** One verification of a new address, with a wrong passcode on the way. */
async function verifyOnce(): Promise<void> {
  const user = await newUser(server);
  const email = newEmail();
  await user.sendEmail({ email });
  const { code } = await server.mail(email);
  expect((await user.checkEmail({ email, passcode: otherThan(code) })).status).toBe(400);
  expect((await user.checkEmail({ email, passcode: code })).status).toBe(200);
}

const WHOLE = ["verification.started", "message.sent", "verification.attempt_failed", "verification.verified"];

/** The types of each flow that was told of, in the order they came. */
function flows(): Readonly<Record<string, readonly string[]>> {
  const told: Record<string, string[]> = {};
  for (const { event } of received) {
    const types = told[event.data.flow_id] ?? [];
    types.push(event.type);
    told[event.data.flow_id] = types;
  }
  return told;
}

/** What happened in a flow, as the feed of events has it. That a mail went out is written down a moment after it did. */
async function happened(flowId: string): Promise<readonly string[]> {
  const reply = await server.admin(`/events?flow_id=${flowId}`);
  const { events } = (await reply.json()) as { events: { type: string }[] };
  return events.map(({ type }) => type);
}

async function expectWholeInOrder(): Promise<void> {
  for (const [flowId, types] of Object.entries(flows())) {
    expect([...types].sort()).toEqual([...WHOLE].sort());
    expect(types).toEqual(await happened(flowId));
  }
}

const wholeFlows = (): number => Object.values(flows()).filter(({ length }) => length === WHOLE.length).length;

describe("a receiver that reads what it is told with the reference library", () => {
  it("is told every event of a whole verification, signed, in order, once", async () => {
    await verifyOnce();
    await vi.waitUntil(() => wholeFlows() === 1, { timeout: 15_000, interval: 100 });
    await expectWholeInOrder();
  });

  it("is told of each event again while it fails, under the same id, and in order once it does not", async () => {
    const before = wholeFlows();
    failing = 2;
    await Promise.all([verifyOnce(), verifyOnce()]);
    await vi.waitUntil(() => wholeFlows() === before + 2, { timeout: 50_000, interval: 200 });
    expect(refused.length).toBe(2);
    const ids = received.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of refused) expect(ids).toContain(id);
    await expectWholeInOrder();
  });
});
