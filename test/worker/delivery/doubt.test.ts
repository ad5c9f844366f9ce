import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { addPerson, ask, PHONE, rows, states, twilioTells, type Vendors, vendorBed } from "../../support/vendors.ts";

let vendors: Vendors;
/** The address for callbacks that the vendor was given with the text whose answer never came. */
let callback: string;

beforeEach(async () => {
  vendors = vendorBed();
  await addPerson();
  vendors.answer(() => {
    vendors.bed.wait(8_000);
    throw new Error("the network went away");
  });
  await ask(vendors, PHONE);
  vendors.answer();
  callback = vendors.asked[0]?.callback ?? "";
  expect(await states()).toEqual(["sms pending"]);
});

const tell = (MessageStatus: string, path = callback) =>
  twilioTells(vendors, { MessageSid: "SM99", MessageStatus }, path);

/** How many texts were asked for once all that was due has been sent. */
async function asked(): Promise<number> {
  vendors.bed.wait(60_000);
  await vendors.bed.services.courier.sendDue();
  return vendors.asked.length;
}

describe("a text whose provider never answered", () => {
  it("is sent again when nothing is heard of it", async () => {
    expect([await asked(), await states()]).toEqual([2, ["sms sent"]]);
  });

  it.each(["sent", "delivered"])("is not sent again once it is told to be %s", async (word) => {
    expect((await tell(word)).status).toBe(200);
    expect([await states(), await asked()]).toEqual([[`sms ${word}`], 1]);
    expect(await rows("messages")).toMatchObject([{ provider: "twilio", provider_message_id: "SM99" }]);
    expect(await rows("receipts")).toMatchObject([
      { provider: "twilio", provider_message_id: "SM99", app_id: "default" },
    ]);
  });

  it("is known by its name from then on, without the hint", async () => {
    await tell("sent");
    await tell("undelivered", "/hooks/twilio/default");
    expect(await states()).toEqual(["sms failed"]);
  });

  it.each(["queued", "failed", "undelivered"])("is sent again though it is told to be %s", async (word) => {
    await tell(word);
    expect([await states(), await rows("receipts"), await asked()]).toEqual([["sms pending"], [], 2]);
  });

  it.each([
    ["no hint", () => "/hooks/twilio/default"],
    ["no id", () => "/hooks/twilio/default?message=x"],
    ["somebody else's", () => "/hooks/twilio/default?message=5f3e0f58-1b55-4d0b-8d0c-0a3b5d2f9e11"],
    ["the callback of another provider", () => callback.replace("/twilio/", "/twilio-voice/")],
  ])("is not meant by %s", async (_, path) => {
    if (path().includes("voice")) {
      const fields = { CallSid: "SM99", CallStatus: "completed" };
      expect((await twilioTells(vendors, fields, path())).status).toBe(200);
    } else {
      expect((await tell("delivered", path())).status).toBe(200);
    }
    expect([await states(), await rows("receipts")]).toEqual([["sms pending"], []]);
    expect(await rows("deliveries")).toHaveLength(1);
  });

  it("is not touched for another app", async () => {
    await env.DB.prepare("UPDATE messages SET app_id = 'other'").run();
    await tell("delivered");
    expect([await states(), await rows("receipts")]).toEqual([["sms pending"], []]);
  });
});

describe("the hint in a callback's address", () => {
  const set = (column: string, value: string) => env.DB.prepare(`UPDATE messages SET ${column} = ?`).bind(value).run();
  const attempts = (kind: string) => set("dispatches", JSON.stringify([{ provider: "twilio", kind }]));

  it.each([
    ["the last try was refused", () => attempts("transient")],
    ["the last try was taken", () => attempts("accepted")],
    ["it has a name", () => set("provider_message_id", "SM1")],
    ["it is over", () => set("state", "expired")],
    ["it has failed", () => set("state", "failed")],
    ["nothing was tried", () => set("dispatches", "[]")],
  ])("counts for nothing where %s", async (_, change) => {
    await change();
    const [before] = await rows("messages");
    await tell("delivered");
    expect([await rows("messages"), await rows("receipts")]).toEqual([[before], []]);
  });

  it("counts for nothing where the name is another message's", async () => {
    vendors.bed.wait(1);
    vendors.answer((one) => Response.json({ sid: "SM99", id: one.id }, { status: 201 }));
    await ask(vendors, PHONE);
    expect(await states()).toEqual(["sms pending", "sms sent"]);
    await tell("delivered");
    expect(await states()).toEqual(["sms pending", "sms delivered"]);
  });

  it("counts while the next try is under way, too", async () => {
    await set("state", "sending");
    await tell("sent");
    expect(await states()).toEqual(["sms sent"]);
  });
});
