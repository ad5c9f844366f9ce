import { describe, expect, it } from "vitest";
import { whatsapp } from "../../../src/providers/chat/whatsapp.ts";
import { mailgun } from "../../../src/providers/email/mailgun.ts";
import { faultyBindings } from "../../support/faulty-database.ts";
import { fromMailgun, fromSvix, secretOf } from "../../support/signed-callbacks.ts";
import {
  addPerson,
  ask,
  bounce,
  JANE,
  PHONE,
  resendCallback,
  rows,
  states,
  twilioTells,
  vendorBed,
} from "../../support/vendors.ts";

const RESEND = "/hooks/resend/default";
const CALL = "/hooks/twilio-voice/default/call?message=%00&heard=%ff";

describe("a callback", () => {
  it("is answered 200 with nothing to read, and changes how its message stands", async () => {
    const vendors = vendorBed();
    await addPerson();
    await ask(vendors, PHONE);
    const [text] = vendors.asked;
    expect(text?.callback).toMatch(/^https:\/\/verify\.example\.com\/hooks\/twilio\/default\?message=[0-9a-f-]{36}$/);
    const answer = await twilioTells(vendors, { MessageSid: "SM1", MessageStatus: "delivered" }, text?.callback);
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
    expect(await states()).toEqual(["sms delivered"]);
  });

  it("is believed by the address that the vendor was told, whatever this Worker was called", async () => {
    const vendors = vendorBed();
    const init = await resendCallback(vendors, bounce("re_1"));
    expect((await vendors.bed.fetch(`https://elsewhere.example${RESEND}`, init)).status).toBe(200);
    const inside = "https://internal.example/hooks/twilio/default?message=x";
    expect((await twilioTells(vendors, { MessageSid: "SM1", MessageStatus: "sent" }, inside)).status).toBe(401);
  });

  it("keeps the query as it came: a vendor signs it so", async () => {
    const vendors = vendorBed();
    const odd = "/hooks/twilio/default?message=A%2fb+c&&x=%7E&";
    expect((await twilioTells(vendors, { MessageSid: "SM1", MessageStatus: "sent" }, odd)).status).toBe(200);
  });

  it("is not believed with another body, another secret, or from another time", async () => {
    const vendors = vendorBed();
    const { bed } = vendors;
    const init = await resendCallback(vendors, bounce("re_1"));
    const altered = new TextEncoder().encode(JSON.stringify(bounce("re_2")));
    const other = await resendCallback(vendors, bounce("re_1"), `whsec_${btoa("x".repeat(24))}`);
    const { headers: _, ...unsigned } = init;
    for (const request of [{ ...init, body: altered }, other, unsigned]) {
      const answer = await bed.fetch(RESEND, request);
      expect(answer.status).toBe(401);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      expect(await answer.text()).not.toContain("re_");
    }
    bed.wait(300_001);
    expect((await bed.fetch(RESEND, init)).status).toBe(401);
    expect(await rows("deliveries")).toEqual([]);
    const lines = bed.log.filter(({ event }) => event === "callback_refused");
    expect(lines).toEqual([
      { event: "callback_refused", provider: "resend", reason: "wrong_signature" },
      { event: "callback_refused", provider: "resend", reason: "wrong_signature" },
      { event: "callback_refused", provider: "resend", reason: "not_signed" },
      { event: "callback_refused", provider: "resend", reason: "too_old" },
    ]);
  });

  it.each([
    "/hooks/resend/other",
    "/hooks/nobody/default",
    "/hooks/test/default",
    "/hooks/__proto__/default",
    "/hooks/resend",
    "/hooks/resend/default/x",
    "/hooks",
  ])("has no place at %s", async (path) => {
    const vendors = vendorBed();
    const answer = await vendors.bed.fetch(path, await resendCallback(vendors, bounce("re_1")));
    expect(answer.status).toBe(404);
    expect(await rows("deliveries")).toEqual([]);
  });

  it("is refused by a provider whose secret was not set", async () => {
    const vendors = vendorBed({ routes: { email: [] } });
    expect((await vendors.bed.fetch(RESEND, await resendCallback(vendors, bounce("re_1")))).status).toBe(404);
  });

  it("has at most a mebibyte: vendors that save events up fill most of it", async () => {
    const { bed } = vendorBed();
    const post = (bytes: number) => bed.fetch(RESEND, { method: "POST", body: new Uint8Array(bytes) });
    expect((await post(1_048_576)).status).toBe(401);
    expect((await post(1_048_577)).status).toBe(413);
  });

  it("is answered 400 when it is signed and cannot be read", async () => {
    const vendors = vendorBed();
    const { headers } = await resendCallback(vendors, bounce("re_1"));
    expect((await vendors.bed.fetch(RESEND, { method: "POST", ...(headers && { headers }) })).status).toBe(401);
    const broken = await fromSvix(secretOf(7), "msg_1", vendors.bed.now(), '{"half');
    const answer = await vendors.bed.fetch(RESEND, { method: "POST", headers: broken.headers, body: broken.bytes });
    expect([answer.status, await answer.json()]).toMatchObject([400, { code: "unreadable_callback" }]);
  });

  it("comes again when D1 could not keep it", async () => {
    const vendors = vendorBed({ bindings: faultyBindings("overloaded") });
    const init = await resendCallback(vendors, bounce("re_1"));
    const answer = await vendors.bed.fetch(RESEND, init);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
    expect((await vendors.bed.fetch(RESEND, init)).status).toBe(200);
    expect(await rows("deliveries")).toHaveLength(1);
  });

  it("never makes the service fail", async () => {
    const vendors = vendorBed();
    const bodies = ["", "null", "[]", "\u0000", "{}", '{"type":"email.bounced","data":{"email_id":"\\u0000"}}'];
    for (const path of [
      RESEND,
      "/hooks/twilio/default",
      "/hooks/twilio-voice/default?message=%00",
      CALL,
      "/hooks/%00/%ff",
    ]) {
      for (const method of ["GET", "HEAD", "POST", "PUT", "OPTIONS", "DELETE"]) {
        for (const body of method === "GET" || method === "HEAD" ? [null] : bodies) {
          const { status } = await vendors.bed.fetch(path, { method, body });
          expect([path, method, status >= 400 && status < 500]).toEqual([path, method, true]);
        }
      }
    }
  });

  it.each([8.64e18, -8.64e18])("may be dated %d by a clock that is wrong", async (at) => {
    const vendors = vendorBed();
    const told = {
      eventId: "e",
      providerMessageId: "re_1",
      recipient: null,
      permanent: false,
      vendorCode: null,
    } as const;
    await vendors.bed.services.deliveries.take({
      appId: "default",
      provider: "resend",
      messageId: null,
      events: [{ ...told, status: "sent", at }],
    });
    expect(await rows("deliveries")).toMatchObject([{ at: vendors.bed.now() }]);
  });
});

describe("a vendor that signs a token and no events", () => {
  it("is believed once for each token, and not when somebody else uses it", async () => {
    const settings = {
      MAILGUN_API_KEY: "key",
      MAILGUN_DOMAIN: "mail.example.org",
      MAIL_FROM: "a@example.org",
      MAILGUN_SIGNING_KEY: "hook-key",
    };
    const started = mailgun.configure(settings, {
      http: fetch,
      now: () => bed.now(),
      random: (bytes) => new Uint8Array(bytes),
    });
    if (!started.ok) throw new Error(started.failure.problems.join(", "));
    const { bed } = vendorBed({ routes: { email: [{ sender: started.value, countries: "*" }] } });
    const tell = async (token: string, messageId: string) => {
      const event = { event: "delivered", timestamp: 1, message: { headers: { "message-id": messageId } } };
      const at = Math.floor(bed.now() / 1_000) * 1_000;
      const { bytes: body } = await fromMailgun(JSON.stringify(event), "hook-key", at, token);
      expect((await bed.fetch("/hooks/mailgun/default", { method: "POST", body })).status).toBe(200);
      return (await rows("deliveries")).map(({ provider_message_id: id }) => id);
    };
    expect(await tell("one", "m1@example.org")).toEqual(["m1@example.org"]);
    expect(await tell("one", "m2@example.org")).toEqual(["m1@example.org"]);
    expect(await tell("two", "m2@example.org")).toEqual(["m1@example.org", "m2@example.org"]);
  });
});

describe("a vendor that asks first", () => {
  const settings = {
    WHATSAPP_PHONE_NUMBER_ID: "106540352242922",
    WHATSAPP_ACCESS_TOKEN: "EAAG0123",
    WHATSAPP_TEMPLATE: "acme_login_code",
    WHATSAPP_APP_SECRET: "app-secret",
    WHATSAPP_VERIFY_TOKEN: "verify-token",
  };

  it("reads what it wants to read", async () => {
    const started = whatsapp.configure(settings, {
      http: fetch,
      now: () => 0,
      random: (bytes) => new Uint8Array(bytes),
    });
    if (!started.ok) throw new Error(started.failure.problems.join(", "));
    const { bed } = vendorBed({ routes: { sms: [{ sender: started.value, countries: "*" }] } });
    const question = (token: string) =>
      bed.fetch(`/hooks/whatsapp/default?hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=1158201444`);
    const answer = await question("verify-token");
    expect([answer.status, await answer.text()]).toEqual([200, "1158201444"]);
    expect(answer.headers.get("content-type")).toMatch(/^text\/plain/);
    const refused = await question("guess");
    expect([refused.status, (await refused.text()).includes("1158201444")]).toEqual([401, false]);
  });
});

describe("what is logged of a callback", () => {
  it("names no address", async () => {
    const vendors = vendorBed();
    await addPerson();
    await ask(vendors, JANE);
    await twilioTells(vendors, { MessageSid: "SM9", From: PHONE, Body: "STOP", OptOutType: "STOP" });
    expect(vendors.bed.log.at(-1)).toEqual({
      event: "delivery_told",
      app: "default",
      provider: "twilio",
      status: "stopped",
      permanent: true,
    });
    for (const address of [JANE, PHONE]) expect(JSON.stringify(vendors.bed.log)).not.toContain(address);
  });
});
