import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { sweep } from "../../../src/stores/retention.ts";
import { call } from "../../support/admin.ts";
import {
  addPerson,
  ask,
  bounce,
  JANE,
  PHONE,
  resendTells,
  rows,
  twilioTells,
  type Vendors,
  vendorBed,
} from "../../support/vendors.ts";

let vendors: Vendors;
let account: string;
beforeEach(async () => {
  vendors = vendorBed();
  account = await addPerson();
});

const suppression = (query: string, method = "GET") => call(vendors.bed, method, `/courier/suppressions?${query}`);

describe("suppressions", () => {
  it("are shown by address, however it is written, and lifted", async () => {
    await ask(vendors, JANE);
    await resendTells(vendors, bounce("re_1"));
    const { status, body } = await suppression("email=Jane@Example.org");
    const found = { suppressed: true, reason: "bounced", provider: "resend", created_at: "2026-11-21T19:14:05Z" };
    expect([status, body]).toEqual([200, found]);
    expect((await suppression("phone=%2B12065551234")).status).toBe(404);
    expect((await suppression(`email=${JANE}`, "DELETE")).status).toBe(204);
    expect((await suppression(`email=${JANE}`)).status).toBe(404);
    expect((await suppression(`email=${JANE}`, "DELETE")).status).toBe(404);
    expect(vendors.bed.log).toContainEqual({ event: "suppression_lifted", by: "admin" });
    await ask(vendors, JANE);
    expect(vendors.asked).toHaveLength(2);
  });

  it.each(["phone=%2B12065551234", "phone=+12065551234", "phone=%2B1%20206%20555%201234"])(
    "are found by %s",
    async (query) => {
      await twilioTells(vendors, { MessageSid: "SM7", From: PHONE, OptOutType: "STOP" });
      expect((await suppression(query)).body).toMatchObject({
        suppressed: true,
        reason: "stopped",
        provider: "twilio",
      });
    },
  );

  it.each(["", "email=x", "phone=12", "sub=1", `email=${JANE}&phone=%2B12065551234`, `email=${JANE}&email=${JANE}`])(
    "are not looked for by %s",
    async (query) => {
      for (const method of ["GET", "DELETE"]) {
        expect(await suppression(query, method)).toMatchObject({ status: 400, body: { code: "invalid_query" } });
      }
    },
  );

  it("are an operator's to see", async () => {
    expect((await vendors.bed.fetch(`/admin/courier/suppressions?email=${JANE}`)).status).toBe(401);
    expect((await suppression(`email=${JANE}`, "POST")).status).toBe(405);
  });
});

const list = async (query: string) => {
  const { status, body } = await call(vendors.bed, "GET", `/courier/messages?${query}`);
  return status === 200 ? (body as unknown as { channel: string }[]).map(({ channel }) => channel) : status;
};

describe("messages", () => {
  it("are found by their provider and by our own states", async () => {
    await ask(vendors, JANE);
    await ask(vendors, PHONE);
    await twilioTells(vendors, { MessageSid: "SM2", MessageStatus: "delivered" });
    expect(await list("provider=twilio")).toEqual(["sms"]);
    expect(await list("provider=nobody")).toEqual([]);
    expect(await list("state=sent")).toEqual(["email"]);
    expect(await list("state=delivered")).toEqual(["sms"]);
    expect(await list("status=sent&state=delivered&provider=twilio")).toEqual(["sms"]);
    expect(await list("status=abandoned&state=delivered")).toEqual([]);
    expect(await list("state=&provider=")).toHaveLength(2);
    for (const state of ["withheld", "queued", "x"]) expect(await list(`state=${state}`)).toBe(400);
    const { headers } = await call(vendors.bed, "GET", "/courier/messages?state=sent&provider=resend");
    expect(headers.get("link")).toContain("state=sent&provider=resend");
  });

  it("come with what their provider told of them", async () => {
    await ask(vendors, JANE);
    const show = async () => call(vendors.bed, "GET", `/courier/messages/${(await rows("messages"))[0]?.["id"]}`);
    expect((await show()).body["deliveries"]).toEqual([]);
    await resendTells(vendors, { id: "m1", type: "email.delivery_delayed", data: { email_id: "re_1" } });
    vendors.bed.wait(61_000);
    await resendTells(vendors, bounce("re_1", "m2"));
    await resendTells(vendors, bounce("re_2", "m3"));
    const deliveries = [
      { status: "deferred", permanent: false, vendor_code: null, at: "2026-11-21T19:14:05Z" },
      { status: "bounced", permanent: true, vendor_code: "General", at: "2026-11-21T19:15:06Z" },
    ];
    expect((await show()).body).toMatchObject({ state: "failed", deliveries });
    // While another provider tries in vain, what the first one told stays in view.
    await env.DB.prepare("UPDATE messages SET provider = 'other'").run();
    expect((await show()).body["deliveries"]).toEqual(deliveries);
  });
});

describe("what providers told", () => {
  const DAY = 86_400_000;
  const run = () => sweep(vendors.bed.services.database, vendors.bed.services.settings.policy, vendors.bed.now());

  it("is kept as long as messages are", async () => {
    await ask(vendors, JANE);
    await resendTells(vendors, bounce("re_1"));
    vendors.bed.wait(30 * DAY);
    expect(await run()).toMatchObject({ receipts: 0, deliveries: 0, messages: 0 });
    vendors.bed.wait(1);
    expect(await run()).toMatchObject({ receipts: 1, deliveries: 1, messages: 1 });
    expect([await rows("receipts"), await rows("deliveries")]).toEqual([[], []]);
    expect(await rows("suppressions")).toHaveLength(1);
  });

  it("is swept in chunks, and found by an index", async () => {
    await env.DB.prepare(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)
       INSERT INTO deliveries SELECT 'p', 'm' || i, 'e', 'default', 'sent', 0, NULL, 0, i FROM n`,
    ).run();
    expect(await run()).toMatchObject({ deliveries: 1_200 });
  });

  it("goes with the person it is about, but for the wish to hear no more", async () => {
    await ask(vendors, JANE);
    await resendTells(vendors, bounce("re_1"));
    await ask(vendors, PHONE);
    await env.DB.prepare("INSERT INTO receipts VALUES ('resend', 're_9', 'default', 'of-others', 0)").run();
    await env.DB.prepare(
      "INSERT INTO deliveries VALUES ('resend', 're_9', 'e', 'default', 'sent', 0, NULL, 0, 0)",
    ).run();
    expect(await rows("receipts")).toHaveLength(3);
    expect((await call(vendors.bed, "DELETE", `/accounts/${account}`)).status).toBe(204);
    expect(await rows("receipts")).toMatchObject([{ provider_message_id: "re_9" }]);
    expect(await rows("deliveries")).toMatchObject([{ provider_message_id: "re_9" }]);
    expect(await rows("suppressions")).toHaveLength(1);
    await resendTells(vendors, { id: "m9", type: "email.delivered", data: { email_id: "re_1" } });
    expect(await rows("messages")).toEqual([]);
  });
});
