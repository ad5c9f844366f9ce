import { describe, expect, it } from "vitest";
import type { Envelope } from "../../../src/core/message.ts";
import { twilioText } from "../../../src/providers/sms/twilio.ts";
import { misfits } from "../../support/provider-schemas/assert.ts";
import { twilioMessageForm } from "../../support/provider-schemas/twilio.ts";
import { envelopeFor, problemsOf, startSender } from "../../support/sender.ts";
import { describeSender } from "../../support/sender-contract.ts";

const account = `AC${"a".repeat(32)}`;
const service = `MG${"b".repeat(32)}`;
const env = { TWILIO_ACCOUNT_SID: account, TWILIO_AUTH_TOKEN: "auth-token", TWILIO_FROM: "+15550100200" };
const accepted = () => Response.json({ sid: "SM1", status: "queued" }, { status: 201 });
const envelope = envelopeFor(twilioText);

const requestWith = async ({ more = {}, message = {} }: { more?: object; message?: Partial<Envelope> }) => {
  const { send, requests } = startSender(twilioText, { env: { ...env, ...more }, reply: accepted });
  await send({ ...envelope, ...message });
  const [request] = requests;
  if (request === undefined) throw new Error("nothing was sent");
  const form = Object.fromEntries(new URLSearchParams(await request.text()));
  expect(misfits(twilioMessageForm, form)).toEqual([]);
  return { request, form };
};

describe("texts by Twilio", () => {
  describeSender(twilioText, {
    env,
    required: ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM"],
    schema: twilioMessageForm,
    accepted,
    id: "SM1",
    refused: (status, message) => Response.json({ code: 99_999, message, status }, { status }),
  });

  it("asks for exactly this", async () => {
    const { request, form } = await requestWith({});
    expect(request.method).toBe("POST");
    expect(request.url).toBe(`https://api.twilio.com/2010-04-01/Accounts/${account}/Messages.json`);
    expect(Object.fromEntries(request.headers)).toEqual({
      authorization: `Basic ${btoa(`${account}:auth-token`)}`,
      "content-type": "application/x-www-form-urlencoded",
      "user-agent": "countersign/1",
    });
    expect(form).toEqual({
      To: envelope.to,
      From: "+15550100200",
      Body: envelope.text,
      ValidityPeriod: "600",
      StatusCallback: envelope.callbackUrl,
      SmartEncoded: "true",
    });
  });

  it("signs in with an API key where there is one, at the same account", async () => {
    const sid = `SK${"c".repeat(32)}`;
    const { request } = await requestWith({ more: { TWILIO_API_KEY_SID: sid, TWILIO_API_KEY_SECRET: "secret" } });
    expect(request.headers.get("authorization")).toBe(`Basic ${btoa(`${sid}:secret`)}`);
    expect(request.url).toContain(`/Accounts/${account}/`);
  });

  it.each([
    [{ TWILIO_API_KEY_SID: `SK${"c".repeat(32)}` }, "TWILIO_API_KEY_SECRET: is not set"],
    [{ TWILIO_API_KEY_SECRET: "secret" }, "TWILIO_API_KEY_SID: is not set"],
    [{ TWILIO_ACCOUNT_SID: "12345" }, "TWILIO_ACCOUNT_SID: starts with AC and has 34 characters"],
    [{ TWILIO_FROM: "A name too long" }, 'TWILIO_FROM: write a number as "+15550100", or a name of 1 to 11 letters'],
    [{ TWILIO_FROM: "", TWILIO_MESSAGING_SERVICE_SID: service }, undefined],
  ])("starts with %j, or says why not", (more, want) => {
    expect(problemsOf(twilioText, { ...env, ...more })).toEqual(want === undefined ? [] : [want]);
  });

  it.each([
    [
      "the pool before the number",
      { more: { TWILIO_MESSAGING_SERVICE_SID: service } },
      { MessagingServiceSid: service },
    ],
    ["a name where the country shows one", { message: { senderId: "Acme" } }, { From: "Acme" }],
    [
      "a name before the pool",
      { more: { TWILIO_MESSAGING_SERVICE_SID: service }, message: { senderId: "Acme" } },
      { From: "Acme" },
    ],
    ["no name in the United States", { message: { senderId: "Acme", to: "+12015550123" } }, { From: "+15550100200" }],
    ["no name in Canada", { message: { senderId: "Acme", to: "+16135550123" } }, { From: "+15550100200" }],
    [
      "a name in Jamaica, which shares the plan",
      { message: { senderId: "Acme", to: "+18762345678" } },
      { From: "Acme" },
    ],
  ])("sends from %s", async (_, wanted, origin) => {
    const { From, MessagingServiceSid } = (await requestWith(wanted)).form;
    expect({ From, MessagingServiceSid }).toEqual({ From: undefined, MessagingServiceSid: undefined, ...origin });
  });

  it.each([
    [90_500, "90"],
    [400, "1"],
    [-5_000, "1"],
    [86_400_000, "36000"],
  ])("lets a message with %i ms to live be delivered for %s s", async (ms, want) => {
    const expiresAt = envelope.expiresAt - 600_000 + ms;
    expect((await requestWith({ message: { expiresAt } })).form["ValidityPeriod"]).toBe(want);
  });

  it("has the text forgotten where it is told to", async () => {
    const { form } = await requestWith({ more: { TWILIO_DISCARD_CONTENT: "true" } });
    expect(form).toMatchObject({ ContentRetention: "discard", AddressRetention: "obfuscate" });
  });

  it("names no address for callbacks when there is none", async () => {
    const { callbackUrl: _, ...quiet } = envelope;
    const { send, requests } = startSender(twilioText, { env, reply: accepted });
    await send(quiet);
    expect(await requests[0]?.text()).not.toContain("StatusCallback");
  });

  it.each([
    [20003, 401, "permanent", "provider", "unauthorized"],
    [20404, 404, "permanent", "provider", "not_configured"],
    [20429, 429, "transient", "provider", "throttled"],
    [20500, 400, "transient", "provider", "unreachable"],
    [21611, 400, "transient", "provider", "throttled"],
    [30001, 400, "transient", "provider", "throttled"],
    [30002, 400, "permanent", "provider", "unauthorized"],
    [21212, 400, "permanent", "provider", "not_configured"],
    [21408, 403, "permanent", "provider", "not_configured"],
    [21606, 400, "permanent", "provider", "not_configured"],
    [21703, 400, "permanent", "provider", "not_configured"],
    [30034, 400, "permanent", "provider", "not_configured"],
    [21211, 400, "permanent", "recipient", "undeliverable"],
    [21612, 400, "permanent", "recipient", "undeliverable"],
    [21614, 400, "permanent", "recipient", "undeliverable"],
    [30005, 400, "permanent", "recipient", "undeliverable"],
    [30006, 400, "permanent", "recipient", "undeliverable"],
    [30450, 400, "permanent", "recipient", "undeliverable"],
    [21610, 400, "permanent", "recipient", "suppressed"],
    [21602, 400, "permanent", "message", "rejected"],
    [21617, 400, "permanent", "message", "rejected"],
  ])("takes error %i with status %i for %s, %s, %s", async (code, status, kind, scope, reason) => {
    const reply = () => Response.json({ code, message: "" }, { status });
    expect(await startSender(twilioText, { env, reply }).send(envelope)).toEqual({
      ok: false,
      failure: { kind, scope, reason, status, vendorCode: String(code) },
    });
  });
});
