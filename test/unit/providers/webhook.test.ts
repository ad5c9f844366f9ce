import { describe, expect, it } from "vitest";
import { verifyStandardWebhook } from "../../../src/providers/signatures/standard-webhooks.ts";
import { webhook } from "../../../src/providers/webhook.ts";
import { callbackWith } from "../../support/callbacks.ts";
import { bodyIn, misfits } from "../../support/provider-schemas/assert.ts";
import { webhookRequest } from "../../support/provider-schemas/webhook.ts";
import { rendered } from "../../support/rendered.ts";
import { envelopeFor, startSender } from "../../support/sender.ts";
import { describeSender } from "../../support/sender-contract.ts";
import { secretOf } from "../../support/signed-callbacks.ts";

const MESSAGE_WEBHOOK_URL = "https://sender.example.com/messages?app=acme";
const env = { MESSAGE_WEBHOOK_URL, MESSAGE_WEBHOOK_SECRET: secretOf(1) };
const accepted = () => Response.json({ id: "m1" }, { status: 202 });
const envelope = envelopeFor(webhook);
const now = Date.UTC(2026, 10, 21, 20, 0, 0);

const keyOf = (byte: number) => new Uint8Array(24).fill(byte);

const sentWith = async (more: Record<string, string> = {}, changes: Partial<typeof envelope> = {}) => {
  const { send, requests } = startSender(webhook, { env: { ...env, ...more }, reply: accepted });
  await send({ ...envelope, ...changes });
  const [request] = requests;
  if (request === undefined) throw new Error("nothing was sent");
  return request;
};

const startWith = (more: Record<string, string>) => () =>
  startSender(webhook, { env: { ...env, ...more }, reply: accepted });

describe("webhook", () => {
  describeSender(webhook, {
    env,
    required: ["MESSAGE_WEBHOOK_URL", "MESSAGE_WEBHOOK_SECRET"],
    accepted,
    id: "m1",
    schema: webhookRequest,
    statusDecides: true,
    refused: (status, error) => Response.json({ error }, { status }),
    answers: [
      [
        "that no more are wanted",
        (error) => Response.json({ error }, { status: 410 }),
        { kind: "permanent", scope: "provider", reason: "not_configured", status: 410 },
      ],
      [
        "a success that is not one of ours",
        () => Response.json({ id: "m1" }, { status: 206 }),
        { kind: "ambiguous", scope: "provider", reason: "unreachable", status: 206 },
      ],
    ],
  });

  it("hands over exactly this", async () => {
    const request = await sentWith({}, { senderName: "Acme, Inc." });
    expect(request.url).toBe(MESSAGE_WEBHOOK_URL);
    expect(request.headers.get("webhook-id")).toBe(envelope.idempotencyKey);
    expect(await request.json()).toEqual({
      type: "message.send",
      timestamp: "2026-11-21T20:00:00.000Z",
      data: {
        id: envelope.id,
        app_id: "default",
        channel: "email",
        to: envelope.to,
        locale: "en-GB",
        app_name: "Acme",
        sender_name: "Acme, Inc.",
        subject: envelope.subject,
        text: envelope.text,
        html: envelope.html,
        headers: envelope.headers,
        code: envelope.code,
        link: envelope.link,
        expires_at: "2026-11-21T20:10:00.000Z",
      },
    });
  });

  it("hands over a call with what is to be said", async () => {
    const { speech } = rendered({ channel: "voice" });
    if (speech === undefined) throw new Error("nothing to say");
    const body = await bodyIn(await sentWith({}, { channel: "voice", to: "+447700900123", speech, link: null }));
    expect(misfits(webhookRequest, body)).toEqual([]);
    expect(body).toMatchObject({ data: { channel: "voice", speech } });
    expect(body).not.toHaveProperty("data.link");
  });

  it("is signed so that whoever has the old secret or the new one can tell", async () => {
    const request = await sentWith({ MESSAGE_WEBHOOK_SECRET: `${secretOf(1)} ${secretOf(2)}` });
    const callback = callbackWith(Object.fromEntries(request.headers), new Uint8Array(await request.arrayBuffer()));
    const verify = (byte: number) =>
      verifyStandardWebhook(callback, { prefix: "webhook", secrets: [keyOf(byte)], now });
    expect(await verify(1)).toEqual({ ok: true, value: { id: envelope.idempotencyKey } });
    expect(await verify(2)).toMatchObject({ ok: true });
    expect(await verify(3)).toMatchObject({ ok: false });
  });

  it("has the same id a minute later, and a signature of that minute", async () => {
    const later = now + 60_000;
    const { send, requests } = startSender(webhook, { env, reply: accepted, outside: { now: () => later } });
    await send(envelope);
    expect(requests[0]?.headers.get("webhook-id")).toBe(envelope.idempotencyKey);
    expect(requests[0]?.headers.get("webhook-timestamp")).toBe(String(later / 1_000));
  });

  it.each([
    ["200 with nothing", 200, null, null],
    ["202 with an id", 202, '{"id":"m1"}', "m1"],
    ["200 with a word", 200, "OK", null],
    ["204", 204, null, null],
  ])("counts %s as accepted", async (_, status, body, id) => {
    const { send } = startSender(webhook, { env, reply: () => new Response(body, { status }) });
    expect(await send(envelope)).toEqual({ ok: true, value: { providerMessageId: id } });
  });

  it.each([
    "https://sender.example.com",
    "https://sender.example.com:8443/x",
    "https://localhost.example.com/",
    "https://internal.example.com/",
    "http://localhost:9999/messages",
    "http://127.0.0.1:9999/",
    "http://[::1]:9999/",
  ])("goes to %s", async (url) => {
    expect((await sentWith({ MESSAGE_WEBHOOK_URL: url })).url).toBe(new URL(url).href);
  });

  it.each([
    "http://sender.example.com/",
    "https://localhost/",
    "https://localhost./",
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://10.0.0.1/",
    "https://169.254.169.254/latest/meta-data",
    "https://8.8.8.8/",
    "https://[::1]/",
    "https://[fd00::1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://intranet/",
    "https://printer.local/",
    "https://PRINTER.LOCAL./",
    "https://api.internal/",
    "https://app.localhost/",
    "https://router.home.arpa/",
    "https://user:password@sender.example.com/",
    "http://user@localhost/",
    "ftp://sender.example.com/",
    "javascript:alert(1)",
    "sender.example.com",
  ])("does not go to %s", (url) => {
    expect(startWith({ MESSAGE_WEBHOOK_URL: url })).toThrow(/^MESSAGE_WEBHOOK_URL: /);
  });

  it.each(["hunter2", "whsec_c2hvcnQ=", secretOf(1).slice(6)])("does not start with the secret %j", (secret) => {
    expect(startWith({ MESSAGE_WEBHOOK_SECRET: secret })).toThrow(
      "MESSAGE_WEBHOOK_SECRET: write it as whsec_ and base64 of 24 to 64 bytes",
    );
  });
});
