import { describe, expect, it } from "vitest";
import { resend } from "../../../src/providers/email/resend.ts";
import { describeCallbacks } from "../../support/callback-contract.ts";
import { readCallback, toldAt } from "../../support/callbacks.ts";
import { fromSvix, secretOf } from "../../support/signed-callbacks.ts";

const env = { RESEND_API_KEY: "re_1", MAIL_FROM: "Acme <codes@example.org>" };

describe("the callbacks of resend", () => {
  const webhookEnv = { ...env, RESEND_WEBHOOK_SECRET: secretOf(1) };
  const created_at = "2026-11-21T19:59:58.250Z";
  const event = (type: string, more: object = {}) =>
    JSON.stringify({ type, created_at, data: { email_id: "m1", to: ["ada@example.org"], subject: "135790", ...more } });
  const signed = (body: string, at: number) => fromSvix(secretOf(1), "msg_1", at, body);
  const fate = { eventId: "msg_1", providerMessageId: "m1", recipient: null, at: Date.parse(created_at) };

  describeCallbacks(resend, {
    env: webhookEnv,
    secret: "RESEND_WEBHOOK_SECRET",
    otherSecret: secretOf(2),
    signed,
    signatureHeaders: ["svix-id", "svix-timestamp", "svix-signature"],
    coversBody: true,
    toleranceMs: 300_000,
    body: event("email.delivered"),
    events: [{ ...fate, status: "delivered", permanent: false, vendorCode: null }],
  });

  it.each([
    ["email.sent", {}, { status: "sent", permanent: false, vendorCode: null }],
    ["email.delivery_delayed", {}, { status: "deferred", permanent: false, vendorCode: null }],
    ["email.complained", {}, { status: "complained", permanent: true, vendorCode: null }],
    [
      "email.bounced",
      { bounce: { type: "Permanent", subType: "NoEmail", message: "550 <ada@example.org>" } },
      { status: "bounced", permanent: true, vendorCode: "NoEmail" },
    ],
    [
      "email.bounced",
      { bounce: { type: "Transient", subType: "MailboxFull" } },
      { status: "bounced", permanent: false, vendorCode: "MailboxFull" },
    ],
    [
      "email.failed",
      { failed: { reason: "reached_daily_quota" } },
      { status: "failed", permanent: false, vendorCode: "reached_daily_quota" },
    ],
    [
      "email.suppressed",
      { suppressed: { reason: "previous_bounce" } },
      { status: "failed", permanent: true, vendorCode: "previous_bounce" },
    ],
    [
      "email.failed",
      { failed: { reason: "ada@example.org is odd" } },
      { status: "failed", permanent: false, vendorCode: null },
    ],
  ])("understands %s with %j", async (type, more, want) => {
    const result = await readCallback(resend, webhookEnv, await signed(event(type, more), toldAt));
    expect(result).toEqual({ ok: true, value: { events: [{ ...fate, ...want }] } });
  });

  it.each(["email.opened", "email.clicked", "contact.created", "constructor"])("finds nothing in %s", async (type) => {
    const result = await readCallback(resend, webhookEnv, await signed(event(type), toldAt));
    expect(result).toEqual({ ok: true, value: { events: [] } });
  });

  it("reads what either secret signed while they are being changed, and no third", async () => {
    const changing = { ...env, RESEND_WEBHOOK_SECRET: `${secretOf(2)} ${secretOf(1)}` };
    const callback = await signed(event("email.sent"), toldAt);
    expect(await readCallback(resend, changing, callback)).toMatchObject({ ok: true });
    const three = { ...env, RESEND_WEBHOOK_SECRET: `${secretOf(3)} ${secretOf(2)} ${secretOf(1)}` };
    await expect(readCallback(resend, three, callback)).rejects.toThrow("RESEND_WEBHOOK_SECRET");
  });

  it.each(["whsec_", "whsec_AAAA", "re_1", `${secretOf(1)} x`, `whsec_${"A".repeat(100)}`])(
    "does not start with the secret %j",
    async (RESEND_WEBHOOK_SECRET) => {
      const callback = await signed(event("email.sent"), toldAt);
      await expect(readCallback(resend, { ...env, RESEND_WEBHOOK_SECRET }, callback)).rejects.toThrow(
        "RESEND_WEBHOOK_SECRET: write it as whsec_ and base64 of 24 to 64 bytes",
      );
    },
  );
});
