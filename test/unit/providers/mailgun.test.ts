import { describe, expect, it } from "vitest";
import type { Callback } from "../../../src/core/delivery.ts";
import { mailgun } from "../../../src/providers/email/mailgun.ts";
import { describeCallbacks } from "../../support/callback-contract.ts";
import { callbackWith, readCallback, toldAt } from "../../support/callbacks.ts";
import { bodyIn } from "../../support/provider-schemas/assert.ts";
import { mailgunRequest } from "../../support/provider-schemas/mailgun.ts";
import { envelopeFor, startSender } from "../../support/sender.ts";
import { describeSender } from "../../support/sender-contract.ts";
import { fromMailgun } from "../../support/signed-callbacks.ts";

const env = { MAILGUN_API_KEY: "key-1", MAILGUN_DOMAIN: "mail.example.org", MAIL_FROM: "Acme <codes@example.org>" };
const accepted = () => Response.json({ id: "<m1@mail.example.org>", message: "Queued. Thank you." });
const envelope = envelopeFor(mailgun);

describe("mailgun", () => {
  describeSender(mailgun, {
    env,
    required: ["MAILGUN_API_KEY", "MAILGUN_DOMAIN", "MAIL_FROM"],
    accepted,
    id: "m1@mail.example.org",
    schema: mailgunRequest,
    refused: (status, message) =>
      status === 401 ? new Response("Forbidden", { status }) : Response.json({ message }, { status }),
    answers: [
      [
        "a domain it does not know here",
        (message) => Response.json({ message }, { status: 404 }),
        { kind: "permanent", scope: "provider", reason: "not_configured", status: 404 },
      ],
      [
        "a wait told in a sentence",
        (echo) => Response.json({ message: `${echo}: please try again after 120 seconds` }, { status: 429 }),
        { kind: "transient", scope: "provider", reason: "throttled", status: 429, retryAfterMs: 120_000 },
      ],
      [
        "a sentence that asks for a day",
        () => Response.json({ message: "try again after 86400 seconds" }, { status: 429 }),
        { kind: "transient", scope: "provider", reason: "throttled", status: 429, retryAfterMs: 3_600_000 },
      ],
    ],
  });

  it("asks for exactly this", async () => {
    const { send, requests } = startSender(mailgun, {
      env: { ...env, MAIL_REPLY_TO: "help@example.org", MAILGUN_BASE_URL: "https://api.eu.mailgun.net" },
      reply: accepted,
    });
    await send({ ...envelope, senderName: "Acme & Söhne" });
    const [request] = requests;
    if (request === undefined) throw new Error("nothing was sent");
    expect(request.url).toBe("https://api.eu.mailgun.net/v3/mail.example.org/messages");
    expect(request.headers.get("authorization")).toBe(`Basic ${btoa("api:key-1")}`);
    expect(await bodyIn(request)).toEqual({
      from: "Acme & Söhne <codes@example.org>",
      to: envelope.to,
      subject: envelope.subject,
      text: envelope.text,
      html: envelope.html,
      "o:tracking": "no",
      "o:deliver-within": "10m",
      "h:Reply-To": "help@example.org",
      "h:Auto-Submitted": "auto-generated",
    });
  });

  it.each([
    [-60_000, "5m"],
    [60_000, "5m"],
    [7.9 * 60_000, "7m"],
    [59.9 * 60_000, "59m"],
    [60 * 60_000, "1h0m"],
    [90 * 60_000, "1h30m"],
    [7 * 86_400_000, "24h0m"],
  ])("has what works for %i ms delivered within %s", async (ms, want) => {
    const { send, requests } = startSender(mailgun, { env, reply: accepted, outside: { now: () => toldAt } });
    await send({ ...envelope, expiresAt: toldAt + ms });
    const [body] = await Promise.all(requests.map(bodyIn));
    expect(body).toMatchObject({ "o:deliver-within": want });
  });

  it.each(["example", "mail.example.org/../x", "mail.example.org?x", "a b.example", "https://mail.example.org"])(
    "does not start with %j for its domain",
    (MAILGUN_DOMAIN) => {
      expect(() => startSender(mailgun, { env: { ...env, MAILGUN_DOMAIN }, reply: accepted })).toThrow(
        "MAILGUN_DOMAIN: write it as mail.example.org",
      );
    },
  );
});

const signed = (event: string, at: number) => fromMailgun(event, "hook-key", at);

describe("the callbacks of mailgun", () => {
  const webhookEnv = { ...env, MAILGUN_SIGNING_KEY: "hook-key" };
  const event = (name: string, more: object = {}) =>
    JSON.stringify({
      event: name,
      id: "e1",
      timestamp: toldAt / 1_000 - 1.75,
      recipient: "ada@example.org",
      message: { headers: { "message-id": "m1@mail.example.org" } },
      "delivery-status": { code: 250, message: "OK ada@example.org" },
      ...more,
    });
  const fate = {
    eventId: "t0k3n",
    providerMessageId: "m1@mail.example.org",
    recipient: null,
    at: toldAt - 1_750,
    vendorCode: "250",
  };
  const read = (callback: Callback) => readCallback(mailgun, webhookEnv, callback);

  describeCallbacks(mailgun, {
    env: webhookEnv,
    secret: "MAILGUN_SIGNING_KEY",
    otherSecret: "hook-kez",
    signed,
    signatureHeaders: [],
    coversBody: false,
    toleranceMs: 300_000,
    body: event("delivered"),
    events: [{ ...fate, status: "delivered", permanent: false }],
    token: "t0k3n",
  });

  it.each([
    ["accepted", {}, "sent", false],
    ["complained", {}, "complained", true],
    ["rejected", {}, "failed", false],
    ["failed", { severity: "temporary", reason: "generic" }, "deferred", false],
    ["failed", { severity: "temporary", reason: "old" }, "failed", false],
    ["failed", { severity: "permanent", reason: "bounce" }, "bounced", true],
    ["failed", { severity: "permanent", reason: "suppress-bounce" }, "bounced", true],
    ["failed", { severity: "permanent", reason: "generic" }, "bounced", false],
  ])("understands %s with %j as %s", async (name, more, status, permanent) => {
    const result = await read(await signed(event(name, more), toldAt));
    expect(result).toEqual({ ok: true, value: { token: "t0k3n", events: [{ ...fate, status, permanent }] } });
  });

  it.each(["opened", "clicked", "unsubscribed", "constructor"])("finds nothing in %s", async (name) => {
    expect(await read(await signed(event(name), toldAt))).toEqual({ ok: true, value: { token: "t0k3n", events: [] } });
  });

  it.each([
    ["no signature", undefined, "not_signed"],
    ["half of one", { timestamp: "1", token: "t" }, "not_signed"],
    ["numbers for texts", { timestamp: 1, token: "t", signature: "00" }, "not_signed"],
    ["a signature that is no hex", { timestamp: "1", token: "t", signature: "zz".repeat(32) }, "wrong_signature"],
    ["a short one", { timestamp: "1", token: "t", signature: "00" }, "wrong_signature"],
    ["a made-up one", { timestamp: "1", token: "t", signature: "00".repeat(32) }, "wrong_signature"],
  ])("believes nothing with %s", async (_, signature, reason) => {
    const body = JSON.stringify({ signature, "event-data": JSON.parse(event("delivered")) });
    expect(await read(callbackWith({}, body))).toEqual({ ok: false, failure: { reason } });
  });
});
