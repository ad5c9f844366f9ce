import { describe, expect, it } from "vitest";
import { twilioText } from "../../../src/providers/sms/twilio.ts";
import { describeCallbacks } from "../../support/callback-contract.ts";
import { readerOf, toldAt } from "../../support/callbacks.ts";
import { fromTwilio } from "../../support/signed-callbacks.ts";

const env = {
  TWILIO_ACCOUNT_SID: `AC${"a".repeat(32)}`,
  TWILIO_AUTH_TOKEN: "auth-token",
  TWILIO_FROM: "+15550100200",
};

describe("Twilio's callbacks about texts", () => {
  const told = async (fields: Record<string, string>) =>
    readerOf(twilioText, env)?.(await fromTwilio({ MessageSid: "SM1", To: "+447700900123", ...fields }, "auth-token"));

  describeCallbacks(twilioText, {
    env,
    secret: "TWILIO_AUTH_TOKEN",
    otherSecret: "auth-tokem",
    signed: (body) => fromTwilio(body, "auth-token"),
    signatureHeaders: ["x-twilio-signature"],
    coversBody: true,
    readsAnything: true,
    body: "MessageSid=SM1&To=%2B447700900123&MessageStatus=delivered",
    events: [
      {
        eventId: "SM1:delivered",
        providerMessageId: "SM1",
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
    ["read", "delivered"],
    ["undelivered", "failed"],
    ["failed", "failed"],
    ["canceled", "failed"],
  ])("take %s for %s", async (MessageStatus, status) => {
    expect(await told({ MessageStatus })).toEqual({
      ok: true,
      value: {
        events: [
          {
            eventId: `SM1:${MessageStatus}`,
            providerMessageId: "SM1",
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

  it.each(["queued", "accepted", "sending", "scheduled", "constructor", ""])(
    "say nothing with %j",
    async (MessageStatus) => {
      expect(await told({ MessageStatus })).toEqual({ ok: true, value: { events: [] } });
    },
  );

  it.each([
    ["30003", false],
    ["30005", true],
    ["30006", false],
    ["30450", false],
  ])("with error %s: the number is dead: %s", async (ErrorCode, permanent) => {
    const reading = await told({ MessageStatus: "undelivered", ErrorCode });
    expect(reading).toMatchObject({ value: { events: [{ status: "failed", permanent, vendorCode: ErrorCode }] } });
  });

  it("tell of somebody who had sent STOP before", async () => {
    expect(await told({ MessageStatus: "failed", ErrorCode: "21610" })).toMatchObject({
      value: {
        events: [
          { eventId: "SM1:failed", status: "failed", permanent: true },
          {
            eventId: "SM1:stop",
            providerMessageId: null,
            recipient: "+447700900123",
            status: "stopped",
            permanent: true,
          },
        ],
      },
    });
  });

  it.each([
    ["STOP", 1],
    ["START", 0],
    ["HELP", 0],
  ])("tell of somebody who sends %s now: %i", async (OptOutType, count) => {
    const inbound = { From: "+447700900456", To: "+15550100200", SmsStatus: "received", Body: "stop", OptOutType };
    const reading = await told(inbound);
    const stopped = { status: "stopped", recipient: "+447700900456", providerMessageId: null };
    expect(reading).toMatchObject({ value: { events: Array(count).fill(stopped) } });
  });
});
