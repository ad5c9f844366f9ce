import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { call } from "../../support/admin.ts";
import { faultyBindings } from "../../support/faulty-database.ts";
import {
  addPerson,
  ask,
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

const onlyId = async (): Promise<string> => String((await rows("messages"))[0]?.["id"]);
const retry = async (id?: string) => call(vendors.bed, "POST", `/courier/messages/${id ?? (await onlyId())}/retry`);
const fails = (MessageSid = "SM1", MessageStatus = "failed") => {
  vendors.bed.wait(1);
  return twilioTells(vendors, { MessageSid, MessageStatus, ErrorCode: "30003" });
};

/** A text that its provider took and then could not deliver. */
async function failed(): Promise<string> {
  const { flow } = await ask(vendors, PHONE);
  await fails();
  expect(await states()).toEqual(["sms failed"]);
  return flow;
}

describe("sending a message once more", () => {
  it("is taken on, and goes out with the same code", async () => {
    const flow = await failed();
    const { status, body } = await retry();
    expect(status).toBe(202);
    expect(body).toMatchObject({
      id: await onlyId(),
      status: "queued",
      state: "pending",
      send_count: 0,
      channel: "sms",
    });
    expect(await states()).toEqual(["sms sent"]);
    expect(vendors.asked.map(codeIn)).toEqual([codeIn(vendors.asked[0]), codeIn(vendors.asked[0])]);
    expect(await rows("messages")).toMatchObject([{ send_count: 1, provider_message_id: "SM2" }]);
    expect(await type(vendors, flow, codeIn(vendors.asked[1]))).toBe("passed_challenge");
    expect(vendors.bed.log).toContainEqual({ event: "message_retried", by: "admin", message: await onlyId() });
  });

  it("is a new mail to a provider that drops repeats", async () => {
    await ask(vendors, JANE);
    await resendTells(vendors, { id: "m1", type: "email.failed", data: { email_id: "re_1" } });
    expect((await retry()).status).toBe(202);
    const keys = vendors.asked.map(({ key }) => key);
    expect([keys.length, new Set(keys).size]).toEqual([2, 2]);
  });

  it("under each key says one thing only, however often its code was lost and replaced", async () => {
    vendors.answer(() => Response.json({}, { status: 500 }));
    await ask(vendors, JANE);
    const { keys } = await env.CODES.list({ prefix: "code:" });
    await Promise.all(keys.map(({ name }) => env.CODES.delete(name)));
    const tryAll = async () => {
      for (let tries = 1; tries < 6; tries += 1) {
        vendors.bed.wait(48_000);
        await vendors.bed.services.courier.sendDue();
      }
    };
    await tryAll();
    expect(await states()).toEqual(["email failed"]);
    await retry();
    await tryAll();
    expect(vendors.asked).toHaveLength(12);
    const said = new Set(vendors.asked.map(({ key, words }) => `${key} ${words}`));
    expect(new Set(vendors.asked.map(({ key }) => key)).size).toBe(said.size);
  });

  it("has as many tries as a new message", async () => {
    vendors.answer(() => Response.json({}, { status: 500 }));
    await ask(vendors, PHONE);
    for (let tries = 1; tries < 6; tries += 1) {
      vendors.bed.wait(60_000);
      await vendors.bed.services.courier.sendDue();
    }
    expect([await states(), vendors.asked.length]).toEqual([["sms failed"], 6]);
    await retry();
    expect([await states(), vendors.asked.length]).toEqual([["sms pending"], 7]);
    expect(await rows("messages")).toMatchObject([{ send_count: 1 }]);
  });

  it("takes what was told of the sending before for that, and not for this one", async () => {
    await failed();
    vendors.answer(() => Response.json({}, { status: 500 }));
    await retry();
    await fails("SM1", "undelivered");
    expect(await states()).toEqual(["sms pending"]);
    vendors.answer();
    vendors.bed.wait(60_000);
    await vendors.bed.services.courier.sendDue();
    await fails("SM1", "canceled");
    expect(await states()).toEqual(["sms sent"]);
    await fails("SM3");
    expect(await states()).toEqual(["sms failed"]);
  });

  it("is not needed when the first arrived after all", async () => {
    await failed();
    vendors.answer(() => Response.json({}, { status: 500 }));
    await retry();
    await fails("SM1", "delivered");
    expect(await states()).toEqual(["sms delivered"]);
  });

  it("is not undone by an event that is told again", async () => {
    await failed();
    await fails("SM1", "delivered");
    expect(await states()).toEqual(["sms failed"]);
    vendors.answer(() => Response.json({}, { status: 500 }));
    await retry();
    await fails("SM1", "delivered");
    expect(await states()).toEqual(["sms pending"]);
  });

  it("answers the same when the database's reply was lost", async () => {
    await failed();
    const id = await onlyId();
    vendors = vendorBed({ bindings: faultyBindings("after") });
    expect((await retry(id)).status).toBe(202);
    expect(vendors.asked).toHaveLength(1);
  });
});

describe("a message that cannot be sent once more", () => {
  const set = (sql: string) => env.DB.prepare(`UPDATE ${sql}`).run();

  it.each([
    ["is on its way", "messages SET state = 'sent'", "failed or expired"],
    ["has arrived", "messages SET state = 'delivered'", "failed or expired"],
    ["is still to be sent", "messages SET state = 'pending'", "failed or expired"],
    ["was suppressed", "messages SET state = 'suppressed'", "failed or expired"],
    ["had its code used", "issues SET state = 'verified'", "ask for a new one"],
    ["had its code replaced", "flows SET issue_id = 'other'", "ask for a new one"],
    ["is of a flow that is over", "flows SET state = 'cancelled'", "ask for a new one"],
  ])("is one that %s", async (_, sql, reason) => {
    await failed();
    await set(sql);
    const before = await rows("messages");
    const { status, body } = await retry();
    expect([status, body]).toMatchObject([
      409,
      { error: { code: 409, status: "Conflict", reason: expect.stringContaining(reason) } },
    ]);
    expect([await rows("messages"), vendors.asked.length]).toEqual([before, 1]);
  });

  it("is one whose code is about to expire", async () => {
    await failed();
    vendors.bed.wait(510_000);
    const { status, body } = await retry();
    expect([status, body]).toMatchObject([409, { error: { reason: expect.stringContaining("about to expire") } }]);
  });

  it("is one to somebody who takes no messages", async () => {
    await failed();
    await twilioTells(vendors, { MessageSid: "SM7", From: PHONE, OptOutType: "STOP" });
    const { status, body } = await retry();
    expect([status, body]).toMatchObject([409, { error: { reason: expect.stringContaining("takes no messages") } }]);
    await call(vendors.bed, "DELETE", `/courier/suppressions?phone=${encodeURIComponent(PHONE)}`);
    expect((await retry()).status).toBe(202);
  });

  it("is not found where it was withheld, is another app's, or nobody's", async () => {
    await failed();
    for (const sql of ["messages SET state = 'withheld'", "messages SET state = 'failed', app_id = 'other'"]) {
      await set(sql);
      expect(await retry()).toMatchObject({ status: 404, body: { error: { code: 404 } } });
    }
    expect((await retry("5f3e0f58-1b55-4d0b-8d0c-0a3b5d2f9e11")).status).toBe(404);
    expect((await retry("x")).status).toBe(400);
    const withGet = await call(vendors.bed, "GET", `/courier/messages/${await onlyId()}/retry`);
    expect([withGet.status, withGet.headers.get("allow")]).toEqual([405, "POST"]);
  });

  it("is anybody's without the admin token", async () => {
    await failed();
    const path = `/admin/courier/messages/${await onlyId()}/retry`;
    expect((await vendors.bed.fetch(path, { method: "POST" })).status).toBe(401);
    expect(await states()).toEqual(["sms failed"]);
  });

  it("ends expired when its next try would have come too late, and may be sent once more while there is time", async () => {
    vendors.answer(() => Response.json({}, { status: 429, headers: { "Retry-After": "520" } }));
    await ask(vendors, PHONE);
    expect(await states()).toEqual(["sms expired"]);
    vendors.answer();
    expect((await retry()).status).toBe(202);
    expect(await states()).toEqual(["sms sent"]);
  });
});
