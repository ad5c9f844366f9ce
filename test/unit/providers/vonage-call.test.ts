import { exportPKCS8, generateKeyPair, jwtVerify } from "jose";
import { describe, expect, it } from "vitest";
import { vonageCall } from "../../../src/providers/voice/vonage.ts";
import { describeCallbacks } from "../../support/callback-contract.ts";
import { readerOf, toldAt } from "../../support/callbacks.ts";
import { misfits } from "../../support/provider-schemas/assert.ts";
import { vonageCallRequest } from "../../support/provider-schemas/vonage.ts";
import { envelopeFor, problemsOf, startSender } from "../../support/sender.ts";
import { describeSender } from "../../support/sender-contract.ts";
import { fromVonage } from "../../support/signed-callbacks.ts";

const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
const pem = await exportPKCS8(privateKey);
const env = {
  VONAGE_APPLICATION_ID: "78d335fa-323d-0114-9c3d-d6f0d48968cf",
  VONAGE_PRIVATE_KEY: pem,
  VONAGE_VOICE_FROM: "+15550100200",
};
const accepted = () => Response.json({ uuid: "c1", status: "started" }, { status: 201 });
const envelope = envelopeFor(vonageCall);
const sentAt = envelope.expiresAt - 600_000;

const requestWith = async (more: Record<string, string> = {}) => {
  const { send, requests } = startSender(vonageCall, { env: { ...env, ...more }, reply: accepted });
  await send(envelope);
  const [request] = requests;
  if (request === undefined) throw new Error("nothing was sent");
  const body: unknown = await request.json();
  expect(misfits(vonageCallRequest, body)).toEqual([]);
  return { request, body };
};

describe("calls by Vonage", () => {
  describeSender(vonageCall, {
    env,
    required: ["VONAGE_APPLICATION_ID", "VONAGE_PRIVATE_KEY", "VONAGE_VOICE_FROM"],
    schema: vonageCallRequest,
    accepted,
    id: "c1",
    refused: (status, detail) =>
      Response.json({ type: "https://developer.vonage.com/api-errors#9999", title: "No", detail }, { status }),
    codeAs: JSON.stringify('1<break time="600ms"/>3<break time="600ms"/>5').slice(1, -1),
  });

  it("asks for exactly this", async () => {
    const { request, body } = await requestWith();
    expect(request.url).toBe("https://api.nexmo.com/v1/calls");
    expect(body).toEqual({
      to: [{ type: "phone", number: "447700900123" }],
      from: { type: "phone", number: "15550100200" },
      ncco: [
        {
          action: "talk",
          text: expect.stringMatching(/^<speak><break time="1000ms"\/> Your Acme code is: .*<\/speak>$/),
          language: "en-GB",
          style: 0,
        },
      ],
      ringing_timer: 25,
      length_timer: 60,
      machine_detection: "hangup",
      event_url: [envelope.callbackUrl],
      event_method: "POST",
    });
  });

  it.each([
    ["as the file has it", pem],
    ['with "\\n" for its line ends', pem.trim().replaceAll("\n", "\\n")],
    ["with the line ends of Windows", pem.replaceAll("\n", "\r\n")],
  ])("signs in with a token of a few minutes, under the key %s", async (_, VONAGE_PRIVATE_KEY) => {
    const { request } = await requestWith({ VONAGE_PRIVATE_KEY });
    const token = request.headers.get("authorization")?.replace(/^Bearer /, "") ?? "";
    const { payload, protectedHeader } = await jwtVerify(token, publicKey, { currentDate: new Date(sentAt) });
    expect(protectedHeader).toEqual({ alg: "RS256", typ: "JWT" });
    expect(payload).toEqual({
      application_id: env.VONAGE_APPLICATION_ID,
      jti: expect.stringMatching(/^[\w-]{22}$/),
      iat: sentAt / 1_000,
      exp: sentAt / 1_000 + 300,
    });
  });

  it("asks nobody under a key that only looks like one, and says what is wrong", async () => {
    const fake = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----";
    const { send, requests } = startSender(vonageCall, { env: { ...env, VONAGE_PRIVATE_KEY: fake }, reply: accepted });
    expect(await send(envelope)).toEqual({
      ok: false,
      failure: { kind: "permanent", scope: "provider", reason: "not_configured" },
    });
    expect(requests).toEqual([]);
  });

  it.each([
    ["VONAGE_PRIVATE_KEY", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----"],
    ["VONAGE_PRIVATE_KEY", "secret"],
    ["VONAGE_VOICE_FROM", "Acme"],
    ["VONAGE_VOICE_STYLE", "high"],
  ])("does not start with %s %j, and says no word of it", (name, value) => {
    const problems = problemsOf(vonageCall, { ...env, [name]: value });
    expect(problems).toEqual([expect.stringMatching(`^${name}: `)]);
    expect(problems.join()).not.toContain(value);
  });
});

describe("Vonage's callbacks about calls", () => {
  const signed = { ...env, VONAGE_SIGNATURE_SECRET: "signature-secret" };
  const told = async (event: unknown) =>
    readerOf(vonageCall, signed)?.(await fromVonage(JSON.stringify(event), "signature-secret"));

  describeCallbacks(vonageCall, {
    env: signed,
    secret: "VONAGE_SIGNATURE_SECRET",
    otherSecret: "signature-secreT",
    signed: (body, at) => fromVonage(body, "signature-secret", at),
    signatureHeaders: ["authorization"],
    coversBody: true,
    toleranceMs: 300_000,
    body: JSON.stringify({ uuid: "c1", status: "completed", timestamp: "2026-11-21T20:00:05.000Z" }),
    events: [
      {
        eventId: "c1:completed",
        providerMessageId: "c1",
        recipient: null,
        status: "delivered",
        at: Date.UTC(2026, 10, 21, 20, 0, 5),
        permanent: false,
        vendorCode: null,
      },
    ],
  });

  it.each([
    ["completed", "delivered", null],
    ["busy", "failed", "busy"],
    ["timeout", "failed", "timeout"],
    ["unanswered", "failed", "unanswered"],
    ["failed", "failed", "failed"],
    ["rejected", "failed", "rejected"],
    ["cancelled", "failed", "cancelled"],
    ["machine", "failed", "machine"],
  ])("take %s for %s", async (word, status, vendorCode) => {
    expect(await told({ uuid: "c1", status: word, timestamp: "2026-11-21T20:00:05.000Z" })).toEqual({
      ok: true,
      value: {
        events: [
          {
            eventId: `c1:${word}`,
            providerMessageId: "c1",
            recipient: null,
            status,
            at: Date.UTC(2026, 10, 21, 20, 0, 5),
            permanent: false,
            vendorCode,
          },
        ],
      },
    });
  });

  it.each([{ uuid: "c1", status: "ringing" }, { uuid: "c1", status: "answered" }, { status: "completed" }])(
    "say nothing with %j",
    async (event) => {
      expect(await told(event)).toEqual({ ok: true, value: { events: [] } });
    },
  );

  it("came now when they do not say when", async () => {
    expect(await told({ uuid: "c1", status: "busy" })).toMatchObject({ value: { events: [{ at: toldAt }] } });
  });
});
