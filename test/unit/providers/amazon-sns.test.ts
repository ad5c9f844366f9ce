import { describe, expect, it } from "vitest";
import { amazonSns } from "../../../src/providers/sms/amazon-sns.ts";
import { amazonSnsPublish } from "../../support/provider-schemas/amazon-sns.ts";
import { misfits } from "../../support/provider-schemas/assert.ts";
import { envelopeFor, problemsOf, startSender } from "../../support/sender.ts";
import { describeSender } from "../../support/sender-contract.ts";

const env = {
  AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG",
  AWS_REGION: "eu-west-1",
};
const NAMESPACE = 'xmlns="http://sns.amazonaws.com/doc/2010-03-31/"';
const envelope = envelopeFor(amazonSns);

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&#34;");

const accepted = () =>
  new Response(
    `<?xml version="1.0"?>
<PublishResponse ${NAMESPACE}>
  <PublishResult>
    <MessageId>m1</MessageId>
  </PublishResult>
  <ResponseMetadata><RequestId>r1</RequestId></ResponseMetadata>
</PublishResponse>`,
  );

const refused = (status: number, code: string, message = "") =>
  new Response(
    `<ErrorResponse ${NAMESPACE}><Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error><RequestId>r1</RequestId></ErrorResponse>`,
    { status },
  );

const requestWith = async (more: Record<string, string>, changes: Partial<typeof envelope> = {}) => {
  const { send, requests } = startSender(amazonSns, { env: { ...env, ...more }, reply: accepted });
  await send({ ...envelope, ...changes });
  const [request] = requests;
  if (request === undefined) throw new Error("nothing was sent");
  const form = Object.fromEntries(new URLSearchParams(await request.text()));
  expect(misfits(amazonSnsPublish, form)).toEqual([]);
  return { request, form };
};

describe("amazon-sns", () => {
  describeSender(amazonSns, {
    env,
    required: Object.keys(env),
    schema: amazonSnsPublish,
    accepted,
    id: "m1",
    refused: (status, echo) => refused(status, "Something", echo),
  });

  it("asks for exactly this", async () => {
    const { request, form } = await requestWith({});
    expect(request.method).toBe("POST");
    expect(request.url).toBe("https://sns.eu-west-1.amazonaws.com/");
    expect(Object.fromEntries(request.headers)).toEqual({
      authorization: expect.stringContaining("/eu-west-1/sns/aws4_request"),
      "content-type": "application/x-www-form-urlencoded; charset=utf-8",
      "user-agent": "countersign/1",
      "x-amz-date": "20261121T200000Z",
    });
    expect(form).toEqual({
      Action: "Publish",
      Version: "2010-03-31",
      PhoneNumber: envelope.to,
      Message: envelope.text,
      "MessageAttributes.entry.1.Name": "AWS.SNS.SMS.SMSType",
      "MessageAttributes.entry.1.Value.DataType": "String",
      "MessageAttributes.entry.1.Value.StringValue": "Transactional",
    });
  });

  it.each([
    [undefined, "Acme", "Acme"],
    ["Shop", "Acme", "Shop"],
    ["My Shop", "Acme", "Acme"],
    ["My Shop", undefined, undefined],
  ])("asked for the sender %s and set up with %s, names %s", async (senderId, configured, want) => {
    const { form } = await requestWith(
      configured === undefined ? {} : { AWS_SNS_SENDER_ID: configured },
      senderId === undefined ? {} : { senderId },
    );
    const name = want === undefined ? undefined : "AWS.SNS.SMS.SenderID";
    expect(form["MessageAttributes.entry.2.Name"]).toBe(name);
    expect(form["MessageAttributes.entry.2.Value.StringValue"]).toBe(want);
  });

  it("names no sender in the United States, which shows none", async () => {
    const { form } = await requestWith({}, { senderId: "Acme", to: "+12015550123" });
    expect(Object.values(form)).not.toContain("Acme");
  });

  it.each([
    ["KMSThrottling", "", 400, "transient", "provider", "throttled"],
    ["Throttling", "", 400, "transient", "provider", "throttled"],
    ["InternalError", "", 500, "transient", "provider", "unreachable"],
    ["AuthorizationError", "", 403, "permanent", "provider", "unauthorized"],
    ["NotFound", "", 404, "permanent", "provider", "not_configured"],
    ["InvalidParameter", "Invalid parameter: Message too long", 400, "permanent", "message", "rejected"],
    ["InvalidParameter", "Phone number is opted out", 400, "permanent", "recipient", "suppressed"],
    ["constructor", "", 400, "permanent", "message", "rejected"],
  ])("takes %s (%s) with status %i for %s, %s, %s", async (code, message, status, kind, scope, reason) => {
    const reply = () => refused(status, code, message);
    expect(await startSender(amazonSns, { env, reply }).send(envelope)).toEqual({
      ok: false,
      failure: { kind, scope, reason, status, vendorCode: code },
    });
  });

  it("does not start with a sender no network takes", () => {
    expect(problemsOf(amazonSns, { ...env, AWS_SNS_SENDER_ID: "Acme & Co" })).toEqual([
      "AWS_SNS_SENDER_ID: write at most 11 letters, digits and dashes, one of them a letter",
    ]);
  });
});
