import { describe, expect, it } from "vitest";
import type { Envelope } from "../../../src/core/message.ts";
import { vonageText } from "../../../src/providers/sms/vonage.ts";
import { describeCallbacks } from "../../support/callback-contract.ts";
import { readerOf } from "../../support/callbacks.ts";
import { misfits } from "../../support/provider-schemas/assert.ts";
import { vonageMessage } from "../../support/provider-schemas/vonage.ts";
import { envelopeFor, startSender } from "../../support/sender.ts";
import { describeSender } from "../../support/sender-contract.ts";
import { fromVonage } from "../../support/signed-callbacks.ts";

const env = { VONAGE_API_KEY: "abcd1234", VONAGE_API_SECRET: "api-secret", VONAGE_FROM: "+15550100200" };
const signed = { ...env, VONAGE_SIGNATURE_SECRET: "signature-secret" };
const accepted = () => Response.json({ message_uuid: "u1" }, { status: 202 });
const envelope = envelopeFor(vonageText);

const bodyWith = async (message: Partial<Envelope> = {}) => {
  const { send, requests } = startSender(vonageText, { env, reply: accepted });
  await send({ ...envelope, ...message });
  const [request] = requests;
  if (request === undefined) throw new Error("nothing was sent");
  const body: unknown = await request.json();
  expect(misfits(vonageMessage, body)).toEqual([]);
  return { request, body };
};

describe("texts by Vonage", () => {
  describeSender(vonageText, {
    env,
    required: ["VONAGE_API_KEY", "VONAGE_API_SECRET", "VONAGE_FROM"],
    schema: vonageMessage,
    accepted,
    id: "u1",
    refused: (status, detail) =>
      Response.json({ type: "https://developer.vonage.com/api-errors#9999", title: "No", detail }, { status }),
  });

  it("asks for exactly this", async () => {
    const { request, body } = await bodyWith();
    expect(request.url).toBe("https://api.nexmo.com/v1/messages");
    expect(request.headers.get("authorization")).toBe(`Basic ${btoa("abcd1234:api-secret")}`);
    expect(request.headers.get("content-type")).toBe("application/json");
    expect(body).toEqual({
      message_type: "text",
      channel: "sms",
      to: "447700900123",
      from: "15550100200",
      text: envelope.text,
      client_ref: envelope.id,
      ttl: 1800,
      sms: { encoding_type: "auto" },
      webhook_url: envelope.callbackUrl,
      webhook_version: "v1",
    });
  });

  it("sends under a name where the country shows one", async () => {
    expect((await bodyWith({ senderId: "Acme" })).body).toMatchObject({ from: "Acme" });
    expect((await bodyWith({ senderId: "Acme", to: "+12015550123" })).body).toMatchObject({ from: "15550100200" });
  });

  it.each([
    [3_600_000, 3_600],
    [60_000, 1_800],
    [864_000_000, 259_200],
  ])("lets a message with %i ms to live be delivered for %i s", async (ms, ttl) => {
    expect((await bodyWith({ expiresAt: envelope.expiresAt - 600_000 + ms })).body).toMatchObject({ ttl });
  });

  it.each([
    ["1000", 429, "transient", "provider", "throttled"],
    ["1030", 422, "transient", "provider", "unreachable"],
    ["1060", 422, "permanent", "provider", "unauthorized"],
    ["1070", 422, "permanent", "provider", "quota_used_up"],
    ["low-balance", 403, "permanent", "provider", "quota_used_up"],
    ["1120", 422, "permanent", "provider", "not_configured"],
    ["1160", 422, "permanent", "provider", "not_configured"],
    ["1050", 422, "permanent", "recipient", "undeliverable"],
    ["1170", 422, "permanent", "recipient", "undeliverable"],
    ["1020", 422, "permanent", "message", "rejected"],
    ["9999", 402, "permanent", "provider", "quota_used_up"],
  ])("takes error %s with status %i for %s, %s, %s", async (name, status, kind, scope, reason) => {
    const type = `https://developer.vonage.com/api-errors/messages#${name}`;
    const reply = () => Response.json({ type, title: "", detail: "" }, { status });
    expect(await startSender(vonageText, { env, reply }).send(envelope)).toEqual({
      ok: false,
      failure: { kind, scope, reason, status, vendorCode: name },
    });
  });
});

describe("Vonage's callbacks about texts", () => {
  const told = async (event: unknown) =>
    readerOf(vonageText, signed)?.(await fromVonage(JSON.stringify(event), "signature-secret"));
  const timestamp = "2026-11-21T20:00:05.000Z";

  describeCallbacks(vonageText, {
    env: signed,
    secret: "VONAGE_SIGNATURE_SECRET",
    otherSecret: "signature-secreT",
    signed: (body, at) => fromVonage(body, "signature-secret", at),
    signatureHeaders: ["authorization"],
    coversBody: true,
    toleranceMs: 300_000,
    body: JSON.stringify({ message_uuid: "u1", channel: "sms", to: "447700900123", status: "delivered", timestamp }),
    events: [
      {
        eventId: "u1:delivered",
        providerMessageId: "u1",
        recipient: null,
        status: "delivered",
        at: Date.parse(timestamp),
        permanent: false,
        vendorCode: null,
      },
    ],
  });

  it.each([
    ["submitted", "sent"],
    ["delivered", "delivered"],
    ["read", "delivered"],
    ["rejected", "failed"],
    ["undeliverable", "failed"],
  ])("take %s for %s", async (word, status) => {
    expect(await told({ message_uuid: "u1", channel: "sms", to: "447700900123", status: word, timestamp })).toEqual({
      ok: true,
      value: {
        events: [
          {
            eventId: `u1:${word}`,
            providerMessageId: "u1",
            recipient: null,
            status,
            at: Date.UTC(2026, 10, 21, 20, 0, 5),
            permanent: false,
            vendorCode: null,
          },
        ],
      },
    });
  });

  it.each([
    ["1050", true],
    ["1170", true],
    ["1260", false],
  ])("with error %s: the number is dead: %s", async (code, permanent) => {
    const error = { type: `https://developer.vonage.com/api-errors/messages#${code}`, title: code };
    expect(await told({ message_uuid: "u1", status: "rejected", timestamp, error })).toMatchObject({
      value: { events: [{ status: "failed", permanent, vendorCode: code }] },
    });
  });

  it.each([
    ["Stop ", 1],
    ["please stop", 0],
    ["135790", 0],
  ])("tell of somebody who sends %j: %i", async (text, count) => {
    const inbound = { message_uuid: "u2", channel: "sms", from: "447700900456", to: "15550100200", text, timestamp };
    const stopped = { eventId: "u2:stop", status: "stopped", recipient: "+447700900456", providerMessageId: null };
    expect(await told(inbound)).toMatchObject({ value: { events: Array(count).fill(stopped) } });
  });

  it.each([{}, { status: "delivered" }, { message_uuid: "u1", status: "queued" }])(
    "say nothing with %j",
    async (event) => {
      expect(await told(event)).toEqual({ ok: true, value: { events: [] } });
    },
  );

  it("cannot be read when they are no object", async () => {
    expect(await told([])).toEqual({ ok: false, failure: { reason: "unreadable" } });
  });
});
