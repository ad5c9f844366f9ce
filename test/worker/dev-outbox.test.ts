import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { timeOrderedId } from "../../src/core/ids.ts";
import type { Envelope } from "../../src/core/message.ts";
import { createOutbox } from "../../src/dev/outbox.ts";
import { createDevRoutes } from "../../src/dev/routes.tsx";
import { rendered } from "../support/rendered.ts";

const { CODES: kv } = env as unknown as { CODES: KVNamespace };
const start = Date.UTC(2026, 10, 21, 20, 0, 0);
const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));

/** A clock that moves when somebody sleeps, and what happens meanwhile. */
function fakeTime() {
  let at = start;
  const due: { at: number; run: () => Promise<unknown> }[] = [];
  return {
    now: () => at,
    advance: (ms: number) => {
      at += ms;
    },
    later: (ms: number, run: () => Promise<unknown>) => due.push({ at: at + ms, run }),
    sleep: async (ms: number) => {
      at += ms;
      for (const item of due.splice(0)) await (item.at <= at ? item.run() : due.push(item));
    },
  };
}

const time = fakeTime();
const app = createDevRoutes({ kv, world: { now: time.now, random }, sleep: time.sleep });
const { send } = createOutbox(kv, {
  now: time.now,
  timer: () => ({ gone: Promise.resolve(), cancel: () => undefined }),
  defer: () => undefined,
});

const envelope = (more: Partial<Envelope> = {}): Envelope => ({
  id: timeOrderedId(random, time.now()),
  appId: "default",
  locale: "en",
  appName: "Acme",
  idempotencyKey: "one",
  channel: "email",
  to: "ada@example.org",
  expiresAt: start + 600_000,
  subject: "135790 is your Acme code",
  text: "135790 is your Acme code.",
  html: '<!doctype html><p class="mail">135790</p>',
  headers: { "Auto-Submitted": "auto-generated" },
  code: "135790",
  link: "https://verify.example.com/l/abc?x=1&y=2",
  ...more,
});

/** Sends one message and lets a second go by; its id. */
async function deliver(more: Partial<Envelope> = {}): Promise<string> {
  const message = envelope(more);
  expect(await send(message)).toEqual({ ok: true, value: { providerMessageId: message.id } });
  time.advance(1_000);
  return message.id;
}

const idsAt = async (path: string): Promise<readonly string[]> => {
  const response = await app.request(path);
  expect(response.status).toBe(200);
  const { messages } = await response.json<{ messages: { id: string }[] }>();
  return messages.map(({ id }) => id);
};

const page = async (path = "/outbox") => (await app.request(path)).text();

beforeEach(async () => {
  await app.request("/outbox.json", { method: "DELETE" });
});

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
    const messages = Array.from({ length: 1_050 }, (_, index) =>
      envelope({ id: timeOrderedId(random, time.now() + index) }),
    );
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

describe("the outbox as a page", () => {
  it("shows the newest first, with code, link and age", async () => {
    await deliver({ subject: "first" });
    await deliver({ subject: "second" });
    const html = await page();
    expect(html.startsWith('<!doctype html><html lang="en"')).toBe(true);
    expect(html.match(/<h1>/g)).toHaveLength(1);
    expect(html.indexOf("second</h2>")).toBeLessThan(html.indexOf("first</h2>"));
    expect(html).toContain('<a class="open" href="https://verify.example.com/l/abc?x=1&amp;y=2">Open link</a>');
    expect(html).toMatch(/<bdi class="code" dir="ltr">135790<\/bdi>/);
    expect(html).toContain(">1 second ago</time>");
    expect(html).toContain(">2 seconds ago</time>");
  });

  it("says how a text message would be cut", async () => {
    await deliver({ channel: "sms", to: "+447700900123" });
    expect(await page()).toContain("1 segment, 25 units of GSM-7");
  });

  it("shows all that a call says, with the key before the code", async () => {
    const { text } = rendered({ channel: "voice" });
    expect(text).toContain("To hear it, press any key. Your code is: 0, 1, 2, 3, 4, 5. Again:");
    await deliver({ channel: "voice", to: "+447700900123", text });
    expect(await page()).toContain(`<summary>Transcript</summary><pre>${text}</pre>`);
  });

  it("shows a mail in a frame that can do nothing, and lets none of its markup out", async () => {
    await deliver({
      html: '"></iframe><script>alert(1)</script>',
      subject: "<script>alert(2)</script>",
      text: "</pre><script>alert(3)</script>",
      to: '"<script>alert(4)</script>"@example.org',
      link: 'https://verify.example.com/"><script>alert(5)</script>',
    });
    const response = await app.request("/outbox");
    const html = await response.text();
    expect(html).toContain('sandbox=""');
    expect(html.match(/<iframe/g)).toHaveLength(1);
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    const nonce = /script-src 'nonce-([\w-]{22})'(?:;|$)/.exec(policy)?.[1];
    expect(html.match(/<script[^>]*>/g)).toEqual([`<script type="module" nonce="${nonce}">`]);
    expect((await app.request("/outbox")).headers.get("content-security-policy")).not.toContain(nonce);
  });

  it("has the source of a mail, as a provider would hand it on, and none of a text message", async () => {
    await deliver({ channel: "sms", to: "+447700900123" });
    expect(await page()).not.toContain("Raw source");
    await deliver();
    const html = await page();
    expect(html).toContain("Raw source");
    expect(html).toContain("multipart/alternative");
  });

  it("calls what is said in a call its transcript", async () => {
    await deliver({ channel: "voice", to: "+447700900123", text: "Hello." });
    expect(await page()).toMatch(/Transcript<\/summary><pre>Hello\.<\/pre>/);
  });

  it("filters, and keeps the filter in its field", async () => {
    await deliver({ subject: "for ada" });
    await deliver({ subject: "for bob", to: "bob@example.org" });
    const html = await page("/outbox?to=bob@example.org");
    expect(html).toContain("for bob</h2>");
    expect(html).not.toContain("for ada");
    expect(html).toContain('value="bob@example.org"');
    expect(html).toContain("1 message to bob@example.org");
  });

  it("is emptied by a button, and comes back to itself wherever it is mounted", async () => {
    await deliver();
    const response = await app.request("/outbox/clear", { method: "POST" });
    expect(response.status).toBe(303);
    expect(new URL(response.headers.get("location") ?? "", "http://localhost/dev/outbox/clear").pathname).toBe(
      "/dev/outbox",
    );
    expect(await page()).toContain("0 messages");
    expect((await app.request("/outbox/clear")).status).toBe(404);
  });
});

describe("a message that did not come", () => {
  const refused = () => send(envelope({ to: "bounce@verify.test", subject: "never came" }));

  it("is on the page, in its place, with what became of it", async () => {
    await deliver({ subject: "first" });
    expect(await refused()).toMatchObject({ ok: false });
    time.advance(1_000);
    await deliver({ subject: "last" });
    const html = await page();
    expect(html).toContain("3 messages");
    expect([...html.matchAll(/<h2 id="message-\d">([^<]+)/g)].map(([, title]) => title)).toEqual([
      "last",
      "never came",
      "first",
    ]);
    expect(html.match(/<dt>Status<\/dt><dd>.*?,/g)).toEqual([
      "<dt>Status</dt><dd>Sent,",
      '<dt>Status</dt><dd><span class="failed">Not delivered: undeliverable</span>,',
      "<dt>Status</dt><dd>Sent,",
    ]);
    expect(await page("/outbox?to=bounce@verify.test")).toContain("1 message to bounce@verify.test");
  });

  it("is not given to whoever waits for a message", async () => {
    await refused();
    expect(await idsAt("/outbox.json?to=bounce@verify.test")).toEqual([]);
  });

  it("is there beside the one that came by another channel under the same id", async () => {
    const { id } = envelope();
    const to = "+12015550102";
    await send(envelope({ id, to, channel: "sms" }));
    await send(envelope({ id, to, channel: "voice" }));
    const html = await page();
    expect(html).toContain("Not delivered: undeliverable");
    expect(html).toContain("2 messages");
  });

  it.each([
    ["/outbox/clear", "POST"],
    ["/outbox.json", "DELETE"],
  ])("is gone after %s", async (path, method) => {
    await refused();
    await app.request(path, { method });
    expect(await page()).toContain("0 messages");
  });
});
