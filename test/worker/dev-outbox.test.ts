import { beforeEach, describe, expect, it } from "vitest";
import { testOutbox } from "../support/outbox.ts";

const { kv, time, app, newId, envelope, send, deliver, idsAt, clear } = testOutbox();

beforeEach(clear);

describe("the outbox as JSON", () => {
  it("shows a message with exactly the fixed fields", async () => {
    const sentAt = new Date(time.now()).toISOString();
    const id = await deliver();
    const response = await app.request("/outbox.json");
    expect(response.headers.get("content-type")).toMatch(/^application\/json/);
    expect(response.headers.get("cache-control")).toBe("no-store");
    const { id: _, appId: _a, locale: _l, appName: _n, expiresAt: __, idempotencyKey: ___, ...said } = envelope();
    expect(await response.json()).toEqual({ messages: [{ id, ...said, sent_at: sentAt }] });
  });

  it("shows null for what a text message has not", async () => {
    const {
      subject: _,
      html: __,
      headers: ___,
      ...text
    } = envelope({ channel: "sms", to: "+447700900123", link: null });
    await send(text);
    const { messages } = await (await app.request("/outbox.json")).json<{ messages: unknown[] }>();
    expect(messages).toMatchObject([{ channel: "sms", subject: null, html: null, headers: {}, link: null }]);
  });

  it.each([
    [{ senderName: "Acme Sign-up" }, { "Auto-Submitted": "auto-generated", From: "Acme Sign-up" }],
    [{ channel: "sms", senderId: "ACMECORP", headers: {} }, { From: "ACMECORP" }],
  ] as const)("shows among the headers whom a message says it is from", async (sender, headers) => {
    await deliver(sender);
    const { messages } = await (await app.request("/outbox.json")).json<{ messages: unknown[] }>();
    expect(messages).toMatchObject([{ headers }]);
    expect(messages[0]).not.toHaveProperty("senderName");
    expect(messages[0]).not.toHaveProperty("senderId");
  });

  it("lists oldest first, whatever order they were stored in", async () => {
    const early = envelope();
    time.advance(5);
    const middle = await deliver();
    const late = await deliver();
    await send(early);
    expect(await idsAt("/outbox.json")).toEqual([early.id, middle, late]);
  });

  it("keeps one of a message that was tried twice", async () => {
    const message = envelope();
    await send(message);
    await send(message);
    expect(await idsAt("/outbox.json")).toEqual([message.id]);
  });

  it("filters by recipient and by what came after", async () => {
    const first = await deliver();
    const other = await deliver({ to: "bob@example.org" });
    const last = await deliver();
    expect(await idsAt("/outbox.json?to=ada@example.org")).toEqual([first, last]);
    expect(await idsAt("/outbox.json?to=ADA@example.org")).toEqual([first, last]);
    expect(await idsAt("/outbox.json?to=ada@example.or")).toEqual([]);
    expect(await idsAt(`/outbox.json?after=${first}`)).toEqual([other, last]);
    expect(await idsAt(`/outbox.json?to=ada@example.org&after=${first}`)).toEqual([last]);
    expect(await idsAt(`/outbox.json?after=${last}`)).toEqual([]);
    expect(await idsAt("/outbox.json?to=&after=&wait=")).toEqual([first, other, last]);
  });

  it.each(["+447700900123", "%2B447700900123", "%20447700900123"])("finds a number asked for as %s", async (to) => {
    const id = await deliver({ channel: "sms", to: "+447700900123" });
    await deliver();
    expect(await idsAt(`/outbox.json?to=${to}`)).toEqual([id]);
  });

  it("reads more messages than KV gives in one go", async () => {
    const messages = Array.from({ length: 1_050 }, (_, index) => envelope({ id: newId(time.now() + index) }));
    await Promise.all(messages.map(send));
    expect(await idsAt("/outbox.json")).toEqual(messages.map(({ id }) => id));
  });

  it("waits for a message, and answers as soon as it is there", async () => {
    const message = envelope();
    time.later(950, () => send(message));
    const asked = time.now();
    expect(await idsAt("/outbox.json?to=ada@example.org&wait=10")).toEqual([message.id]);
    expect(time.now() - asked).toBe(1_000);
  });

  it("does not take another's message, nor an older one, for the one waited for", async () => {
    const old = await deliver();
    time.later(200, () => send(envelope({ to: "bob@example.org" })));
    const asked = time.now();
    expect(await idsAt(`/outbox.json?to=ada@example.org&after=${old}&wait=2`)).toEqual([]);
    expect(time.now() - asked).toBe(2_000);
  });

  it("does not wait when there is something, or when nobody asked to", async () => {
    const asked = time.now();
    expect(await idsAt("/outbox.json")).toEqual([]);
    await send(envelope());
    await idsAt("/outbox.json?wait=20");
    expect(time.now()).toBe(asked);
  });

  it.each(["wait=21", "wait=-1", "wait=soon", "wait=Infinity", "after=yesterday", "after=outbox:"])(
    "refuses %s and says why",
    async (query) => {
      const response = await app.request(`/outbox.json?${query}`);
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({ error: expect.stringMatching(/^(?:wait|after): [a-z]/) });
    },
  );

  it.each(["/outbox.json", "/outbox"])("is emptied by DELETE %s, and only it", async (path) => {
    await kv.put("issue:1", "sealed");
    await deliver();
    const response = await app.request(path, { method: "DELETE" });
    expect(response.status).toBe(204);
    expect(await idsAt("/outbox.json")).toEqual([]);
    expect(await kv.get("issue:1")).toBe("sealed");
  });

  it("forgets after a day", async () => {
    const id = await deliver();
    const { keys } = await kv.list({ prefix: `outbox:${id}` });
    const lifetime = (keys[0]?.expiration ?? 0) - Date.now() / 1_000;
    expect(lifetime).toBeGreaterThan(86_300);
    expect(lifetime).toBeLessThanOrEqual(86_401);
  });
});
