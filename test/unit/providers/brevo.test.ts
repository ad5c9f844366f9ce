import { describe, expect, it } from "vitest";
import { brevo } from "../../../src/providers/email/brevo.ts";
import { describeCallbacks } from "../../support/callback-contract.ts";
import { callbackWith, readCallback, toldAt } from "../../support/callbacks.ts";
import { misfits } from "../../support/provider-schemas/assert.ts";
import { brevoRequest } from "../../support/provider-schemas/brevo.ts";
import { envelopeFor, startSender } from "../../support/sender.ts";
import { describeSender } from "../../support/sender-contract.ts";

const env = { BREVO_API_KEY: "xkeysib-1", MAIL_FROM: "Acme <codes@example.org>" };
const accepted = () => Response.json({ messageId: "<m1@smtp-relay.example>" }, { status: 201 });
const envelope = envelopeFor(brevo);

describe("brevo", () => {
  describeSender(brevo, {
    env,
    required: ["BREVO_API_KEY", "MAIL_FROM"],
    accepted,
    id: "m1@smtp-relay.example",
    schema: brevoRequest,
    refused: (status, message) => Response.json({ code: "invalid_parameter", message }, { status }),
    answers: [
      [
        "an account without credits",
        (message) => Response.json({ code: "not_enough_credits", message }, { status: 400 }),
        {
          kind: "permanent",
          scope: "provider",
          reason: "quota_used_up",
          status: 400,
          vendorCode: "not_enough_credits",
        },
      ],
      [
        "an account nobody looked at yet",
        (message) => Response.json({ code: "account_under_validation", message }, { status: 403 }),
        {
          kind: "permanent",
          scope: "provider",
          reason: "not_configured",
          status: 403,
          vendorCode: "account_under_validation",
        },
      ],
    ],
  });

  it("asks for exactly this", async () => {
    const { send, requests } = startSender(brevo, {
      env: { ...env, MAIL_REPLY_TO: "Help <help@example.org>" },
      reply: accepted,
    });
    await send({ ...envelope, senderName: "Acme, Inc." });
    const [request] = requests;
    expect(request?.url).toBe("https://api.brevo.com/v3/smtp/email");
    expect(request?.headers.get("api-key")).toBe("xkeysib-1");
    expect(await request?.json()).toEqual({
      sender: { email: "codes@example.org", name: "Acme, Inc." },
      to: [{ email: envelope.to, contactPixelTrackingConsent: false }],
      replyTo: { email: "help@example.org", name: "Help" },
      subject: envelope.subject,
      textContent: envelope.text,
      htmlContent: envelope.html,
      headers: { "Auto-Submitted": "auto-generated", "Idempotency-Key": envelope.idempotencyKey },
    });
  });

  it("cuts a name it would refuse for its length, between letters", async () => {
    const { send, requests } = startSender(brevo, { env, reply: accepted });
    await send({ ...envelope, senderName: "😀".repeat(80) });
    const body: unknown = await requests[0]?.json();
    expect(body).toMatchObject({ sender: { name: "😀".repeat(70) } });
    expect(misfits(brevoRequest, body)).toEqual([]);
  });

  it("takes a repeat for a second message: what the key does is written nowhere", () => {
    expect(startSender(brevo, { env, reply: accepted }).idempotent).toBe(false);
  });
});

describe("the callbacks of brevo", () => {
  const webhookEnv = { ...env, BREVO_WEBHOOK_TOKEN: "hook-token" };
  const seconds = toldAt / 1_000 - 2;
  const signed = (body: string) => callbackWith({ Authorization: "Bearer hook-token" }, body);
  const event = (name: string, more: object = {}) =>
    JSON.stringify({
      event: name,
      email: "ada@example.org",
      id: 7,
      "message-id": "<m1@smtp-relay.example>",
      ts_event: seconds,
      ...more,
    });
  const fate = { providerMessageId: "m1@smtp-relay.example", recipient: null, at: toldAt - 2_000 };

  describeCallbacks(brevo, {
    env: webhookEnv,
    secret: "BREVO_WEBHOOK_TOKEN",
    otherSecret: "hook-tokem",
    signed,
    signatureHeaders: ["authorization"],
    coversBody: false,
    body: event("delivered"),
    events: [
      {
        ...fate,
        eventId: `m1@smtp-relay.example delivered ${seconds}`,
        status: "delivered",
        permanent: false,
        vendorCode: "delivered",
      },
    ],
  });

  it.each([
    ["request", "sent", false],
    ["deferred", "deferred", false],
    ["soft_bounce", "bounced", false],
    ["hard_bounce", "bounced", true],
    ["invalid_email", "bounced", true],
    ["blocked", "failed", false],
    ["error", "failed", false],
    ["spam", "complained", true],
  ])("understands %s as %s", async (name, status, permanent) => {
    const eventId = `m1@smtp-relay.example ${name} ${seconds}`;
    expect(await readCallback(brevo, webhookEnv, signed(event(name)))).toEqual({
      ok: true,
      value: { events: [{ ...fate, eventId, status, permanent, vendorCode: name }] },
    });
  });

  it.each(["opened", "click", "unsubscribed", "constructor"])("finds nothing in %s", async (name) => {
    expect(await readCallback(brevo, webhookEnv, signed(event(name)))).toEqual({ ok: true, value: { events: [] } });
  });

  it("reads no JSON that is not UTF-8", async () => {
    const { headers, bytes } = signed(event("delivered"));
    const broken = callbackWith(Object.fromEntries(headers), bytes.with(event("delivered").indexOf("ada"), 0xff));
    const result = await readCallback(brevo, webhookEnv, broken);
    expect(result).toEqual({ ok: false, failure: { reason: "unreadable" } });
  });

  it("takes the time it reads for that of an event without one", async () => {
    const undated = signed(event("delivered", { ts_event: null }));
    expect(await readCallback(brevo, webhookEnv, undated)).toMatchObject({
      ok: true,
      value: { events: [{ at: toldAt, eventId: "m1@smtp-relay.example delivered" }] },
    });
  });
});
