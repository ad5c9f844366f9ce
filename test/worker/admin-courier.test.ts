import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { courierRoutes } from "../../src/admin/courier.ts";
import { redactedTexts } from "../../src/admin/message-texts.ts";
import { timeOrderedId } from "../../src/core/ids.ts";
import { createOutbox } from "../../src/dev/outbox.ts";
import { d1MessageListing } from "../../src/stores/message-listing.ts";
import { bearer, call } from "../support/admin.ts";
import { meteredDatabase } from "../support/metered-database.ts";
import { type TestBed, testBed } from "../support/world.ts";

let bed: TestBed;
beforeEach(() => {
  bed = testBed();
});

const REDACTED = "<redacted-unless-dev-mode>";
const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));

type Seed = {
  channel?: string;
  recipient?: string;
  state?: string;
  appId?: string;
  dispatches?: unknown[];
  template?: string;
};

/** One message, a second after the one before it; its id. */
async function seed({ channel = "email", recipient = "jane@example.org", state = "sent", ...more }: Seed = {}) {
  const { appId = "default", dispatches = [], template = "verification_code_valid" } = more;
  bed.wait(1_000);
  const id = timeOrderedId(random, bed.now());
  await env.DB.prepare(
    `INSERT INTO messages (id, app_id, flow_id, issue_id, channel, recipient, template, data, state, send_count, due_at,
       dispatches, created_at, updated_at, expires_at)
     VALUES (?, ?, 'f', ?, ?, ?, ?, '{}', ?, 2, 0, ?, ?, ?, 0)`,
  )
    .bind(id, appId, id, channel, recipient, template, state, JSON.stringify(dispatches), bed.now(), bed.now() + 1_500)
    .run();
  return id;
}

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

const refused = {
  provider: "resend",
  kind: "transient",
  scope: "provider",
  reason: "unreachable",
  status: null,
  vendorCode: null,
} as const;

describe("reading a message", () => {
  it("adds every try", async () => {
    const at = bed.now();
    const id = await seed({
      state: "sent",
      dispatches: [
        { ...refused, id: "d1", reason: "throttled", status: 429, vendorCode: "rate_limit_exceeded", at },
        { ...refused, id: "d2", kind: "ambiguous", at: at + 1_000 },
        { ...refused, id: "d3", kind: "accepted", scope: null, reason: null, at: at + 2_000 },
      ],
    });
    const { status, body } = await call(bed, "GET", `/courier/messages/${id}`);
    expect(status).toBe(200);
    const [listed] = await messages();
    const { dispatches, deliveries, ...message } = body;
    expect(deliveries).toEqual([]);
    expect(message).toEqual(listed);
    const times = (second: number) => ({
      created_at: `2026-11-21T19:14:0${second}Z`,
      updated_at: `2026-11-21T19:14:0${second}Z`,
    });
    const message_id = id;
    const reason = expect.any(String);
    const message_text = expect.any(String);
    expect(dispatches).toEqual([
      {
        id: "d1",
        message_id,
        status: "failed",
        error: { code: 429, status: "Too Many Requests", reason, message: message_text },
        provider: "resend",
        class: "transient",
        scope: "provider",
        reason: "throttled",
        vendor_code: "rate_limit_exceeded",
        ...times(5),
      },
      {
        id: "d2",
        message_id,
        status: "failed",
        error: { code: 500, status: "Internal Server Error", reason, message: message_text },
        provider: "resend",
        class: "ambiguous",
        scope: "provider",
        reason: "unreachable",
        vendor_code: null,
        ...times(6),
      },
      {
        id: "d3",
        message_id,
        status: "success",
        provider: "resend",
        class: "accepted",
        scope: null,
        reason: null,
        vendor_code: null,
        ...times(7),
      },
    ]);
  });

  it.each([
    ["x", 400, "Bad Request"],
    ["%00", 400, "Bad Request"],
    ["5F3E0F58-1B55-4D0B-8D0C-0A3B5D2F9E11", 400, "Bad Request"],
    ["5f3e0f58-1b55-4d0b-8d0c-0a3b5d2f9e11", 404, "Not Found"],
  ])("answers %s with %i", async (id, code, status) => {
    const answer = await call(bed, "GET", `/courier/messages/${id}`);
    expect(answer.status).toBe(code);
    expect(answer.body).toMatchObject({ error: { code, status } });
  });

  it("answers 503 in Kratos's shape while D1 is away", async () => {
    await env.DB.exec("DROP TABLE messages");
    const answer = await call(bed, "GET", "/courier/messages");
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(answer.body).toMatchObject({ error: { code: 503, status: "Service Unavailable" } });
  });
});

describe("what a message said", () => {
  async function delivered(): Promise<string> {
    const id = await seed();
    await createOutbox(env.CODES, bed.services.world).send({
      id,
      appId: "default",
      locale: "en",
      appName: "Acme",
      idempotencyKey: id,
      channel: "email",
      to: "jane@example.org",
      expiresAt: bed.now() + 600_000,
      subject: "135790 is your Acme code",
      text: "Type 135790.",
      code: "135790",
      link: null,
    });
    return id;
  }

  it("is shown in development", async () => {
    const id = await delivered();
    const clear = { subject: "135790 is your Acme code", body: "Type 135790." };
    expect(await messages()).toMatchObject([{ id, ...clear }]);
    expect((await call(bed, "GET", `/courier/messages/${id}`)).body).toMatchObject(clear);
  });

  it("is found for more messages than KV reads in one go", async () => {
    await Promise.all(Array.from({ length: 105 }, delivered));
    expect(new Set((await messages()).map(({ body }) => body))).toEqual(new Set(["Type 135790."]));
  });

  it("is shown nowhere else", async () => {
    const id = await delivered();
    const app = courierRoutes(bed.services, redactedTexts);
    for (const path of ["/", `/${id}`]) {
      const text = await (await app.request(path)).text();
      expect(text).toContain(id);
      expect(text).not.toContain("135790");
      expect(text.split(REDACTED)).toHaveLength(3);
    }
  });
});
