import { describe, expect, it } from "vitest";
import { justSaid, nextScene } from "../../../src/core/scene.ts";
import { twilioCall } from "../../../src/providers/voice/twilio.ts";
import { describeCallbacks } from "../../support/callback-contract.ts";
import { readerOf, toldAt } from "../../support/callbacks.ts";
import { misfits } from "../../support/provider-schemas/assert.ts";
import { twilioCallForm } from "../../support/provider-schemas/twilio.ts";
import { envelopeFor, keyUrl, problemsOf, speech, startSender } from "../../support/sender.ts";
import { describeSender } from "../../support/sender-contract.ts";
import { fromTwilio } from "../../support/signed-callbacks.ts";

const account = `AC${"a".repeat(32)}`;
const env = { TWILIO_ACCOUNT_SID: account, TWILIO_AUTH_TOKEN: "auth-token", TWILIO_VOICE_FROM: "+15550100200" };
const accepted = () => Response.json({ sid: "CA1", status: "queued" }, { status: 201 });
const envelope = envelopeFor(twilioCall);

const formWith = async (more: Record<string, string> = {}, changes: Partial<typeof envelope> = {}) => {
  const { send, requests } = startSender(twilioCall, { env: { ...env, ...more }, reply: accepted });
  await send({ ...envelope, ...changes });
  const [request] = requests;
  if (request === undefined) throw new Error("nothing was sent");
  const form = Object.fromEntries(new URLSearchParams(await request.text()));
  expect(misfits(twilioCallForm, form)).toEqual([]);
  return { request, form };
};

describe("calls by Twilio", () => {
  describeSender(twilioCall, {
    env,
    required: ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_VOICE_FROM"],
    schema: twilioCallForm,
    accepted,
    id: "CA1",
    refused: (status, message) => Response.json({ code: 99_999, message, status }, { status }),
    codeComesLater: true,
  });

  it("asks for exactly this, and for words that are in the request", async () => {
    const { request, form } = await formWith();
    expect(request.url).toBe(`https://api.twilio.com/2010-04-01/Accounts/${account}/Calls.json`);
    const { Twiml, ...rest } = form;
    expect(rest).toEqual({
      To: envelope.to,
      From: "+15550100200",
      Timeout: "25",
      TimeLimit: "240",
      StatusCallback: envelope.callbackUrl,
      StatusCallbackEvent: "completed",
    });
    const say = (words: string) => `<Say language="en-GB" voice="Polly.Amy">${words}</Say>`;
    const action = keyUrl(0).replaceAll("&", "&amp;");
    expect(Twiml).toBe(
      `<Response><Gather input="dtmf" numDigits="1" finishOnKey="" timeout="10" action="${action}" method="POST">${say('<break time="1000ms"/> This is Acme. To hear the code, press any key.')}</Gather>${say("Goodbye.")}<Hangup/></Response>`,
    );
  });

  it("hangs up on a number that nobody has after a sentence, and within a minute", async () => {
    const scene = justSaid([{ kind: "say", text: "No account uses it." }]);
    const { form } = await formWith({}, { scene });
    expect(form["Twiml"]).toBe(
      '<Response><Say language="en-GB" voice="Polly.Amy">No account uses it.</Say><Hangup/></Response>',
    );
    expect(form["TimeLimit"]).toBe("60");
  });

  it("speaks with the voice for the language, or the one in the settings", async () => {
    const said = async (locale: string, more = {}) => (await formWith(more, { locale })).form["Twiml"];
    expect(await said("xx")).toContain('<Say language="en-US" voice="Polly.Joanna">');
    expect(await said("de-AT")).toContain('<Say language="de-DE" voice="Polly.Vicki">');
    expect(await said("ar-EG")).toContain('<Say language="arb" voice="Polly.Zeina">');
    expect((await formWith({ TWILIO_VOICE: "Google.en-GB-Standard-A" })).form["Twiml"]).toContain(
      '<Say language="en-GB" voice="Google.en-GB-Standard-A">',
    );
    const inGerman = { TWILIO_VOICE: "Google.de-DE-Standard-A" };
    expect(await said("de", inGerman)).toContain('voice="Google.de-DE-Standard-A"');
    expect(await said("uk", inGerman)).toContain('voice="Google.uk-UA-Standard-A"');
  });

  it.each([
    ["TWILIO_VOICE", "woman"],
    ["TWILIO_VOICE", 'Polly.Amy"/>'],
    ["TWILIO_VOICE_FROM", "Acme"],
  ])("does not start with %s %j", (name, value) => {
    expect(problemsOf(twilioCall, { ...env, [name]: value })).toEqual([expect.stringMatching(`^${name}: `)]);
  });

  it("asks nobody for a call in which nothing is said", async () => {
    const { scene: _, ...silent } = envelope;
    const { send, requests } = startSender(twilioCall, { env, reply: accepted });
    expect(await send(silent)).toMatchObject({ failure: { kind: "permanent", scope: "message", reason: "rejected" } });
    expect(requests).toEqual([]);
  });

  it.each([
    [21217, "recipient", "undeliverable"],
    [21214, "recipient", "undeliverable"],
    [21216, "recipient", "undeliverable"],
    [21215, "provider", "not_configured"],
    [21212, "provider", "not_configured"],
  ])("takes error %i for one of the %s: %s", async (code, scope, reason) => {
    const reply = () => Response.json({ code, message: "" }, { status: 400 });
    expect(await startSender(twilioCall, { env, reply }).send(envelope)).toEqual({
      ok: false,
      failure: { kind: "permanent", scope, reason, status: 400, vendorCode: String(code) },
    });
  });
});

describe("Twilio's callbacks about calls", () => {
  const told = async (fields: Record<string, string>) =>
    readerOf(twilioCall, env)?.(await fromTwilio({ CallSid: "CA1", ...fields }, "auth-token"));

  describeCallbacks(twilioCall, {
    env,
    secret: "TWILIO_AUTH_TOKEN",
    otherSecret: "auth-tokem",
    signed: (body) => fromTwilio(body, "auth-token"),
    signatureHeaders: ["x-twilio-signature"],
    coversBody: true,
    readsAnything: true,
    body: "CallSid=CA1&CallStatus=completed",
    events: [
      {
        eventId: "CA1:completed",
        providerMessageId: "CA1",
        recipient: null,
        status: "delivered",
        at: toldAt,
        permanent: false,
        vendorCode: null,
      },
    ],
  });

  it.each([
    ["completed", "delivered", null],
    ["busy", "failed", "busy"],
    ["no-answer", "failed", "no-answer"],
    ["failed", "failed", "failed"],
    ["canceled", "failed", "canceled"],
  ])("take %s for %s", async (CallStatus, status, vendorCode) => {
    expect(await told({ CallStatus, Timestamp: "Sat, 21 Nov 2026 20:00:05 +0000" })).toEqual({
      ok: true,
      value: {
        events: [
          {
            eventId: `CA1:${CallStatus}`,
            providerMessageId: "CA1",
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

  it("came now when they do not say when", async () => {
    expect(await told({ CallStatus: "busy" })).toMatchObject({ value: { events: [{ at: toldAt }] } });
  });

  it.each(["queued", "ringing", "in-progress", ""])("say nothing with %j", async (CallStatus) => {
    expect(await told({ CallStatus })).toEqual({ ok: true, value: { events: [] } });
  });
});

describe("a call by Twilio in which a key was pressed", () => {
  const { conversation } = startSender(twilioCall, { env, reply: accepted });

  it.each([
    [{ Digits: "5" }, "5"],
    [{ Digits: "#" }, "#"],
    [{ Digits: "12" }, "1"],
    [{ Digits: "" }, null],
    [{}, null],
  ])("is told of with %j: %j", async (fields, pressed) => {
    const callback = await fromTwilio({ CallSid: "CA1", ...fields }, "auth-token");
    expect(await conversation?.read(callback)).toEqual({ ok: true, value: { pressed } });
  });

  it("is not believed of anybody else, or of another address", async () => {
    const wrong = { ok: false, failure: { reason: "wrong_signature" } };
    expect(await conversation?.read(await fromTwilio({ Digits: "5" }, "auth-tokem"))).toEqual(wrong);
    const callback = await fromTwilio({ Digits: "5" }, "auth-token");
    expect(await conversation?.read({ ...callback, url: `${callback.url}?message=m2` })).toEqual(wrong);
    expect(await conversation?.read({ ...callback, headers: new Headers() })).toEqual({
      ok: false,
      failure: { reason: "not_signed" },
    });
  });

  it("goes on with exactly this", () => {
    const say = (words: string) => `<Say language="en-US" voice="Polly.Joanna">${words}</Say>`;
    const digits = `<prosody rate="slow">${[..."135790"].join('<break time="500ms"/>')}</prosody>`;
    const action = keyUrl(1).replaceAll("&", "&amp;");
    expect(conversation?.script(nextScene(speech, { heard: 0, pressed: "5" }, keyUrl), "en")).toEqual({
      type: "text/xml",
      body: `<Response>${say(`Your code is: ${digits}`)}<Gather input="dtmf" numDigits="1" finishOnKey="" timeout="10" action="${action}" method="POST">${say("To hear it again, press 1.")}</Gather>${say("Goodbye.")}<Hangup/></Response>`,
    });
  });
});
