import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { courierRoutes } from "../../src/admin/courier.ts";
import { redactedTexts } from "../../src/admin/message-texts.ts";
import { createOutbox } from "../../src/dev/outbox.ts";
import { call } from "../support/admin.ts";
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
