import { exportPKCS8, generateKeyPair, jwtVerify } from "jose";
import { describe, expect, it } from "vitest";
import { justSaid, nextScene } from "../../../src/core/scene.ts";
import { vonageCall } from "../../../src/providers/voice/vonage.ts";
import { describeCallbacks } from "../../support/callback-contract.ts";
import { readerOf, toldAt } from "../../support/callbacks.ts";
import { misfits } from "../../support/provider-schemas/assert.ts";
import { vonageActions, vonageCallRequest } from "../../support/provider-schemas/vonage.ts";
import { envelopeFor, keyUrl, problemsOf, speech, startSender } from "../../support/sender.ts";
import { describeSender } from "../../support/sender-contract.ts";
import { fromVonage } from "../../support/signed-callbacks.ts";

const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
const pem = await exportPKCS8(privateKey);
const env = {
  VONAGE_APPLICATION_ID: "78d335fa-323d-0114-9c3d-d6f0d48968cf",
  VONAGE_PRIVATE_KEY: pem,
  VONAGE_VOICE_FROM: "+15550100200",
  VONAGE_SIGNATURE_SECRET: "signature-secret",
};
const accepted = () => Response.json({ uuid: "c1", status: "started" }, { status: 201 });
const envelope = envelopeFor(vonageCall);
const sentAt = envelope.expiresAt - 600_000;

const requestWith = async (more: Record<string, string> = {}, changes: Partial<typeof envelope> = {}) => {
  const { send, requests } = startSender(vonageCall, { env: { ...env, ...more }, reply: accepted });
  await send({ ...envelope, ...changes });
  const [request] = requests;
  if (request === undefined) throw new Error("nothing was sent");
  const body: unknown = await request.json();
  expect(misfits(vonageCallRequest, body)).toEqual([]);
  return { request, body };
};

const talk = (text: string, language = "en-GB") => ({ action: "talk", text, language, style: 0 });
const asks = (url: string) => ({
  action: "input",
  type: ["dtmf"],
  dtmf: { maxDigits: 1, timeOut: 10 },
  eventUrl: [url],
  eventMethod: "POST",
});

describe("calls by Vonage", () => {
  describeSender(vonageCall, {
    env,
    required: ["VONAGE_APPLICATION_ID", "VONAGE_PRIVATE_KEY", "VONAGE_VOICE_FROM", "VONAGE_SIGNATURE_SECRET"],
    schema: vonageCallRequest,
    accepted,
    id: "c1",
    refused: (status, detail) =>
      Response.json({ type: "https://developer.vonage.com/api-errors#9999", title: "No", detail }, { status }),
    codeComesLater: true,
  });

  it("asks for exactly this", async () => {
    const { request, body } = await requestWith();
    expect(request.url).toBe("https://api.nexmo.com/v1/calls");
    expect(body).toEqual({
      to: [{ type: "phone", number: "447700900123" }],
      from: { type: "phone", number: "15550100200" },
      ncco: [
        {
          ...talk('<speak><break time="1000ms"/> This is Acme. To hear the code, press any key.</speak>'),
          bargeIn: true,
        },
        asks(keyUrl(0)),
        talk("<speak>Goodbye.</speak>"),
      ],
      ringing_timer: 25,
      length_timer: 240,
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

  it("hangs up on a number that nobody has after a sentence, and within a minute", async () => {
    const scene = justSaid([{ kind: "say", text: "No account uses it." }]);
    const { body } = await requestWith({}, { scene });
    expect(body).toMatchObject({ ncco: [talk("<speak>No account uses it.</speak>")], length_timer: 60 });
  });

  it("asks nobody for a call in which nothing is said", async () => {
    const { scene: _, ...silent } = envelope;
    const { send, requests } = startSender(vonageCall, { env, reply: accepted });
    expect(await send(silent)).toMatchObject({ failure: { kind: "permanent", scope: "message", reason: "rejected" } });
    expect(requests).toEqual([]);
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
  const told = async (event: unknown) =>
    readerOf(vonageCall, env)?.(await fromVonage(JSON.stringify(event), "signature-secret"));

  describeCallbacks(vonageCall, {
    env,
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

describe("a call by Vonage in which a key was pressed", () => {
  const { conversation } = startSender(vonageCall, { env, reply: accepted });
  const asked = (event: unknown, secret = "signature-secret", at?: number) =>
    fromVonage(JSON.stringify(event), secret, at);

  it.each([
    [{ dtmf: { digits: "5", timed_out: false } }, "5"],
    [{ dtmf: { digits: "12", timed_out: true } }, "1"],
    [{ dtmf: { digits: "", timed_out: true } }, null],
    [{ dtmf: { digits: 5 } }, null],
    [{ dtmf: null }, null],
    [{}, null],
  ])("is told of with %j: %j", async (event, pressed) => {
    expect(await conversation?.read(await asked({ uuid: "c1", ...event }))).toEqual({ ok: true, value: { pressed } });
  });

  it("is not believed of anybody else, with another body, or from another time", async () => {
    const event = { dtmf: { digits: "5", timed_out: false } };
    const because = (reason: string) => ({ ok: false, failure: { reason } });
    expect(await conversation?.read(await asked(event, "signature-secreT"))).toEqual(because("wrong_signature"));
    const { bytes } = await asked({ dtmf: { digits: "6" } });
    expect(await conversation?.read({ ...(await asked(event)), bytes })).toEqual(because("wrong_signature"));
    const old = await asked(event, "signature-secret", sentAt - 301_000);
    expect(await conversation?.read(old)).toEqual(because("too_old"));
    const { headers: _, ...unsigned } = await asked(event);
    expect(await conversation?.read({ ...unsigned, headers: new Headers() })).toEqual(because("not_signed"));
    expect(await conversation?.read(await fromVonage("[]", "signature-secret"))).toEqual(because("unreadable"));
  });

  it("goes on with exactly this", () => {
    const digits = `<prosody rate="slow">${[..."135790"].join('<break time="500ms"/>')}</prosody>`;
    const script = conversation?.script(nextScene(speech, { heard: 0, pressed: "5" }, keyUrl), "en");
    const actions: unknown = JSON.parse(script?.body ?? "");
    expect(misfits(vonageActions, actions)).toEqual([]);
    expect([script?.type, actions]).toEqual([
      "application/json",
      [
        talk(`<speak>Your code is: ${digits}</speak>`, "en-US"),
        { ...talk("<speak>To hear it again, press 1.</speak>", "en-US"), bargeIn: true },
        asks(keyUrl(1)),
        talk("<speak>Goodbye.</speak>", "en-US"),
      ],
    ]);
  });

  it("waits no longer than Vonage can", () => {
    const scene = { lines: [], question: { lines: [], ms: 60_000, url: keyUrl(0) }, farewell: [] };
    const actions: unknown = JSON.parse(conversation?.script(scene, "en").body ?? "");
    expect(actions).toEqual([asks(keyUrl(0))]);
  });
});
