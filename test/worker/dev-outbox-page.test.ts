import { beforeEach, describe, expect, it } from "vitest";
import { testOutbox } from "../support/outbox.ts";
import { rendered } from "../support/rendered.ts";

const { time, app, envelope, send, deliver, idsAt, page, clear } = testOutbox();

beforeEach(clear);

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
