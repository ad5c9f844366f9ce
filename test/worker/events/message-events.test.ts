import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import { call } from "../../support/admin.ts";
import { feed } from "../../support/events.ts";
import { addPerson, ask, PHONE, rows, twilioTells, type Vendors, vendorBed } from "../../support/vendors.ts";

let vendors: Vendors;
beforeEach(async () => {
  vendors = vendorBed();
  await addPerson();
});

/** What was told of messages: the type, and the vendor's own code where there is one. */
async function told(): Promise<readonly string[]> {
  const { events } = await feed(vendors.bed);
  return events
    .filter(({ type }) => type.startsWith("message."))
    .map(({ type, data }) => [type, data["vendor_code"]].filter(Boolean).join(" "));
}

it("a message that arrived though its provider never answered was sent first", async () => {
  vendors.answer(() => {
    throw new Error("the network went away");
  });
  await ask(vendors, PHONE);
  expect(await told()).toEqual([]);
  const callback = vendors.asked[0]?.callback ?? "";
  for (const MessageStatus of ["delivered", "delivered"]) {
    await twilioTells(vendors, { MessageSid: "SM99", MessageStatus }, callback);
  }
  expect(await told()).toEqual(["message.sent", "message.delivered"]);
});

it("a message that is refused when it is sent once more is not told of with what came of the first time", async () => {
  await ask(vendors, PHONE);
  vendors.bed.wait(1);
  await twilioTells(vendors, { MessageSid: "SM1", MessageStatus: "undelivered", ErrorCode: "30003" });
  expect(await told()).toEqual(["message.sent", "message.failed 30003"]);
  vendors.answer(() => Response.json({ code: 21_614, message: "no" }, { status: 400 }));
  const [message] = await rows("messages");
  expect((await call(vendors.bed, "POST", `/courier/messages/${message?.["id"]}/retry`)).status).toBe(202);
  expect((await told()).slice(2)).toEqual(["message.failed 21614"]);
});

it("a message is suppressed for no other reason than that, also between two tries", async () => {
  vendors.answer(() => Response.json({}, { status: 500 }));
  await ask(vendors, PHONE);
  await env.DB.exec(
    `INSERT INTO suppressions (app_id, address_digest, reason, provider, created_at)
     SELECT app_id, address_digest, 'stopped', 'twilio', 0 FROM issues`.replaceAll("\n", " "),
  );
  vendors.bed.wait(60_000);
  await vendors.bed.services.courier.sendDue();
  const { events } = await feed(vendors.bed, "?type=message.suppressed");
  expect(events.map(({ data }) => data["reason"])).toEqual(["suppressed"]);
});
