import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { siblingId } from "../../../src/core/ids.ts";
import {
  addPerson,
  ask,
  bounce,
  codeHeard,
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

const withVoice = { settings: { SMS_FALLBACK: "voice" } };

let vendors: Vendors;
beforeEach(async () => {
  vendors = vendorBed(withVoice);
  await addPerson();
});

const fails = (ErrorCode = "30003", MessageStatus = "undelivered") =>
  twilioTells(vendors, { MessageSid: "SM1", MessageStatus, ErrorCode });

const kinds = () => vendors.asked.map(({ to }) => to);

describe("a text that was taken and then failed", () => {
  it("goes on as a call, at once, with the same code", async () => {
    const { flow } = await ask(vendors, PHONE);
    vendors.bed.wait(5_000);
    await fails();
    expect([kinds(), await states()]).toEqual([
      ["text", "call"],
      ["sms failed", "voice sent"],
    ]);
    const [text, call] = vendors.asked;
    expect([codeIn(call), await codeHeard(vendors, call)]).toEqual(["", codeIn(text)]);
    expect(await type(vendors, flow, codeIn(text))).toBe("passed_challenge");
  });

  it("is tried again within seconds when nobody took the first call", async () => {
    vendors = vendorBed({ ...withVoice, timely: true });
    await ask(vendors, PHONE);
    vendors.answer(({ id }) =>
      vendors.asked.length < 3 ? Response.json({}, { status: 500 }) : Response.json({ sid: id }, { status: 201 }),
    );
    await fails();
    expect([kinds(), await states()]).toEqual([
      ["text", "call", "call"],
      ["sms failed", "voice sent"],
    ]);
  });

  it("goes on once, however often that is told", async () => {
    await ask(vendors, PHONE);
    for (const word of ["undelivered", "failed", "undelivered"]) {
      vendors.bed.wait(1);
      await fails("30003", word);
    }
    expect(kinds()).toEqual(["text", "call"]);
  });

  it("goes on with a new code where the first is lost, and that one is good alone", async () => {
    const { flow } = await ask(vendors, PHONE);
    const { keys } = await env.CODES.list();
    await Promise.all(keys.map(({ name }) => env.CODES.delete(name)));
    vendors.bed.wait(5_000);
    await fails();
    const [text, call] = vendors.asked;
    expect(kinds()).toEqual(["text", "call"]);
    const lost = codeIn(text);
    const fresh = await codeHeard(vendors, call);
    if (lost !== fresh) expect(await type(vendors, flow, lost)).toBe("sent_email");
    expect(await type(vendors, flow, fresh)).toBe("passed_challenge");
  });

  it("takes the id that follows from its own, whatever that ends in", async () => {
    await ask(vendors, PHONE);
    const [message] = await rows("messages");
    const base = String(message?.["id"]).slice(0, -1);
    for (const digit of "0123456789abcdef") {
      await env.DB.batch([
        env.DB.prepare("DELETE FROM deliveries"),
        env.DB.prepare("DELETE FROM messages WHERE channel = 'voice'"),
        env.DB.prepare("UPDATE messages SET state = 'sent', id = ?").bind(base + digit),
        env.DB.prepare("UPDATE receipts SET message_id = ?").bind(base + digit),
      ]);
      await fails();
      const call = (await rows("messages")).find(({ channel }) => channel === "voice");
      expect(call?.["id"]).toBe(siblingId(base + digit));
    }
  });

  it("goes on, too, when that is told before the provider's answer was written down", async () => {
    const told: Promise<unknown>[] = [];
    vendors.answer(({ id }) => {
      if (told.length === 0) told.push(fails());
      return Response.json({ sid: id }, { status: 201 });
    });
    const { world } = vendors.bed.services;
    const { timer } = world;
    Object.assign(world, {
      timer: (ms: number) => (ms === 50 ? { gone: Promise.all(told).then(() => undefined), cancel() {} } : timer(ms)),
    });
    await ask(vendors, PHONE);
    await vendors.bed.services.courier.sendDue();
    expect([kinds(), await states()]).toEqual([
      ["text", "call"],
      ["sms failed", "voice sent"],
    ]);
  });
});

describe("a failure that no call makes good", () => {
  it.each([
    ["was never set", () => vendorBed()],
    ["has nobody who calls", () => vendorBed({ ...withVoice, routes: { voice: [] } })],
  ])("is one where the other channel %s", async (_, make) => {
    vendors = make();
    await ask(vendors, PHONE);
    await fails();
    expect([kinds(), await states()]).toEqual([["text"], ["sms failed"]]);
  });

  it("is one of somebody who takes no messages", async () => {
    await ask(vendors, PHONE);
    await fails("21610", "failed");
    expect([kinds(), await states()]).toEqual([["text"], ["sms failed"]]);
  });

  it("is one after which somebody has said STOP", async () => {
    await ask(vendors, PHONE);
    await twilioTells(vendors, { MessageSid: "SM7", From: PHONE, OptOutType: "STOP" });
    await fails();
    expect([kinds(), await states()]).toEqual([["text"], ["sms failed"]]);
  });

  it("is one of a code that was used", async () => {
    const { flow } = await ask(vendors, PHONE);
    await type(vendors, flow, codeIn(vendors.asked[0]));
    await fails();
    expect([kinds(), await states()]).toEqual([["text"], ["sms failed"]]);
  });

  it("is one of a code that is about to expire", async () => {
    await ask(vendors, PHONE);
    vendors.bed.wait(510_001);
    await fails();
    expect(await states()).toEqual(["sms failed"]);
  });

  it("is one until just before that", async () => {
    await ask(vendors, PHONE);
    vendors.bed.wait(510_000);
    await fails();
    expect(await states()).toEqual(["sms failed", "voice sent"]);
  });

  it("is one that came after the text", async () => {
    await ask(vendors, PHONE);
    await twilioTells(vendors, { MessageSid: "SM1", MessageStatus: "delivered" });
    await fails();
    expect([kinds(), await states()]).toEqual([["text"], ["sms delivered"]]);
  });

  it("is one of a text that says something else", async () => {
    await ask(vendors, PHONE);
    await env.DB.prepare("UPDATE messages SET template = 'verification_valid'").run();
    await fails();
    expect(await states()).toEqual(["sms failed"]);
  });

  it("is one of a mail", async () => {
    await ask(vendors, JANE);
    await resendTells(vendors, { ...bounce("re_1"), type: "email.failed", data: { email_id: "re_1" } });
    expect(await states()).toEqual(["email failed"]);
  });
});
