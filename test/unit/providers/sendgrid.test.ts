import { describe, expect, it } from "vitest";
import { sendgrid } from "../../../src/providers/email/sendgrid.ts";
import { rawSignature } from "../../../src/providers/signatures/sendgrid.ts";
import { describeCallbacks } from "../../support/callback-contract.ts";
import { readCallback, toldAt } from "../../support/callbacks.ts";
import { sendgridRequest } from "../../support/provider-schemas/sendgrid.ts";
import { envelopeFor, startSender } from "../../support/sender.ts";
import { describeSender } from "../../support/sender-contract.ts";
import { sendgridSigner } from "../../support/sendgrid-signer.ts";

const env = { SENDGRID_API_KEY: "SG.1", MAIL_FROM: "Acme <codes@example.org>" };
const accepted = () => new Response(null, { status: 202, headers: { "X-Message-Id": "m1" } });
const envelope = envelopeFor(sendgrid);

describe("sendgrid", () => {
  describeSender(sendgrid, {
    env,
    required: ["SENDGRID_API_KEY", "MAIL_FROM"],
    accepted,
    id: "m1",
    schema: sendgridRequest,
    refused: (status, message) => Response.json({ errors: [{ message, field: null }] }, { status }),
    answers: [
      [
        "an address that is none",
        (message) => Response.json({ errors: [{ message, field: "personalizations.0.to.0.email" }] }, { status: 400 }),
        {
          kind: "permanent",
          scope: "recipient",
          reason: "undeliverable",
          status: 400,
          vendorCode: "personalizations.0.to.0.email",
        },
      ],
      [
        "a sender it does not know",
        (message) => Response.json({ errors: [{ message, field: "from" }] }, { status: 403 }),
        { kind: "permanent", scope: "provider", reason: "not_configured", status: 403, vendorCode: "from" },
      ],
      [
        "what only looks like a field of the sender",
        (message) => Response.json({ errors: [{ message, field: "fromage" }] }, { status: 400 }),
        { kind: "permanent", scope: "message", reason: "rejected", status: 400, vendorCode: "fromage" },
      ],
    ],
  });

  it("asks for exactly this", async () => {
    const { send, requests } = startSender(sendgrid, {
      env: { ...env, MAIL_REPLY_TO: "Help <help@example.org>", SENDGRID_BASE_URL: "https://api.eu.sendgrid.com" },
      reply: accepted,
    });
    await send({ ...envelope, senderName: "Acme, Inc." });
    const [request] = requests;
    expect(request?.url).toBe("https://api.eu.sendgrid.com/v3/mail/send");
    expect(request?.headers.get("authorization")).toBe("Bearer SG.1");
    expect(await request?.json()).toEqual({
      personalizations: [{ to: [{ email: envelope.to }] }],
      from: { email: "codes@example.org", name: "Acme, Inc." },
      reply_to: { email: "help@example.org", name: "Help" },
      subject: envelope.subject,
      content: [
        { type: "text/plain", value: envelope.text },
        { type: "text/html", value: envelope.html },
      ],
      headers: envelope.headers,
      tracking_settings: {
        click_tracking: { enable: false, enable_text: false },
        open_tracking: { enable: false },
        subscription_tracking: { enable: false },
        ganalytics: { enable: false },
      },
    });
  });

  it.each([
    ["in a minute", 60, 60_000],
    ["a minute ago", -60, 0],
    ["tomorrow", 86_400, 3_600_000],
  ])("waits until its window of requests ends: %s", async (_, seconds, want) => {
    const now = toldAt;
    const reply = () =>
      new Response(null, { status: 429, headers: { "X-RateLimit-Reset": String(now / 1_000 + seconds) } });
    const { send } = startSender(sendgrid, { env, reply, outside: { now: () => now } });
    expect(await send(envelope)).toMatchObject({ ok: false, failure: { retryAfterMs: want } });
  });

  it("counts an acceptance that names no id as one", async () => {
    const { send } = startSender(sendgrid, { env, reply: () => new Response(null, { status: 202 }) });
    expect(await send(envelope)).toEqual({ ok: true, value: { providerMessageId: null } });
  });
});

const ours = await sendgridSigner();
const theirs = await sendgridSigner();

describe("the callbacks of sendgrid", () => {
  const webhookEnv = { ...env, SENDGRID_WEBHOOK_KEY: ours.publicKey };
  const entry = (event: string, more: object = {}) => ({
    event,
    email: "ada@example.org",
    timestamp: toldAt / 1_000 - 2,
    sg_event_id: `e-${event}`,
    sg_message_id: "m1.filterdrecv-1.0",
    ...more,
  });
  const fate = { providerMessageId: "m1", recipient: null, at: toldAt - 2_000 };
  const read = async (entries: readonly object[]) =>
    readCallback(sendgrid, webhookEnv, await ours.signed(JSON.stringify(entries), toldAt));

  describeCallbacks(sendgrid, {
    env: webhookEnv,
    secret: "SENDGRID_WEBHOOK_KEY",
    otherSecret: theirs.publicKey,
    signed: ours.signed,
    signatureHeaders: ["x-twilio-email-event-webhook-signature", "x-twilio-email-event-webhook-timestamp"],
    coversBody: true,
    toleranceMs: 600_000,
    body: `${JSON.stringify([entry("processed"), entry("open"), entry("delivered")])}\r\n`,
    events: [
      { ...fate, eventId: "e-processed", status: "sent", permanent: false, vendorCode: null },
      { ...fate, eventId: "e-delivered", status: "delivered", permanent: false, vendorCode: null },
    ],
  });

  it.each([
    ["deferred", {}, "deferred", false],
    ["bounce", { type: "bounce" }, "bounced", true],
    ["bounce", { type: "blocked" }, "bounced", false],
    ["dropped", { reason: "Bounced Address" }, "failed", true],
    ["dropped", { reason: "Spam Content" }, "failed", false],
    ["spamreport", {}, "complained", true],
  ])("understands %s with %j", async (event, more, status, permanent) => {
    const result = await read([entry(event, { ...more, status: "5.1.1" })]);
    expect(result).toEqual({
      ok: true,
      value: { events: [{ ...fate, eventId: `e-${event}`, status, permanent, vendorCode: "5.1.1" }] },
    });
  });

  it("leaves out what has no id, and reads the rest", async () => {
    const nameless = entry("delivered", { sg_event_id: undefined });
    const messageless = entry("delivered", { sg_message_id: undefined });
    expect(await read([nameless, messageless, entry("spamreport")])).toMatchObject({
      ok: true,
      value: { events: [{ eventId: "e-spamreport" }] },
    });
  });

  it("takes no key that is not one, and believes nothing with one that is no point of the curve", async () => {
    const callback = await ours.signed("[]", toldAt);
    const off = `${ours.publicKey.slice(0, -8)}AAAAAA==`;
    const result = await readCallback(sendgrid, { ...env, SENDGRID_WEBHOOK_KEY: off }, callback);
    expect(result).toEqual({ ok: false, failure: { reason: "wrong_signature" } });
    await expect(readCallback(sendgrid, { ...env, SENDGRID_WEBHOOK_KEY: "SG.key" }, callback)).rejects.toThrow(
      "SENDGRID_WEBHOOK_KEY: is not the public key of a signed event webhook",
    );
  });
});

describe("a signature in DER", () => {
  const side = (last: number) => [...new Array<number>(31).fill(0), last];

  it("is two numbers, however short", () => {
    const der = Uint8Array.from([0x30, 7, 0x02, 2, 0, 0x80, 0x02, 1, 5]);
    expect([...(rawSignature(der) ?? [])]).toEqual([...side(0x80), ...side(5)]);
  });

  it.each([
    ["nothing", []],
    ["no sequence", [0x31, 6, 2, 1, 1, 2, 1, 1]],
    ["a wrong length", [0x30, 7, 2, 1, 1, 2, 1, 1]],
    ["one number", [0x30, 3, 2, 1, 1]],
    ["a number that runs over the end", [0x30, 6, 2, 1, 1, 2, 9, 1]],
    ["something after the second", [0x30, 7, 2, 1, 1, 2, 1, 1, 0]],
    ["another type", [0x30, 6, 2, 1, 1, 3, 1, 1]],
    ["a number that is too long", [0x30, 38, 2, 33, ...new Array<number>(33).fill(1), 2, 1, 1]],
  ])("is not %s", (_, bytes) => {
    expect(rawSignature(Uint8Array.from(bytes))).toBeUndefined();
  });
});
