import { beforeEach, describe, expect, it } from "vitest";
import { d1MessageListing } from "../../src/stores/message-listing.ts";
import { bearer, call } from "../support/admin.ts";
import { meteredDatabase } from "../support/metered-database.ts";
import { type Seed, seedMessage } from "../support/outbox-rows.ts";
import { type TestBed, testBed } from "../support/world.ts";

let bed: TestBed;
beforeEach(() => {
  bed = testBed();
});

const REDACTED = "<redacted-unless-dev-mode>";

const seed = (more?: Seed) => seedMessage(bed, more);
const messages = async (query = "") => {
  const { status, body } = await call(bed, "GET", `/courier/messages${query}`);
  expect(status).toBe(200);
  return body as unknown as Record<string, unknown>[];
};
const ids = async (query = "") => (await messages(query)).map(({ id }) => id);
const links = (headers: Headers): Record<string, string> =>
  Object.fromEntries(
    [...(headers.get("link") ?? "").matchAll(/<([^>]*)>; rel="([a-z]+)"/g)].map(([, url = "", rel = ""]) => [rel, url]),
  );

describe("listing messages", () => {
  it("answers an empty list", async () => {
    const { status, headers, body } = await call(bed, "GET", "/courier/messages");
    expect([status, body]).toEqual([200, []]);
    expect(links(headers)).toEqual({ first: "/admin/courier/messages?page_size=250" });
  });

  it("shows a message with exactly Kratos's fields, and two more", async () => {
    const id = await seed();
    expect(await messages()).toEqual([
      {
        id,
        status: "sent",
        type: "email",
        recipient: "jane@example.org",
        body: REDACTED,
        subject: REDACTED,
        template_type: "verification_code_valid",
        channel: "email",
        send_count: 2,
        state: "sent",
        provider: null,
        created_at: "2026-11-21T19:14:06Z",
        updated_at: "2026-11-21T19:14:08Z",
      },
    ]);
  });

  it.each([
    ["pending", "queued"],
    ["sending", "processing"],
    ["sent", "sent"],
    ["failed", "abandoned"],
    ["expired", "abandoned"],
    ["suppressed", "abandoned"],
    ["delivered", "sent"],
  ])("tells %s as %s, and finds it by that", async (state, status) => {
    for (const other of ["pending", "sending", "sent", "failed", "expired", "withheld"]) await seed({ state: other });
    const id = await seed({ state, recipient: "this@example.org" });
    expect((await messages("?recipient=this@example.org")).map((message) => message["status"])).toEqual([status]);
    const found = await messages(`?status=${status}`);
    expect(found).toHaveLength(status === "abandoned" ? 3 : 2);
    expect([found[0]?.["id"], new Set(found.map((message) => message["status"]))]).toEqual([id, new Set([status])]);
  });

  it("never shows what was withheld, nor what another app sent", async () => {
    const hidden = [await seed({ state: "withheld" }), await seed({ appId: "other" })];
    expect(await ids()).toEqual([]);
    for (const id of hidden) expect((await call(bed, "GET", `/courier/messages/${id}`)).status).toBe(404);
  });

  it("tells texts and calls apart by channel, not by type", async () => {
    await seed({ channel: "sms", recipient: "+447700900123" });
    await seed({ channel: "voice", recipient: "+447700900123" });
    expect((await messages()).map(({ type, channel }) => [type, channel])).toEqual([
      ["sms", "voice"],
      ["sms", "sms"],
    ]);
  });

  it.each(["recipient=%2B447700900123", "recipient=+447700900123"])("finds a number asked for as %s", async (query) => {
    const id = await seed({ channel: "sms", recipient: "+447700900123" });
    await seed();
    expect(await ids(`?${query}`)).toEqual([id]);
  });

  it("finds a mailbox whatever its case, and nothing that merely looks like it", async () => {
    const id = await seed();
    await seed({ recipient: "jane@example.orgx" });
    expect(await ids("?recipient=JANE@example.org")).toEqual([id]);
    expect(await ids("?recipient=jane%25")).toEqual([]);
    expect(await ids("?recipient=%00")).toEqual([]);
  });

  it("pages newest first by the links it gives, with the same filters", async () => {
    const sent = [];
    for (let n = 0; n < 7; n += 1)
      sent.push(await seed({ recipient: n === 3 ? "bob@example.org" : "a+b@example.org" }));
    const want = sent.filter((_, n) => n !== 3).toReversed();
    const seen: unknown[] = [];
    let path: string | undefined = "/admin/courier/messages?page_size=2&status=sent&recipient=a%2Bb@example.org";
    for (let pages = 0; path !== undefined; pages += 1) {
      expect(pages).toBeLessThan(4);
      const response: Response = await bed.fetch(path, { headers: bearer });
      seen.push(...(await response.json<{ id: string }[]>()).map(({ id }) => id));
      path = links(response.headers)["next"];
    }
    expect(seen).toEqual(want);
  });

  it("gives 250 unless asked otherwise, and a thousand at most", async () => {
    const { headers } = await call(bed, "GET", "/courier/messages?page_size=100000");
    expect(links(headers)["first"]).toBe("/admin/courier/messages?page_size=1000");
  });

  it.each([
    "status=bogus",
    "status=withheld",
    "status=pending",
    "page_token=x",
    `page_token=${btoa("not-an-id")}`,
    `page_token=${"A".repeat(5_000)}`,
    "page_size=0",
    "page_size=-1",
    "page_size=x",
    "page_size=1e3",
    "page_size=99999999999999999999",
  ])("refuses %s in Kratos's error shape", async (query) => {
    const { status, headers, body } = await call(bed, "GET", `/courier/messages?${query}`);
    expect(status).toBe(400);
    expect(headers.get("content-type")).toMatch(/^application\/json/);
    expect(body).toEqual({
      error: { code: 400, status: "Bad Request", reason: expect.any(String), message: expect.any(String) },
    });
  });

  it("takes empty parameters for absent ones", async () => {
    const id = await seed();
    expect(await ids("?status=&recipient=&page_token=&page_size=")).toEqual([id]);
  });
});

describe("what a list costs", () => {
  it("is little for what is still to be sent, whatever was sent before", async () => {
    for (let n = 0; n < 60; n += 1) await seed();
    const pending = await seed({ state: "pending" });
    const sending = await seed({ state: "sending" });
    await seed();
    expect(await ids("?status=queued")).toEqual([pending]);
    expect(await ids("?status=processing")).toEqual([sending]);
    const database = meteredDatabase();
    const listing = d1MessageListing(database, "default");
    const found = await listing.list({
      states: ["pending", "sending"],
      recipient: null,
      provider: null,
      after: null,
      limit: 50,
    });
    expect(found.map(({ id }) => id)).toEqual([sending, pending]);
    expect(database.rowsRead()).toBeLessThan(10);
  });
});
