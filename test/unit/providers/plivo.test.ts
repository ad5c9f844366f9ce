import { describe, expect, it } from "vitest";
import type { Envelope } from "../../../src/core/message.ts";
import { plivo } from "../../../src/providers/sms/plivo.ts";
import { describeCallbacks } from "../../support/callback-contract.ts";
import { readerOf, toldAt } from "../../support/callbacks.ts";
import { misfits } from "../../support/provider-schemas/assert.ts";
import { plivoMessage } from "../../support/provider-schemas/plivo.ts";
import { envelopeFor, startSender } from "../../support/sender.ts";
import { describeSender } from "../../support/sender-contract.ts";
import { fromPlivo } from "../../support/signed-callbacks.ts";

const env = { PLIVO_AUTH_ID: "MAABCDEFGHIJKLMNOPQR", PLIVO_AUTH_TOKEN: "auth-token", PLIVO_FROM: "+15550100200" };
const pooled = { ...env, PLIVO_FROM: "", PLIVO_POWERPACK_UUID: "pool-1" };
const accepted = () => Response.json({ api_id: "a1", message_uuid: ["p1"] }, { status: 202 });
const envelope = envelopeFor(plivo);

const bodyWith = async (message: Partial<Envelope> = {}, settings: Record<string, string> = env) => {
  const { send, requests } = startSender(plivo, { env: settings, reply: accepted });
  await send({ ...envelope, ...message });
  const [request] = requests;
  if (request === undefined) throw new Error("nothing was sent");
  const body: unknown = await request.json();
  expect(misfits(plivoMessage, body)).toEqual([]);
  return { request, body };
};

describe("texts by Plivo", () => {
  describeSender(plivo, {
    env,
    required: ["PLIVO_AUTH_ID", "PLIVO_AUTH_TOKEN", "PLIVO_FROM"],
    schema: plivoMessage,
    accepted,
    id: "p1",
    refused: (status, error) => Response.json({ api_id: "a1", error }, { status }),
  });

  it("asks for exactly this, and has it forgotten", async () => {
    const { request, body } = await bodyWith();
    expect(request.url).toBe("https://api.plivo.com/v1/Account/MAABCDEFGHIJKLMNOPQR/Message/");
    expect(request.headers.get("authorization")).toBe(`Basic ${btoa("MAABCDEFGHIJKLMNOPQR:auth-token")}`);
    expect(body).toEqual({
      src: "15550100200",
      dst: "447700900123",
      text: envelope.text,
      log: false,
      message_expiry: 600,
      url: envelope.callbackUrl,
      method: "POST",
    });
  });

  it("sends from a name where the country shows one, from the pool, or from the number", async () => {
    expect((await bodyWith({ senderId: "Acme" }, pooled)).body).toMatchObject({ src: "Acme" });
    expect((await bodyWith({}, pooled)).body).toMatchObject({ powerpack_uuid: "pool-1" });
    expect((await bodyWith({ senderId: "Acme", to: "+12015550123" })).body).toMatchObject({ src: "15550100200" });
  });

  it.each([
    [90_500, 90],
    [1_000, 5],
    [86_400_000, 10_800],
  ])("lets a message with %i ms to live be delivered for %i s", async (ms, want) => {
    const { body } = await bodyWith({ expiresAt: envelope.expiresAt - 600_000 + ms });
    expect(body).toMatchObject({ message_expiry: want });
  });
});

describe("Plivo's callbacks", () => {
  const told = async (fields: Record<string, string>) => {
    const form = { MessageUUID: "p1", To: "447700900123", From: "15550100200", ...fields };
    return readerOf(plivo, env)?.(await fromPlivo(form, "auth-token"));
  };

  describeCallbacks(plivo, {
    env,
    secret: "PLIVO_AUTH_TOKEN",
    otherSecret: "auth-tokem",
    signed: (body) => fromPlivo(body, "auth-token"),
    signatureHeaders: ["x-plivo-signature-v3", "x-plivo-signature-v3-nonce"],
    coversBody: true,
    readsAnything: true,
    body: "MessageUUID=p1&To=447700900123&From=15550100200&Status=delivered",
    events: [
      {
        eventId: "p1:delivered",
        providerMessageId: "p1",
        recipient: null,
        status: "delivered",
        at: toldAt,
        permanent: false,
        vendorCode: null,
      },
    ],
  });

  it.each([
    ["sent", "sent"],
    ["delivered", "delivered"],
    ["undelivered", "failed"],
    ["failed", "failed"],
    ["rejected", "failed"],
  ])("take %s for %s", async (Status, status) => {
    expect(await told({ Status })).toEqual({
      ok: true,
      value: {
        events: [
          {
            eventId: `p1:${Status}`,
            providerMessageId: "p1",
            recipient: null,
            status,
            at: toldAt,
            permanent: false,
            vendorCode: null,
          },
        ],
      },
    });
  });

  it("say nothing of what is on its way", async () => {
    expect(await told({ Status: "queued" })).toEqual({ ok: true, value: { events: [] } });
  });

  it.each([
    ["50", true],
    ["70", true],
    ["80", false],
  ])("with error %s: the number is dead: %s", async (ErrorCode, permanent) => {
    expect(await told({ Status: "undelivered", ErrorCode })).toMatchObject({
      value: { events: [{ status: "failed", permanent, vendorCode: ErrorCode }] },
    });
  });

  it("tell of somebody who had sent STOP before", async () => {
    expect(await told({ Status: "failed", ErrorCode: "200" })).toMatchObject({
      value: {
        events: [
          { status: "failed", permanent: true },
          { status: "stopped", recipient: "+447700900123" },
        ],
      },
    });
  });

  it("tell of somebody who sends STOP now", async () => {
    expect(await told({ From: "447700900456", To: "15550100200", Text: "STOP", Type: "sms" })).toMatchObject({
      value: { events: [{ eventId: "p1:stop", status: "stopped", recipient: "+447700900456" }] },
    });
    expect(await told({ From: "447700900456", Text: "hello" })).toEqual({ ok: true, value: { events: [] } });
  });
});
