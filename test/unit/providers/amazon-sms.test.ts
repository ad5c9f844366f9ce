import { describe, expect, it } from "vitest";
import { amazonSms } from "../../../src/providers/sms/amazon-sms.ts";
import { amazonSmsSendTextMessage } from "../../support/provider-schemas/amazon-sms.ts";
import { misfits } from "../../support/provider-schemas/assert.ts";
import { envelopeFor, startSender } from "../../support/sender.ts";
import { describeSender } from "../../support/sender-contract.ts";

const env = {
  AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG",
  AWS_REGION: "eu-west-1",
  AWS_SMS_ORIGINATION_IDENTITY: "pool-0123456789abcdef",
};
const accepted = () => Response.json({ MessageId: "m1" });
const envelope = envelopeFor(amazonSms);

const refused = (status: number, type: string, more: Record<string, string> = {}) =>
  Response.json({ __type: `com.amazonaws.pinpointsmsvoicev2#${type}`, ...more }, { status });

const requestWith = async (more: Record<string, string>, changes: Partial<typeof envelope> = {}) => {
  const { send, requests } = startSender(amazonSms, { env: { ...env, ...more }, reply: accepted });
  await send({ ...envelope, ...changes });
  const [request] = requests;
  if (request === undefined) throw new Error("nothing was sent");
  const body: unknown = await request.json();
  expect(misfits(amazonSmsSendTextMessage, body)).toEqual([]);
  return { request, body };
};

describe("amazon-sms", () => {
  describeSender(amazonSms, {
    env,
    required: Object.keys(env),
    schema: amazonSmsSendTextMessage,
    accepted,
    id: "m1",
    refused: (status, echo) => refused(status, "SomethingException", { Message: echo, Reason: echo }),
  });

  it("asks for exactly this", async () => {
    const { request, body } = await requestWith({
      AWS_SMS_CONFIGURATION_SET: "codes",
      AWS_SMS_PROTECT_CONFIGURATION: "protect-0123",
    });
    expect(request.method).toBe("POST");
    expect(request.url).toBe("https://sms-voice.eu-west-1.amazonaws.com/");
    expect(Object.fromEntries(request.headers)).toEqual({
      authorization: expect.stringContaining("/eu-west-1/sms-voice/aws4_request"),
      "content-type": "application/x-amz-json-1.0",
      "user-agent": "countersign/1",
      "x-amz-date": "20261121T200000Z",
      "x-amz-target": "PinpointSMSVoiceV2.SendTextMessage",
    });
    expect(body).toEqual({
      DestinationPhoneNumber: envelope.to,
      OriginationIdentity: "pool-0123456789abcdef",
      MessageBody: envelope.text,
      MessageType: "TRANSACTIONAL",
      ConfigurationSetName: "codes",
      ProtectConfigurationId: "protect-0123",
      TimeToLive: 600,
      Context: { message: envelope.id },
    });
  });

  it.each([
    ["Acme", "Acme"],
    ["ACME-Shop1", "ACME-Shop1"],
    ["Acme Shop", "pool-0123456789abcdef"],
    ["12345", "pool-0123456789abcdef"],
    ["Acme-", "pool-0123456789abcdef"],
    ["AcmeAcmeAcme", "pool-0123456789abcdef"],
  ])("asked for the sender %s, names %s", async (senderId, want) => {
    expect((await requestWith({}, { senderId })).body).toMatchObject({ OriginationIdentity: want });
  });

  it.each([
    [-1_000, 5],
    [4_000, 5],
    [299_999, 299],
    [7 * 86_400_000, 259_200],
  ])("with %i ms left, lets a text live for %i s", async (left, want) => {
    const expiresAt = envelope.expiresAt - 600_000 + left;
    expect((await requestWith({}, { expiresAt })).body).toMatchObject({ TimeToLive: want });
  });

  it.each([
    ["ThrottlingException", undefined, 400, "transient", "provider", "throttled"],
    ["InternalServerException", undefined, 500, "transient", "provider", "unreachable"],
    ["ServiceQuotaExceededException", "MONTHLY_SPEND_LIMIT", 400, "permanent", "provider", "quota_used_up"],
    ["AccessDeniedException", "ACCOUNT_DISABLED", 400, "permanent", "provider", "unauthorized"],
    ["UnrecognizedClientException", undefined, 400, "permanent", "provider", "unauthorized"],
    ["ResourceNotFoundException", undefined, 400, "permanent", "provider", "not_configured"],
    ["ConflictException", "DESTINATION_PHONE_NUMBER_OPTED_OUT", 400, "permanent", "recipient", "suppressed"],
    ["ConflictException", "DESTINATION_PHONE_NUMBER_NOT_VERIFIED", 400, "permanent", "provider", "not_configured"],
    ["ConflictException", "NO_ORIGINATION_IDENTITIES_FOUND", 400, "permanent", "provider", "not_configured"],
    ["ValidationException", "DESTINATION_COUNTRY_BLOCKED", 400, "permanent", "provider", "not_configured"],
    ["ValidationException", "FIELD_VALIDATION_FAILED", 400, "permanent", "message", "rejected"],
    ["constructor", "toString", 400, "permanent", "message", "rejected"],
  ])("takes %s, %s with status %i for %s, %s, %s", async (type, reason, status, kind, scope, want) => {
    const reply = () => refused(status, type, reason === undefined ? {} : { Reason: reason });
    expect(await startSender(amazonSms, { env, reply }).send(envelope)).toEqual({
      ok: false,
      failure: { kind, scope, reason: want, status, vendorCode: reason ?? type },
    });
  });
});
