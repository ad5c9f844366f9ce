import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { devClient } from "../../../support/dev-server.ts";
import { startLocalServer } from "../../../support/local-server.ts";
import { newAccount, newServer } from "./client.ts";

const server = devClient(inject("origin"));

type Event = {
  readonly event: string;
  readonly timestamp: string;
  readonly payload: { readonly account: Readonly<Record<string, unknown>>; readonly event_data: object };
};

const told: Event[] = [];
let receiver: Awaited<ReturnType<typeof startLocalServer>>;
let endpoint: { readonly id: string; readonly secret: string };

beforeAll(async () => {
  receiver = await startLocalServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    told.push(new Webhook(endpoint.secret).verify(body, headers) as Event);
    response.writeHead(204).end();
  });
  const made = await server.admin("/webhooks", {
    method: "POST",
    body: JSON.stringify({ url: `${receiver.origin}/hook`, events: ["*"], format: "payway" }),
  });
  expect(made.status).toBe(201);
  endpoint = (await made.json()) as typeof endpoint;
});

afterAll(async () => {
  await server.admin(`/webhooks/${endpoint.id}`, { method: "DELETE" });
  await receiver.stop();
});

const about = (id: string): readonly Event[] => told.filter(({ payload }) => payload.account["id"] === id);

describe("what a receiver is told", () => {
  it("case 25: that a mail was asked for, once for each request, signed; and that the account was confirmed", async () => {
    const shop = await newServer(server);
    const { id, email } = await newAccount(server, "created");
    expect((await shop.create({ account_id: id })).status).toBe(201);
    const first = await server.mail(email);
    expect((await shop.create({ account_id: id })).status).toBe(201);
    const second = await server.mail(email, first.id);
    await vi.waitUntil(() => about(id).length === 2, { timeout: 15_000, interval: 100 });
    for (const event of about(id)) {
      expect(event).toEqual({
        event: "confirmation_email_requested",
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        payload: {
          account: {
            id,
            organisation_id: "default",
            contact_email: email,
            status: "created",
            verified: false,
            created: expect.stringMatching(/Z$/),
            updated: expect.stringMatching(/Z$/),
          },
          event_data: {},
        },
      });
    }

    const code = new URL(second.link ?? "").searchParams.get("confirmation_code") ?? "";
    expect((await shop.verify(id, code)).status).toBe(200);
    await vi.waitUntil(() => about(id).length === 3, { timeout: 15_000, interval: 100 });
    expect(about(id).at(-1)).toMatchObject({
      event: "registered_account_confirmed",
      payload: { account: { id, status: "active", verified: true } },
    });
  });
});
