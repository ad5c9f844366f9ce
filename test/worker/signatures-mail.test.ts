import { describe, expect, it } from "vitest";
import { fromBase64Url } from "../../src/core/base64url.ts";
import type { Callback } from "../../src/core/delivery.ts";
import { verifyMailgun } from "../../src/providers/signatures/mailgun.ts";
import { sendgridDoubt } from "../../src/providers/signatures/sendgrid.ts";
import { sharedSecretDoubt } from "../../src/providers/signatures/shared-secret.ts";
import { signStandardWebhook, verifyStandardWebhook } from "../../src/providers/signatures/standard-webhooks.ts";
import { callbackWith } from "../support/callbacks.ts";

const bytesOf = (base64: string) => fromBase64Url(base64) ?? new Uint8Array();
const because = (reason: string) => ({ ok: false, failure: { reason } });

const changed = (callback: Callback): Callback => ({
  ...callback,
  bytes: callback.bytes.with(0, (callback.bytes[0] ?? 0) ^ 1),
});

// What others sign, in the runtime that has to verify it.
describe("a signature of Standard Webhooks", () => {
  const secret = bytesOf("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  const other = new Uint8Array(24).fill(1);
  const id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  const at = 1_614_265_330_000;
  const body = '{"test": 2432232314}';
  const signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
  const shown = (value: string, text = body) =>
    callbackWith({ "webhook-id": id, "webhook-timestamp": "1614265330", "webhook-signature": value }, text);
  const verify = (callback: Callback, secrets = [secret], now = at) =>
    verifyStandardWebhook(callback, { prefix: "webhook", secrets, now });

  it("is the one published with the standard", async () => {
    expect(await verify(shown(signature))).toEqual({ ok: true, value: { id } });
    expect(await verify(changed(shown(signature)))).toEqual(because("wrong_signature"));
    expect(await verify(shown(signature), [other])).toEqual(because("wrong_signature"));
    expect(await verify(shown(signature), [secret], at + 301_000)).toEqual(because("too_old"));
  });

  it("is made the same way", async () => {
    expect(await signStandardWebhook({ id, at, body }, [secret])).toEqual({
      "webhook-id": id,
      "webhook-timestamp": "1614265330",
      "webhook-signature": signature,
    });
  });

  it.each([
    ["after another", `v1,AAAA ${signature}`],
    ["after one of another version", `v1a,AAAA ${signature}`],
    ["after a comma and a space", `v1,AAAA, ${signature}`],
    ["before nonsense", `${signature} v1,!!!`],
  ])("is found %s", async (_, value) => {
    expect(await verify(shown(value))).toMatchObject({ ok: true });
  });

  it("counts under either of two secrets", async () => {
    expect(await verify(shown(signature), [other, secret])).toMatchObject({ ok: true });
    const { "webhook-signature": both } = await signStandardWebhook({ id, at, body }, [other, secret]);
    expect(both.split(" ")).toHaveLength(2);
    expect(await verify(shown(both))).toMatchObject({ ok: true });
    expect(await verify(shown(both), [other])).toMatchObject({ ok: true });
  });

  it("is not looked for among hundreds", async () => {
    expect(await verify(shown(`${"v1,AAAA ".repeat(8)}${signature}`))).toEqual(because("wrong_signature"));
  });
});

describe("a signature of SendGrid", () => {
  const publicKey = bytesOf(
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==",
  );
  const at = 1_600_112_502_000;
  const body =
    '[{"email":"hello@world.com","event":"dropped","reason":"Bounced Address","sg_event_id":"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA","sg_message_id":"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0","smtp-id":"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>","timestamp":1600112492}]\r\n';
  const callback = callbackWith(
    {
      "X-Twilio-Email-Event-Webhook-Signature":
        "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=",
      "X-Twilio-Email-Event-Webhook-Timestamp": "1600112502",
    },
    body,
  );

  it("is the one of its own test data, line break and all", async () => {
    expect(await sendgridDoubt(callback, { publicKey, now: at })).toBeUndefined();
    const trimmed = { ...callback, bytes: callback.bytes.slice(0, -2) };
    expect(await sendgridDoubt(trimmed, { publicKey, now: at })).toEqual({ reason: "wrong_signature" });
    expect(await sendgridDoubt(changed(callback), { publicKey, now: at })).toEqual({ reason: "wrong_signature" });
    expect(await sendgridDoubt(callback, { publicKey, now: at + 601_000 })).toEqual({ reason: "too_old" });
  });

  it("is nobody's under a key that is none", async () => {
    const nonsense = publicKey.with(90, 0);
    expect(await sendgridDoubt(callback, { publicKey: nonsense, now: at })).toEqual({ reason: "wrong_signature" });
  });
});

describe("a signature of Mailgun", () => {
  const now = 1_767_323_045_000;
  const shown = {
    timestamp: "1767323045",
    token: "0123456789abcdef0123456789abcdef0123456789abcdef01",
    signature: "3b98fecff813c5f59bc40899bc819b81dc7c3ea689fe94bae7079cf4087ff9a1",
  };

  it("covers a time and a token", async () => {
    const verify = (changes: object, key = "mg-signing-key", at = now) =>
      verifyMailgun({ ...shown, ...changes }, { key, now: at });
    expect(await verify({})).toEqual({ ok: true, value: { token: shown.token } });
    expect(await verify({ signature: shown.signature.toUpperCase() })).toMatchObject({ ok: true });
    expect(await verify({ token: `${shown.token}0` })).toEqual(because("wrong_signature"));
    expect(await verify({ timestamp: "1767323046" })).toEqual(because("wrong_signature"));
    expect(await verify({}, "mg-signing-kez")).toEqual(because("wrong_signature"));
    expect(await verify({}, "mg-signing-key", now + 301_000)).toEqual(because("too_old"));
  });
});

describe("a shared secret", () => {
  it.each([
    ["hook", undefined],
    ["hooks", { reason: "wrong_signature" }],
    ["hoo", { reason: "wrong_signature" }],
    ["", { reason: "not_signed" }],
  ])("is compared with %j", async (shown, want) => {
    expect(await sharedSecretDoubt(callbackWith({ "X-Webhook-Secret": shown }, ""), "hook")).toEqual(want);
  });
});
