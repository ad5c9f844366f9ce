import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import type { DeliveryEvent } from "../../../src/core/delivery.ts";
import {
  addPerson,
  ask,
  bounce,
  codeIn,
  JANE,
  PHONE,
  resendTells,
  rows,
  states,
  twilioTells,
  type,
  type Vendors,
  vendorBed,
} from "../../support/vendors.ts";

let vendors: Vendors;
beforeEach(async () => {
  vendors = vendorBed();
  await addPerson();
});

const tell = async (MessageStatus: string, more: Readonly<Record<string, string>> = {}): Promise<void> => {
  vendors.bed.wait(1);
  expect((await twilioTells(vendors, { MessageSid: "SM1", MessageStatus, ...more })).status).toBe(200);
};

describe("what becomes of a message", () => {
  it.each([
    ["queued", "sent"],
    ["sent", "sent"],
    ["delivered", "delivered"],
    ["undelivered", "failed"],
    ["failed", "failed"],
  ])("when it is %s is %s", async (told, state) => {
    await ask(vendors, PHONE);
    await tell(told, { ErrorCode: "30003" });
    expect(await states()).toEqual([`sms ${state}`]);
  });

  it("of a mail that was delayed is not known yet", async () => {
    await ask(vendors, JANE);
    const event = { id: "msg_1", type: "email.delivery_delayed", data: { email_id: "re_1" } };
    expect((await resendTells(vendors, event)).status).toBe(200);
    expect([await states(), (await rows("deliveries")).length]).toEqual([["email sent"], 1]);
  });

  it.each([
    [["delivered", "failed", "sent"], "delivered"],
    [["failed", "delivered"], "failed"],
    [["sent", "delivered", "sent"], "delivered"],
  ])("told as %j is what came first of all that is final", async (told, state) => {
    await ask(vendors, PHONE);
    for (const word of told) await tell(word);
    expect(await states()).toEqual([`sms ${state}`]);
  });

  it("is told by the order of one callback, too", async () => {
    await ask(vendors, PHONE);
    const event = (status: DeliveryEvent["status"]): DeliveryEvent => ({
      eventId: status,
      providerMessageId: "SM1",
      recipient: null,
      status,
      at: 0,
      permanent: false,
      vendorCode: null,
    });
    const events = [event("sent"), event("delivered"), event("failed")];
    const told = { appId: "default", provider: "twilio", messageId: null };
    await vendors.bed.services.deliveries.take({ ...told, events });
    expect(await states()).toEqual(["sms delivered"]);
  });

  it("is nothing to what verifies: the code is good as before", async () => {
    const { flow } = await ask(vendors, PHONE);
    const before = [await rows("flows"), await rows("issues"), await rows("limits")];
    await tell("failed");
    expect([await rows("flows"), await rows("issues"), await rows("limits")]).toEqual(before);
    expect(await type(vendors, flow, codeIn(vendors.asked[0]))).toBe("passed_challenge");
  });

  it("does not bring back what ended otherwise", async () => {
    await ask(vendors, PHONE);
    for (const state of ["failed", "expired", "suppressed", "withheld"]) {
      await env.DB.prepare("UPDATE messages SET state = ?").bind(state).run();
      await env.DB.prepare("DELETE FROM deliveries").run();
      await tell("delivered");
      expect(await states()).toEqual([`sms ${state}`]);
    }
  });

  it("is kept once, however often it is told", async () => {
    await ask(vendors, PHONE);
    await tell("delivered");
    const [first] = await rows("messages");
    await tell("delivered");
    expect(await rows("deliveries")).toHaveLength(1);
    expect(await rows("messages")).toEqual([first]);
  });

  it("is no other app's or provider's", async () => {
    await ask(vendors, PHONE);
    const told = { messageId: null, appId: "default", provider: "twilio" };
    const event: DeliveryEvent = {
      eventId: "e",
      providerMessageId: "SM1",
      recipient: null,
      status: "delivered",
      at: 0,
      permanent: false,
      vendorCode: null,
    };
    await vendors.bed.services.deliveries.take({ ...told, appId: "other", events: [event] });
    await vendors.bed.services.deliveries.take({ ...told, provider: "telnyx", events: [event] });
    expect(await states()).toEqual(["sms sent"]);
    await vendors.bed.services.deliveries.take({ ...told, events: [event] });
    expect(await states()).toEqual(["sms delivered"]);
  });

  it("is good for what its token came with first, and for nothing else", async () => {
    await ask(vendors, PHONE);
    const event = (providerMessageId: string, status: DeliveryEvent["status"]): DeliveryEvent => ({
      eventId: "t0k3n",
      providerMessageId,
      recipient: null,
      status,
      at: 0,
      permanent: false,
      vendorCode: null,
    });
    const told = { appId: "default", provider: "twilio", messageId: null, token: "t0k3n" };
    const { deliveries } = vendors.bed.services;
    await deliveries.take({ ...told, events: [event("SM9", "sent"), event("SM8", "sent")] });
    await deliveries.take({ ...told, events: [event("SM1", "failed")] });
    expect([await states(), (await rows("deliveries")).length]).toEqual([["sms sent"], 2]);
    await deliveries.take({ ...told, token: "another", events: [event("SM1", "failed")] });
    expect([await states(), (await rows("deliveries")).length]).toEqual([["sms failed"], 3]);
    await deliveries.take({ ...told, events: [event("SM9", "sent"), event("SM8", "sent")] });
    expect(await rows("deliveries")).toHaveLength(3);
  });

  it("is taken in by the hundred", async () => {
    await ask(vendors, PHONE);
    const events = Array.from(
      { length: 230 },
      (_, index): DeliveryEvent => ({
        eventId: String(index),
        providerMessageId: index === 229 ? "SM1" : `SM-${index}`,
        recipient: null,
        status: "delivered",
        at: 0,
        permanent: false,
        vendorCode: null,
      }),
    );
    await vendors.bed.services.deliveries.take({ appId: "default", provider: "twilio", messageId: null, events });
    expect([await states(), (await rows("deliveries")).length]).toEqual([["sms delivered"], 230]);
  });
});

describe("what is told before the provider's answer was written down", () => {
  /** The callback comes while the request that it is about still waits for its answer. */
  async function toldEarly(email: string, tellEarly: () => Promise<unknown>): Promise<void> {
    const told: Promise<unknown>[] = [];
    vendors.answer(({ id }) => {
      told.push(tellEarly());
      return Response.json({ id, sid: id }, { status: 201 });
    });
    const { world } = vendors.bed.services;
    const timer = world.timer;
    // The record is put off a moment, in which the callback is dealt with.
    Object.assign(world, {
      timer: (ms: number) => (ms === 50 ? { gone: Promise.all(told).then(() => undefined), cancel() {} } : timer(ms)),
    });
    await ask(vendors, email);
  }

  it("counts when it is", async () => {
    await toldEarly(PHONE, () => twilioTells(vendors, { MessageSid: "SM1", MessageStatus: "delivered" }));
    expect(await states()).toEqual(["sms delivered"]);
  });

  it("suppresses the address of a mailbox that is not there", async () => {
    await toldEarly(JANE, () => resendTells(vendors, bounce("re_1")));
    expect([await states(), await rows("suppressions")]).toMatchObject([
      ["email failed"],
      [{ reason: "bounced", provider: "resend" }],
    ]);
  });
});
