import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import type { SendFailure } from "../../../src/core/message.ts";
import { fail, ok } from "../../../src/core/result.ts";
import { d1InitiationStore } from "../../../src/stores/initiations.ts";
import { meteredDatabase } from "../../support/metered-database.ts";
import { type Led, type LoginBed, ledTo, loginBed, PUBLIC, type Somebody } from "./bed.ts";

const UNREACHED = "We could not reach that address";
const CODE = "Enter the code we emailed you";
const noSuchMailbox: SendFailure = { kind: "permanent", scope: "recipient", reason: "undeliverable" };

let login: LoginBed;
let ada: Somebody;
beforeEach(async () => {
  login = await loginBed();
  ada = await login.somebody();
});

type Track = Awaited<ReturnType<LoginBed["track"]>>;

/** How mails to this address are answered, and all others taken. */
const answering = (to: string, failure: SendFailure) =>
  login.bed.answer(async (envelope) => (envelope.to === to ? fail(failure) : ok({ providerMessageId: envelope.id })));

const ask = (track: Track, more: object = {}): Promise<Led> =>
  login.initiate({ requestId: track.requestId, trackId: track.id, processingType: "CODE", ...more });

async function pageAt({
  url,
}: Pick<Led, "url">): Promise<{ status: number; heading: string | undefined; html: string }> {
  const reply = await login.bed.fetch(url.href);
  const html = await reply.text();
  return { status: reply.status, heading: /<h1>([^<]*)<\/h1>/.exec(html)?.[1], html };
}

const correct = (track: Track, email: string) =>
  login.form(`/useractions-srv/communication/medium/track/${track.id}`, { email, requestId: track.requestId });

async function resend({ query }: Led, track: Track): Promise<Pick<Led, "url">> {
  const asked = { accvid: query["accvid"] ?? "", processingType: "CODE", type: "email" };
  const fields = { ...asked, requestId: track.requestId, trackId: track.id };
  const reply = await login.ownForm("/identity/verification_resend", fields);
  return { url: new URL(reply.headers.get("location") ?? "", PUBLIC) };
}

describe("the person of a waiting login, whose mail came back", () => {
  it("is told, can put the address right, and goes on with another one", async () => {
    answering(ada.email, noSuchMailbox);
    const track = await login.track(ada.id);
    const { status, heading, html } = await pageAt(await ask(track));
    expect([status, heading]).toEqual([200, UNREACHED]);
    expect(html).toContain(`<title>${UNREACHED} – Acme</title>`);
    expect(html).toContain("The mail server says that address does not exist. Check the spelling.");
    expect(html).toMatch(/<a class="button" href="[^"]*verification_change[^"]*">Use a different email address<\/a>/);
    expect(html).toMatch(/<button[^>]*>Try again<\/button>/);
    expect(html).not.toContain(ada.email);
    expect(html).not.toContain('name="code"');

    const corrected = ledTo(await correct(track, `right.${ada.email}`));
    expect((await pageAt(corrected)).heading).toBe(CODE);
    expect((await login.validate(corrected.query["accvid"] ?? "", login.lastCode())).status).toBe(200);
  });

  it("can have it sent once more, which may go better", async () => {
    answering(ada.email, noSuchMailbox);
    const track = await login.track(ada.id);
    const first = await ask(track);
    expect((await pageAt(await resend(first, track))).heading).toBe(UNREACHED);
    answering("nobody", noSuchMailbox);
    const again = await resend(first, track);
    expect((await pageAt(again)).heading).toBe(CODE);
    expect((await login.validate(first.query["accvid"] ?? "", login.lastCode())).status).toBe(200);
  });

  it("is told also of a link, and of what the provider tells later", async () => {
    const track = await login.track(ada.id);
    const led = await ask(track, { processingType: "LINK" });
    expect((await pageAt(led)).heading).toBe("Open the link we emailed you");
    const { id } = login.bed.sent.at(-1) ?? { id: "" };
    const event = { eventId: "1", providerMessageId: id, recipient: null, at: 0, vendorCode: null } as const;
    await env.DB.prepare(
      "INSERT INTO receipts (app_id, provider, provider_message_id, message_id, created_at) VALUES ('default', 'test', ?, ?, 0)",
    )
      .bind(id, id)
      .run();
    const tell = (status: "deferred" | "bounced", permanent: boolean, eventId: string) =>
      login.bed.services.deliveries.take({
        appId: "default",
        provider: "test",
        messageId: null,
        events: [{ ...event, eventId, status, permanent }],
      });
    await tell("deferred", false, "1");
    expect((await pageAt(led)).heading).toBe("Open the link we emailed you");
    await tell("bounced", true, "2");
    expect((await pageAt(led)).heading).toBe(UNREACHED);
    // The next one is not even sent.
    expect((await pageAt(await ask(track))).heading).toBe(UNREACHED);
    expect(login.bed.sent.length).toBe(1);
  });

  it("is offered another try alone where the address was put right too often", async () => {
    answering(ada.email, noSuchMailbox);
    const track = await login.track(ada.id);
    const led = await ask(track);
    await env.DB.prepare("UPDATE tracks SET changes = 3 WHERE id = ?").bind(track.id).run();
    const { heading, html } = await pageAt(led);
    expect(heading).toBe(UNREACHED);
    expect(html).not.toContain("verification_change");
    expect(html).toMatch(/<button type="submit">Try again<\/button>/);
  });

  it("is told nothing of the kind of a mail that failed for another reason, and of one on its way", async () => {
    const track = await login.track(ada.id);
    expect((await pageAt(await ask(track))).heading).toBe(CODE);
    for (const failure of [
      { kind: "permanent", scope: "message", reason: "rejected" },
      { kind: "permanent", scope: "recipient", reason: "suppressed" },
      { kind: "transient", scope: "provider", reason: "unreachable" },
    ] as const) {
      answering(ada.email, failure);
      expect((await pageAt(await ask(track))).heading).toBe(CODE);
    }
  });

  it("sees a page, too, where what a provider was asked is no list", async () => {
    answering(ada.email, noSuchMailbox);
    const track = await login.track(ada.id);
    const led = await ask(track);
    await env.DB.prepare("UPDATE messages SET dispatches = 'none' WHERE recipient = ?").bind(ada.email).run();
    expect(await pageAt(led)).toMatchObject({ status: 200, heading: CODE });
  });
});

describe("a stranger is not told that a mail came back", () => {
  /** A page without what its own address and its own ids make of it. */
  const plain = (html: string, ...own: readonly string[]): string =>
    own
      .filter((text) => text !== "")
      .reduce((page, text) => page.replaceAll(text, "").replaceAll(encodeURIComponent(text), ""), html)
      .replaceAll(/nonce="[^"]*"/g, "");

  it("the page of somebody invented and of somebody whose mail came back are the same", async () => {
    const nobody = "ada.0@example.org";
    answering(ada.email, noSuchMailbox);
    const pages = await Promise.all(
      [ada.email, nobody].map(async (email) => {
        const led = await login.initiate({ requestId: login.requestId, processingType: "CODE", email });
        const { heading, html } = await pageAt(led);
        expect(heading).toBe(CODE);
        return plain(html, led.query["accvid"] ?? "", email);
      }),
    );
    expect(pages[0]).toBe(pages[1]);
    const states = await env.DB.prepare("SELECT state FROM messages WHERE recipient IN (?, ?) ORDER BY state")
      .bind(ada.email, nobody)
      .all();
    expect(states.results).toEqual([{ state: "failed" }, { state: "withheld" }]);
  });

  it("not with the track of another login in the page's address", async () => {
    answering(ada.email, noSuchMailbox);
    const [track, eve] = [await login.track(ada.id), await login.somebody()];
    const own = await login.track(eve.id);
    const { url } = await login.initiate({ requestId: login.requestId, processingType: "CODE", email: ada.email });
    for (const trackId of [own.id, track.id, "none"]) {
      url.searchParams.set("track_id", trackId);
      expect((await pageAt({ url })).heading).toBe(CODE);
    }
    const begun = await ask(track);
    for (const trackId of [own.id, crypto.randomUUID(), ""]) {
      begun.url.searchParams.set("track_id", trackId);
      expect((await pageAt(begun)).heading).toBe(CODE);
    }
  });

  it("not of an address that the person of a track put there: to somebody else's nothing was sent", async () => {
    const bob = await login.somebody();
    await env.DB.prepare("UPDATE addresses SET verified_at = 1 WHERE account_id = ?").bind(bob.id).run();
    const gone = `gone.${ada.email}`;
    const pages: string[] = [];
    for (const email of [gone, bob.email]) {
      answering(email, noSuchMailbox);
      const track = await login.track(ada.id);
      const led = ledTo(await correct(track, email));
      const { heading, html } = await pageAt(led);
      expect(heading).toBe(CODE);
      pages.push(plain(html, led.query["accvid"] ?? "", track.id, track.requestId, email));
    }
    expect(pages[0]).toBe(pages[1]);
    const states = await env.DB.prepare("SELECT state FROM messages WHERE recipient IN (?, ?) ORDER BY state")
      .bind(gone, bob.email)
      .all();
    expect(states.results).toEqual([{ state: "failed" }, { state: "withheld" }]);
  });

  it("not once the hour of the track is over", async () => {
    answering(ada.email, noSuchMailbox);
    const track = await login.track(ada.id);
    const led = await ask(track);
    await env.DB.prepare("UPDATE tracks SET expires_at = ? WHERE id = ?").bind(login.bed.now(), track.id).run();
    expect((await pageAt(led)).heading).toBe(CODE);
  });
});

it("looking at the page is one trip, and reads as many rows among many messages as among few", async () => {
  answering(ada.email, noSuchMailbox);
  const track = await login.track(ada.id);
  const { query } = await ask(track);
  const meter = meteredDatabase();
  const store = d1InitiationStore(meter);
  const find = (trackId: string) =>
    store.find({
      appId: "default",
      dialect: "cidaas",
      flowId: query["accvid"] ?? "",
      requestId: null,
      trackId,
      now: login.bed.now(),
    });
  async function look(): Promise<number> {
    const found = await find(track.id);
    expect(found?.unreached).toEqual({ mayCorrect: true });
    return meter.rowsRead();
  }
  const few = await look();
  for (let more = 0; more < 30; more += 1) {
    const other = await login.somebody();
    const waiting = await login.track(other.id);
    await ask(waiting);
  }
  expect(await look()).toBe(few);
  expect([meter.trips(), few]).toEqual([2, expect.any(Number)]);
  expect(few).toBeLessThanOrEqual(20);
  const eve = await login.track((await login.somebody()).id);
  expect(await find(eve.id)).toMatchObject({ flow: { id: query["accvid"] }, unreached: null });
});
