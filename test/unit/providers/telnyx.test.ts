import { describe, expect, it } from "vitest";
import type { Envelope } from "../../../src/core/message.ts";
import { telnyx } from "../../../src/providers/sms/telnyx.ts";
import { describeCallbacks } from "../../support/callback-contract.ts";
import { callbackWith, readerOf, toldAt } from "../../support/callbacks.ts";
import { misfits } from "../../support/provider-schemas/assert.ts";
import { telnyxMessage } from "../../support/provider-schemas/telnyx.ts";
import { envelopeFor, problemsOf, startSender } from "../../support/sender.ts";
import { describeSender } from "../../support/sender-contract.ts";

const env = { TELNYX_API_KEY: "KEY0123", TELNYX_FROM: "+15550100200" };
const accepted = () => Response.json({ data: { id: "t1", to: [{ status: "queued" }] } });
const envelope = envelopeFor(telnyx);

const bodyWith = async ({ more = {}, message = {} }: { more?: object; message?: Partial<Envelope> } = {}) => {
  const { send, requests } = startSender(telnyx, { env: { ...env, ...more }, reply: accepted });
  await send({ ...envelope, ...message });
  const [request] = requests;
  if (request === undefined) throw new Error("nothing was sent");
  const body: unknown = await request.json();
  expect(misfits(telnyxMessage, body)).toEqual([]);
  return { request, body };
};

describe("texts by Telnyx", () => {
  describeSender(telnyx, {
    env,
    required: ["TELNYX_API_KEY", "TELNYX_FROM"],
    schema: telnyxMessage,
    accepted,
    id: "t1",
    refused: (status, detail) => Response.json({ errors: [{ code: "99999", title: "No", detail }] }, { status }),
  });

  it("asks for exactly this", async () => {
    const { request, body } = await bodyWith({ more: { TELNYX_MESSAGING_PROFILE_ID: "p1" } });
    expect(request.url).toBe("https://api.telnyx.com/v2/messages");
    expect(request.headers.get("authorization")).toBe("Bearer KEY0123");
    expect(body).toEqual({
      from: "+15550100200",
      to: envelope.to,
      text: envelope.text,
      type: "SMS",
      encoding: "auto",
      messaging_profile_id: "p1",
      webhook_url: envelope.callbackUrl,
      use_profile_webhooks: false,
    });
  });

  it("sends under a name only with a profile, and where the country shows one", async () => {
    const more = { TELNYX_MESSAGING_PROFILE_ID: "p1" };
    const message = { senderId: "Acme" };
    expect((await bodyWith({ more, message })).body).toMatchObject({ from: "Acme" });
    expect((await bodyWith({ message })).body).toMatchObject({ from: "+15550100200" });
    const american = { ...message, to: "+12015550123" };
    expect((await bodyWith({ more, message: american })).body).toMatchObject({ from: "+15550100200" });
  });

  it.each([
    ["40300", 409, "permanent", "recipient", "suppressed"],
    ["40001", 422, "permanent", "recipient", "undeliverable"],
    ["40012", 422, "permanent", "recipient", "undeliverable"],
    ["40310", 400, "permanent", "recipient", "undeliverable"],
    ["20100", 403, "permanent", "provider", "quota_used_up"],
    ["40305", 400, "permanent", "provider", "not_configured"],
    ["40306", 400, "permanent", "provider", "not_configured"],
    ["40312", 403, "permanent", "provider", "not_configured"],
    ["40318", 409, "transient", "provider", "throttled"],
    ["10009", 401, "permanent", "provider", "unauthorized"],
    ["40009", 422, "permanent", "message", "rejected"],
  ])("takes error %s with status %i for %s, %s, %s", async (code, status, kind, scope, reason) => {
    const reply = () => Response.json({ errors: [{ code, title: "" }] }, { status });
    expect(await startSender(telnyx, { env, reply }).send(envelope)).toEqual({
      ok: false,
      failure: { kind, scope, reason, status, vendorCode: code },
    });
  });

  it("does not start with a public key that is none", () => {
    expect(problemsOf(telnyx, { ...env, TELNYX_PUBLIC_KEY: "AAAA" })).toEqual([
      "TELNYX_PUBLIC_KEY: is not the base64 of 32 bytes",
    ]);
  });
});

describe("Telnyx's callbacks", async () => {
  const pair = await crypto.subtle.generateKey({ name: "Ed25519" }, true, ["sign", "verify"]);
  if (!("publicKey" in pair)) throw new Error("not a pair");
  const base64 = (bytes: ArrayBuffer) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
  const publicKey = base64((await crypto.subtle.exportKey("raw", pair.publicKey)) as ArrayBuffer);
  const read = readerOf(telnyx, { ...env, TELNYX_PUBLIC_KEY: publicKey });

  const signed = async (body: string, at = toldAt) => {
    const timestamp = String(at / 1_000);
    const signature = await crypto.subtle.sign(
      { name: "Ed25519" },
      pair.privateKey,
      new TextEncoder().encode(`${timestamp}|${body}`),
    );
    const headers = { "telnyx-timestamp": timestamp, "telnyx-signature-ed25519": base64(signature) };
    return callbackWith(headers, body);
  };
  const told = async (body: string) => read?.(await signed(body));
  const bodyOf = (status: string, code?: string) =>
    JSON.stringify({
      data: {
        event_type: "message.finalized",
        id: "e1",
        occurred_at: "2026-11-21T20:00:05.000+00:00",
        payload: {
          id: "t1",
          to: [{ phone_number: "+447700900123", status }],
          errors: code === undefined ? [] : [{ code, title: "" }],
        },
      },
    });
  const toldOf = (status: string, code?: string) => told(bodyOf(status, code));

  describeCallbacks(telnyx, {
    env: { ...env, TELNYX_PUBLIC_KEY: publicKey },
    secret: "TELNYX_PUBLIC_KEY",
    otherSecret: base64(new Uint8Array(32).fill(9).buffer),
    signed,
    signatureHeaders: ["telnyx-timestamp", "telnyx-signature-ed25519"],
    coversBody: true,
    toleranceMs: 300_000,
    body: bodyOf("delivered"),
    events: [
      {
        eventId: "t1:delivered",
        providerMessageId: "t1",
        recipient: null,
        status: "delivered",
        at: Date.UTC(2026, 10, 21, 20, 0, 5),
        permanent: false,
        vendorCode: null,
      },
    ],
  });

  it.each([
    ["sent", "sent"],
    ["delivered", "delivered"],
    ["delivery_unconfirmed", "sent"],
    ["sending_failed", "failed"],
    ["delivery_failed", "failed"],
    ["expired", "failed"],
  ])("take %s for %s", async (word, status) => {
    expect(await toldOf(word)).toEqual({
      ok: true,
      value: {
        events: [
          {
            eventId: `t1:${word}`,
            providerMessageId: "t1",
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
    ["40001", false],
    ["40006", false],
  ])("with error %s: the number is dead: %s", async (code, permanent) => {
    expect(await toldOf("delivery_failed", code)).toMatchObject({
      value: { events: [{ status: "failed", permanent, vendorCode: code }] },
    });
  });

  it("tell of somebody who had sent STOP before", async () => {
    expect(await toldOf("sending_failed", "40300")).toMatchObject({
      value: {
        events: [
          { status: "failed", permanent: true },
          { status: "stopped", recipient: "+447700900123" },
        ],
      },
    });
  });

  it.each([
    ["STOP", 1],
    ["stop it", 0],
  ])("tell of somebody who sends %j: %i", async (text, count) => {
    const payload = { id: "t2", direction: "inbound", from: { phone_number: "+447700900456" }, text };
    const body = JSON.stringify({ data: { event_type: "message.received", id: "e2", payload } });
    const stopped = { eventId: "t2:stop", status: "stopped", recipient: "+447700900456", at: toldAt };
    expect(await told(body)).toMatchObject({ value: { events: Array(count).fill(stopped) } });
  });

  it("say nothing of what is on its way", async () => {
    expect(await toldOf("queued")).toEqual({ ok: true, value: { events: [] } });
  });

  it.each(["[]", "{}", '{"data":[]}'])("cannot be read when they are %j", async (body) => {
    expect(await told(body)).toEqual({ ok: false, failure: { reason: "unreadable" } });
  });
});
