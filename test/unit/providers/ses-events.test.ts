import { describe, expect, it } from "vitest";
import { readSesEvents } from "../../../src/providers/amazon/ses-events.ts";
import { ses } from "../../../src/providers/email/ses.ts";
import { describeCallbacks } from "../../support/callback-contract.ts";
import { fromSns } from "../../support/signed-callbacks.ts";
import { snsCertificate, snsTopic } from "../../support/sns-message.ts";

const at = Date.UTC(2026, 10, 21, 20, 0, 0);
const timestamp = new Date(at - 5_000).toISOString();
const mail = { messageId: "m1", destination: ["ada.lovelace@example.org"] };

const eventsOf = (told: unknown) => readSesEvents({ id: "n1", text: JSON.stringify(told), at });

describe("an event of SES", () => {
  it.each([
    [{ eventType: "Send", send: {} }, "sent", false, null],
    [{ eventType: "DeliveryDelay", deliveryDelay: { delayType: "MailboxFull" } }, "deferred", false, "MailboxFull"],
    [{ eventType: "Delivery", delivery: { timestamp } }, "delivered", false, null],
    [
      { eventType: "Bounce", bounce: { bounceType: "Permanent", bounceSubType: "NoEmail", timestamp } },
      "bounced",
      true,
      "NoEmail",
    ],
    [
      { eventType: "Bounce", bounce: { bounceType: "Transient", bounceSubType: "General", timestamp } },
      "deferred",
      false,
      "General",
    ],
    [{ eventType: "Bounce", bounce: { bounceType: "Undetermined", timestamp } }, "bounced", false, null],
    [{ eventType: "Complaint", complaint: { complaintFeedbackType: "abuse", timestamp } }, "complained", true, "abuse"],
    [{ eventType: "Reject", reject: { reason: "Bad content" } }, "failed", false, null],
    [
      { notificationType: "Bounce", bounce: { bounceType: "Permanent", bounceSubType: "General", timestamp } },
      "bounced",
      true,
      "General",
    ],
    [{ notificationType: "Delivery", delivery: { timestamp } }, "delivered", false, null],
  ])("%j is %s, for good: %s", (told, status, permanent, vendorCode) => {
    const isTimed = JSON.stringify(told).includes(timestamp);
    expect(eventsOf({ ...told, mail })).toEqual([
      {
        eventId: "n1",
        providerMessageId: "m1",
        recipient: null,
        status,
        permanent,
        at: isTimed ? at - 5_000 : at,
        vendorCode,
      },
    ]);
  });

  it.each([
    [{ eventType: "Open", mail }],
    [{ eventType: "constructor", mail }],
    [{ eventType: "Delivery", delivery: { timestamp } }],
    [{ mail }],
    [[]],
    [null],
    ["Successfully validated SNS topic for Amazon SES event publishing."],
  ])("is not made of %j", (told) => {
    expect(eventsOf(told)).toEqual([]);
  });

  it("is not made of text that is not JSON", () => {
    expect(readSesEvents({ id: "n1", text: "Successfully validated SNS topic", at })).toEqual([]);
  });
});

describe("the callbacks of ses", () => {
  describeCallbacks(ses, {
    env: {
      AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_REGION: "eu-west-1",
      MAIL_FROM: "codes@example.org",
      AWS_SNS_TOPIC_ARN: snsTopic,
    },
    secret: "AWS_SNS_TOPIC_ARN",
    otherSecret: `${snsTopic}-of-others`,
    signed: fromSns,
    signatureHeaders: [],
    coversBody: false,
    toleranceMs: 60 * 60_000,
    readsAnything: true,
    http: async () => new Response(snsCertificate),
    body: JSON.stringify({ eventType: "Delivery", mail, delivery: { timestamp } }),
    events: [
      {
        eventId: "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
        providerMessageId: "m1",
        recipient: null,
        status: "delivered",
        at: at - 5_000,
        permanent: false,
        vendorCode: null,
      },
    ],
  });
});
