import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import {
  addPerson,
  ask,
  bounce,
  JANE,
  PHONE,
  resendTells,
  rows,
  type Sent,
  states,
  twilioTells,
  type Vendors,
  vendorBed,
} from "../../support/vendors.ts";

let vendors: Vendors;
beforeEach(async () => {
  vendors = vendorBed();
  await addPerson();
});

const stop = (MessageSid = "SM7") =>
  twilioTells(vendors, { MessageSid, From: PHONE, To: "+15550100200", Body: "STOP", OptOutType: "STOP" });

/** Everything an answer says, with the flow's own id taken out. */
async function told({ flow, answer }: Sent): Promise<unknown> {
  const headers = [...answer.headers].filter(([name]) => name !== "x-request-id" && name !== "set-cookie");
  const text = (await answer.text()).replaceAll(flow, "FLOW").replace(/("csrf_token".{0,80}?"value":")[^"]*/g, "$1");
  return [answer.status, headers, text];
}

describe("an address that takes no messages", () => {
  it("is sent none, and whoever asks is answered to the byte as before", async () => {
    const before = await told(await ask(vendors, JANE));
    expect(String(before)).toContain("sent_email");
    await resendTells(vendors, bounce("re_1"));
    expect(await told(await ask(vendors, JANE))).toEqual(before);
    expect(vendors.asked).toHaveLength(1);
    expect(await states()).toEqual(["email failed", "email suppressed"]);
  });

  it.each([
    ["a mailbox that is not there", bounce("re_1"), "bounced"],
    ["a complaint", { id: "m", type: "email.complained", data: { email_id: "re_1" } }, "complained"],
    ["one that the provider knows", { id: "m", type: "email.suppressed", data: { email_id: "re_1" } }, "failed"],
  ])("is told by %s", async (_, event, reason) => {
    await ask(vendors, JANE);
    await resendTells(vendors, event);
    expect(await rows("suppressions")).toMatchObject([{ app_id: "default", provider: "resend", reason }]);
    expect(JSON.stringify(await rows("suppressions"))).not.toContain("jane");
  });

  it("is not one whose mailbox was full", async () => {
    await ask(vendors, JANE);
    const full = { email_id: "re_1", bounce: { type: "Transient", subType: "MailboxFull" } };
    await resendTells(vendors, { id: "msg_1", type: "email.bounced", data: full });
    await ask(vendors, JANE);
    expect([await rows("suppressions"), vendors.asked.length]).toEqual([[], 2]);
  });

  it("stays delivered where the complaint came after", async () => {
    await ask(vendors, JANE);
    await resendTells(vendors, { id: "m1", type: "email.delivered", data: { email_id: "re_1" } });
    await resendTells(vendors, { id: "m2", type: "email.complained", data: { email_id: "re_1" } });
    expect([await states(), await rows("suppressions")]).toMatchObject([
      ["email delivered"],
      [{ reason: "complained" }],
    ]);
  });

  it("is one that said STOP, however it had been written", async () => {
    await stop();
    expect(await rows("suppressions")).toMatchObject([{ reason: "stopped", provider: "twilio" }]);
    await ask(vendors, "+1 (206) 555-1234");
    await ask(vendors, JANE);
    expect(vendors.asked.map(({ to }) => to)).toEqual(["mail"]);
    expect(await states()).toEqual(["email sent", "sms suppressed"]);
  });

  it("keeps what is still to be sent from going out", async () => {
    vendors.answer(() => Response.json({ code: 20_500 }, { status: 500 }));
    await ask(vendors, PHONE);
    expect(await states()).toEqual(["sms pending"]);
    await stop();
    vendors.answer();
    vendors.bed.wait(60_000);
    await vendors.bed.services.courier.sendDue();
    expect([await states(), vendors.asked.length]).toEqual([["sms suppressed"], 1]);
  });

  it("is not put back on the list by what was told before it was lifted", async () => {
    await stop();
    await ask(vendors, JANE);
    await resendTells(vendors, bounce("re_1"));
    expect(await rows("suppressions")).toHaveLength(2);
    await env.DB.prepare("DELETE FROM suppressions").run();
    vendors.bed.wait(1);
    await stop();
    await resendTells(vendors, bounce("re_1"));
    expect(await rows("suppressions")).toEqual([]);
    await stop("SM8");
    expect(await rows("suppressions")).toHaveLength(1);
  });

  it("is none for what nobody could be reached by", async () => {
    const event = { recipient: "not a number", providerMessageId: null, vendorCode: null, at: 0 };
    await vendors.bed.services.deliveries.take({
      appId: "default",
      provider: "twilio",
      messageId: null,
      events: [{ ...event, eventId: "e", status: "stopped", permanent: true }],
    });
    expect([await rows("suppressions"), (await rows("deliveries")).length]).toEqual([[], 1]);
  });
});
