import { describe, expect, it } from "vitest";
import { ses } from "../../../src/providers/email/ses.ts";
import { misfits } from "../../support/provider-schemas/assert.ts";
import { sesSendEmail } from "../../support/provider-schemas/ses.ts";
import { envelopeFor, problemsOf, startSender } from "../../support/sender.ts";
import { describeSender } from "../../support/sender-contract.ts";

const env = {
  AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG",
  AWS_REGION: "eu-west-1",
  MAIL_FROM: "Acme <codes@example.org>",
};
const accepted = () => Response.json({ MessageId: "0102018f-m1" });
const envelope = envelopeFor(ses);

const refused = (status: number, type: string, message = "") =>
  Response.json({ message }, { status, headers: { "X-Amzn-ErrorType": type } });

const requestWith = async (more: Record<string, string>, changes: Partial<typeof envelope> = {}) => {
  const { send, requests } = startSender(ses, { env: { ...env, ...more }, reply: accepted });
  await send({ ...envelope, ...changes });
  const [request] = requests;
  if (request === undefined) throw new Error("nothing was sent");
  const body: unknown = await request.json();
  expect(misfits(sesSendEmail, body)).toEqual([]);
  return { request, body };
};

/** The words of a header as a mail program shows them (RFC 2047). */
const decoded = (header: string): string =>
  header
    .replace(/\?= =\?/g, "?==?")
    .replace(/=\?UTF-8\?B\?([^?]+)\?=/g, (_, word: string) => Buffer.from(word, "base64").toString("utf8"));

describe("ses", () => {
  describeSender(ses, {
    env,
    required: Object.keys(env),
    schema: sesSendEmail,
    accepted,
    id: "0102018f-m1",
    refused: (status, echo) => refused(status, "SomethingException", echo),
  });

  it("asks for exactly this", async () => {
    const { request, body } = await requestWith({ MAIL_REPLY_TO: "help@example.org" });
    expect(request.method).toBe("POST");
    expect(request.url).toBe("https://email.eu-west-1.amazonaws.com/v2/email/outbound-emails");
    expect(Object.fromEntries(request.headers)).toEqual({
      authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20261121\/eu-west-1\/ses\//),
      "content-type": "application/json",
      "user-agent": "countersign/1",
      "x-amz-date": "20261121T200000Z",
    });
    expect(body).toEqual({
      FromEmailAddress: "Acme <codes@example.org>",
      Destination: { ToAddresses: [envelope.to] },
      ReplyToAddresses: ["help@example.org"],
      Content: {
        Simple: {
          Subject: { Data: envelope.subject, Charset: "UTF-8" },
          Body: {
            Text: { Data: envelope.text, Charset: "UTF-8" },
            Html: { Data: envelope.html, Charset: "UTF-8" },
          },
          Headers: [{ Name: "Auto-Submitted", Value: "auto-generated" }],
        },
      },
    });
  });

  it("names the configuration set, and keeps it from rewriting links", async () => {
    const { body } = await requestWith({ SES_CONFIGURATION_SET: "codes" });
    expect(body).toMatchObject({
      ConfigurationSetName: "codes",
      ConfigurationOverrides: {
        Tracking: { OpenTrackingEnabled: "DISABLED", ClickTrackingEnabled: "DISABLED" },
      },
    });
  });

  it.each(["Café", "Красная площадь, магазин одежды и обуви для всей семьи", "👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦"])(
    "writes the sender %s in ASCII",
    async (senderName) => {
      const { body } = await requestWith({}, { senderName });
      const { FromEmailAddress } = body as { FromEmailAddress: string };
      const words = FromEmailAddress.replace(/ <codes@example.org>$/, "").split(" ");
      for (const word of words) {
        expect(word.length).toBeLessThanOrEqual(75);
        // Cut between characters: each word is text by itself.
        expect(decoded(word)).not.toContain("\ufffd");
      }
      expect(decoded(FromEmailAddress)).toBe(`${senderName} <codes@example.org>`);
    },
  );

  it.each([
    ["TooManyRequestsException", 429, "transient", "provider", "throttled"],
    ["ThrottlingException", 400, "transient", "provider", "throttled"],
    ["InternalFailure", 500, "transient", "provider", "unreachable"],
    ["LimitExceededException", 400, "permanent", "provider", "quota_used_up"],
    ["AccountSuspendedException", 400, "permanent", "provider", "unauthorized"],
    ["SendingPausedException", 400, "permanent", "provider", "unauthorized"],
    ["MailFromDomainNotVerifiedException", 400, "permanent", "provider", "not_configured"],
    ["NotFoundException", 404, "permanent", "provider", "not_configured"],
    ["UnrecognizedClientException", 403, "permanent", "provider", "unauthorized"],
    ["BadRequestException", 400, "permanent", "message", "rejected"],
    ["MessageRejected", 400, "permanent", "message", "rejected"],
    ["constructor", 400, "permanent", "message", "rejected"],
  ])("takes %s with status %i for %s, %s, %s", async (type, status, kind, scope, reason) => {
    const failure = { kind, scope, reason, status, vendorCode: type };
    const replies = [
      () => refused(status, type),
      () => refused(status, `${type}:http://internal.amazon.com/coral/com.amazonaws.ses/`),
      () => Response.json({ __type: `com.amazonaws.ses#${type}` }, { status }),
    ];
    for (const reply of replies) {
      expect(await startSender(ses, { env, reply }).send(envelope)).toEqual({ ok: false, failure });
    }
  });

  it("takes an account that may not write to this address yet for its own trouble", async () => {
    const reply = () => refused(400, "MessageRejected", `Email address is not verified: ${envelope.to}`);
    expect(await startSender(ses, { env, reply }).send(envelope)).toEqual({
      ok: false,
      failure: {
        kind: "permanent",
        scope: "provider",
        reason: "not_configured",
        status: 400,
        vendorCode: "MessageRejected",
      },
    });
  });

  it("goes to another address of Amazon, or to a stand-in for it", async () => {
    const { request } = await requestWith({ SES_BASE_URL: "http://localhost:8005/" });
    expect(request.url).toBe("http://localhost:8005/v2/email/outbound-emails");
  });

  it.each([
    ["AWS_REGION", "Ireland", "write it like eu-west-1"],
    ["AWS_REGION", "eu-west-1.evil.example/", "write it like eu-west-1"],
    ["SES_CONFIGURATION_SET", "two words", "has a character no configuration set has"],
    ["AWS_SNS_TOPIC_ARN", "codes", "write it as arn:aws:sns:REGION:ACCOUNT:NAME"],
  ])("does not start with %s %s", (name, value, problem) => {
    expect(problemsOf(ses, { ...env, [name]: value })).toEqual([`${name}: ${problem}`]);
  });
});
