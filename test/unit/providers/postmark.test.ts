import { describe, expect, it } from "vitest";
import { postmark } from "../../../src/providers/email/postmark.ts";
import { describeCallbacks } from "../../support/callback-contract.ts";
import { callbackWith, readCallback, toldAt } from "../../support/callbacks.ts";
import { postmarkRequest } from "../../support/provider-schemas/postmark.ts";
import { envelopeFor, startSender } from "../../support/sender.ts";
import { describeSender } from "../../support/sender-contract.ts";

const env = { POSTMARK_SERVER_TOKEN: "pm-1", MAIL_FROM: "Acme <codes@example.org>" };
const accepted = () => Response.json({ ErrorCode: 0, MessageID: "m1", Message: "OK", To: "ada@example.org" });
const envelope = envelopeFor(postmark);

const saying = (ErrorCode: number, status = 422) => Response.json({ ErrorCode, Message: "no" }, { status });

describe("postmark", () => {
  describeSender(postmark, {
    env,
    required: ["POSTMARK_SERVER_TOKEN", "MAIL_FROM"],
    accepted,
    id: "m1",
    schema: postmarkRequest,
    refused: (status, Message) => Response.json({ ErrorCode: 300, Message }, { status }),
    answers: [
      [
        "a refusal with status 200",
        (Message) => Response.json({ ErrorCode: 300, Message }),
        { kind: "permanent", scope: "message", reason: "rejected", status: 200, vendorCode: "300" },
      ],
      [
        "a recipient it will not write to, with status 200",
        (Message) => Response.json({ ErrorCode: 406, Message }),
        { kind: "permanent", scope: "recipient", reason: "suppressed", status: 200, vendorCode: "406" },
      ],
      [
        "a page of the filter before it",
        (echo) => new Response(`<html>${echo}</html>`, { status: 403 }),
        { kind: "transient", scope: "provider", reason: "unreachable", status: 403 },
      ],
    ],
  });

  it("asks for exactly this", async () => {
    const { send, requests } = startSender(postmark, {
      env: { ...env, MAIL_REPLY_TO: "help@example.org", POSTMARK_MESSAGE_STREAM: "codes" },
      reply: accepted,
    });
    await send({ ...envelope, senderName: "Acme, Inc." });
    const [request] = requests;
    expect(request?.url).toBe("https://api.postmarkapp.com/email");
    expect(Object.fromEntries(request?.headers ?? [])).toEqual({
      accept: "application/json",
      "content-type": "application/json",
      "user-agent": "countersign/1",
      "x-postmark-server-token": "pm-1",
    });
    expect(await request?.json()).toEqual({
      From: '"Acme, Inc." <codes@example.org>',
      To: envelope.to,
      ReplyTo: "help@example.org",
      Subject: envelope.subject,
      TextBody: envelope.text,
      HtmlBody: envelope.html,
      Headers: [{ Name: "Auto-Submitted", Value: "auto-generated" }],
      MessageStream: "codes",
      TrackOpens: false,
      TrackLinks: "None",
    });
  });

  it.each([
    [10, 401, "permanent", "provider", "unauthorized"],
    [100, 422, "transient", "provider", "unreachable"],
    [300, 422, "permanent", "message", "rejected"],
    [400, 422, "permanent", "provider", "not_configured"],
    [401, 422, "permanent", "provider", "not_configured"],
    [405, 422, "permanent", "provider", "quota_used_up"],
    [406, 422, "permanent", "recipient", "suppressed"],
    [411, 422, "permanent", "message", "rejected"],
    [412, 422, "permanent", "provider", "not_configured"],
    [413, 422, "permanent", "provider", "not_configured"],
    [429, 429, "transient", "provider", "throttled"],
  ])("takes code %i with status %i for %s, about the %s: %s", async (code, status, kind, scope, reason) => {
    const { send } = startSender(postmark, { env, reply: () => saying(code, status) });
    const failure = { kind, scope, reason, status, vendorCode: String(code) };
    expect(await send(envelope)).toEqual({ ok: false, failure });
  });
});

describe("the callbacks of postmark", () => {
  const webhookEnv = { ...env, POSTMARK_WEBHOOK_SECRET: "hook:secret" };
  const when = "2026-11-21T19:59:58.2500000-00:00";
  const basic = (pair: string) => ({ Authorization: `Basic ${btoa(pair)}` });
  const signed = (body: string) => callbackWith(basic("postmark:hook:secret"), body);
  const bounce = (Type: string, RecordType = "Bounce") =>
    JSON.stringify({ RecordType, Type, ID: 42, MessageID: "m1", Email: "ada@example.org", BouncedAt: when });

  describeCallbacks(postmark, {
    env: webhookEnv,
    secret: "POSTMARK_WEBHOOK_SECRET",
    otherSecret: "hook:secrez",
    signed,
    signatureHeaders: ["authorization"],
    coversBody: false,
    body: JSON.stringify({ RecordType: "Delivery", MessageID: "m1", Recipient: "ada@example.org", DeliveredAt: when }),
    events: [
      {
        eventId: `m1 Delivery  ${when}`,
        providerMessageId: "m1",
        recipient: null,
        status: "delivered",
        at: toldAt - 1_750,
        permanent: false,
        vendorCode: null,
      },
    ],
  });

  it.each([
    ["HardBounce", "bounced", true],
    ["BadEmailAddress", "bounced", true],
    ["SoftBounce", "bounced", false],
    ["Blocked", "bounced", false],
    ["ManuallyDeactivated", "failed", true],
    ["SpamComplaint", "complained", true],
    ["Transient", "deferred", false],
    ["DnsError", "deferred", false],
  ])("understands a bounce of type %s as %s", async (type, status, permanent) => {
    const result = await readCallback(postmark, webhookEnv, signed(bounce(type)));
    expect(result).toMatchObject({ ok: true, value: { events: [{ status, permanent, vendorCode: type }] } });
  });

  it("understands a complaint", async () => {
    const result = await readCallback(postmark, webhookEnv, signed(bounce("SpamComplaint", "SpamComplaint")));
    expect(result).toMatchObject({ ok: true, value: { events: [{ status: "complained", permanent: true }] } });
  });

  it.each([
    ["AutoResponder", "Bounce"],
    ["ChallengeVerification", "Bounce"],
    ["", "Open"],
    ["", "Click"],
    ["", "SubscriptionChange"],
  ])("finds nothing in %s %s", async (type, record) => {
    const result = await readCallback(postmark, webhookEnv, signed(bounce(type, record)));
    expect(result).toEqual({ ok: true, value: { events: [] } });
  });

  it("tells one fate of a message from another", async () => {
    const ids = await Promise.all(
      [bounce("Transient"), bounce("HardBounce"), bounce("SpamComplaint", "SpamComplaint")].map(async (body) => {
        const result = await readCallback(postmark, webhookEnv, signed(body));
        return result.ok ? result.value.events[0]?.eventId : undefined;
      }),
    );
    expect(new Set(ids).size).toBe(3);
  });

  it.each([
    ["a bearer token", { Authorization: "Bearer hook:secret" }, true],
    ["a header of its own", { "X-Webhook-Secret": "hook:secret" }, true],
    ["another user name", basic("anybody:hook:secret"), true],
    ["no user name", basic(":hook:secret"), true],
    ["the secret for a user name", basic("hook:secret:"), false],
    ["a longer secret", basic("postmark:hook:secretx"), false],
    ["a shorter one", basic("postmark:hook:secre"), false],
    ["an empty one", basic("postmark:"), false],
    ["an empty header", { "X-Webhook-Secret": "" }, false],
  ])("is shown the secret as %s", async (_, headers, isRight) => {
    const callback = callbackWith(headers, bounce("HardBounce"));
    expect((await readCallback(postmark, webhookEnv, callback)).ok).toBe(isRight);
  });
});
