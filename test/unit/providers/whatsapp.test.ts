import { describe, expect, it } from "vitest";
import type { Callback } from "../../../src/core/delivery.ts";
import { whatsapp } from "../../../src/providers/chat/whatsapp.ts";
import { describeCallbacks } from "../../support/callback-contract.ts";
import { callbackWith, hook, readerOf, toldAt } from "../../support/callbacks.ts";
import { misfits } from "../../support/provider-schemas/assert.ts";
import { whatsappTemplateMessage } from "../../support/provider-schemas/whatsapp.ts";
import { envelopeFor, startSender } from "../../support/sender.ts";
import { describeSender } from "../../support/sender-contract.ts";
import { fromMeta } from "../../support/signed-callbacks.ts";

const env = {
  WHATSAPP_PHONE_NUMBER_ID: "106540352242922",
  WHATSAPP_ACCESS_TOKEN: "EAAG0123",
  WHATSAPP_TEMPLATE: "acme_login_code",
};
const listening = { ...env, WHATSAPP_APP_SECRET: "app-secret", WHATSAPP_VERIFY_TOKEN: "verify-token" };
const accepted = () => Response.json({ messaging_product: "whatsapp", messages: [{ id: "wamid.1" }] });
const envelope = envelopeFor(whatsapp);

describe("codes in WhatsApp", () => {
  describeSender(whatsapp, {
    env,
    required: ["WHATSAPP_PHONE_NUMBER_ID", "WHATSAPP_ACCESS_TOKEN", "WHATSAPP_TEMPLATE"],
    schema: whatsappTemplateMessage,
    accepted,
    id: "wamid.1",
    refused: (status, message) => Response.json({ error: { message, type: "OAuthException", code: 9 } }, { status }),
  });

  it("asks for exactly this, with the code in the text and on the button", async () => {
    const settings = { ...env, WHATSAPP_LANGUAGE: "en_GB" };
    const { send, requests } = startSender(whatsapp, { env: settings, reply: accepted });
    await send(envelope);
    const [request] = requests;
    expect(request?.url).toBe("https://graph.facebook.com/v23.0/106540352242922/messages");
    expect(request?.headers.get("authorization")).toBe("Bearer EAAG0123");
    const body: unknown = await request?.json();
    expect(misfits(whatsappTemplateMessage, body)).toEqual([]);
    const parameters = [{ type: "text", text: "135790" }];
    expect(body).toEqual({
      messaging_product: "whatsapp",
      recipient_type: "individual",
      to: "447700900123",
      type: "template",
      template: {
        name: "acme_login_code",
        language: { policy: "deterministic", code: "en_GB" },
        components: [
          { type: "body", parameters },
          { type: "button", sub_type: "url", index: "0", parameters },
        ],
      },
    });
  });

  it("leaves what has no code to the next provider, and asks nobody", async () => {
    const { send, requests } = startSender(whatsapp, { env, reply: accepted });
    expect(await send({ ...envelope, code: null })).toEqual({
      ok: false,
      failure: { kind: "permanent", scope: "provider", reason: "rejected" },
    });
    expect(requests).toEqual([]);
  });

  it.each([
    [130429, 400, "transient", "provider", "throttled"],
    [131056, 400, "transient", "provider", "throttled"],
    [80007, 400, "transient", "provider", "throttled"],
    [4, 400, "transient", "provider", "throttled"],
    [1, 400, "transient", "provider", "unreachable"],
    [2, 400, "transient", "provider", "unreachable"],
    [131000, 500, "transient", "provider", "unreachable"],
    [131016, 400, "transient", "provider", "unreachable"],
    [190, 401, "permanent", "provider", "unauthorized"],
    [10, 400, "permanent", "provider", "unauthorized"],
    [200, 400, "permanent", "provider", "unauthorized"],
    [299, 400, "permanent", "provider", "unauthorized"],
    [368, 400, "permanent", "provider", "unauthorized"],
    [131031, 400, "permanent", "provider", "unauthorized"],
    [131042, 400, "permanent", "provider", "quota_used_up"],
    [132000, 400, "permanent", "provider", "not_configured"],
    [132001, 404, "permanent", "provider", "not_configured"],
    [132015, 400, "permanent", "provider", "not_configured"],
    [131026, 400, "permanent", "provider", "undeliverable"],
    [131030, 400, "permanent", "provider", "undeliverable"],
    [100, 400, "permanent", "message", "rejected"],
    [131009, 400, "permanent", "message", "rejected"],
  ])("takes error %i with status %i for %s, %s, %s", async (code, status, kind, scope, reason) => {
    const reply = () => Response.json({ error: { code, message: "" } }, { status });
    expect(await startSender(whatsapp, { env, reply }).send(envelope)).toEqual({
      ok: false,
      failure: { kind, scope, reason, status, vendorCode: String(code) },
    });
  });
});

describe("WhatsApp's callbacks", () => {
  const read = readerOf(whatsapp, listening);
  const told = async (body: string) => read?.(await fromMeta(body, "app-secret"));
  const statuses = (...list: object[]) =>
    JSON.stringify({ object: "whatsapp_business_account", entry: [{ changes: [{ value: { statuses: list } }] }] });

  describeCallbacks(whatsapp, {
    env: listening,
    secret: "WHATSAPP_APP_SECRET",
    otherSecret: "app-secreT",
    signed: (body) => fromMeta(body, "app-secret"),
    signatureHeaders: ["x-hub-signature-256"],
    coversBody: true,
    body: statuses({ id: "wamid.1", status: "delivered", timestamp: "1795291205" }),
    events: [
      {
        eventId: "wamid.1:delivered",
        providerMessageId: "wamid.1",
        recipient: null,
        status: "delivered",
        at: 1_795_291_205_000,
        permanent: false,
        vendorCode: null,
      },
    ],
  });

  it("tell of several messages at once", async () => {
    const list = ["sent", "delivered", "read", "failed", "held"].map((status, index) => ({
      id: `wamid.${index}`,
      status,
      timestamp: "1795291205",
      recipient_id: "447700900123",
      ...(status === "failed" ? { errors: [{ code: 131026, title: "" }] } : {}),
    }));
    const common = { recipient: null, at: 1_795_291_205_000, permanent: false, vendorCode: null };
    expect(await told(statuses(...list))).toEqual({
      ok: true,
      value: {
        events: [
          { ...common, eventId: "wamid.0:sent", providerMessageId: "wamid.0", status: "sent" },
          { ...common, eventId: "wamid.1:delivered", providerMessageId: "wamid.1", status: "delivered" },
          { ...common, eventId: "wamid.2:read", providerMessageId: "wamid.2", status: "delivered" },
          {
            ...common,
            eventId: "wamid.3:failed",
            providerMessageId: "wamid.3",
            status: "failed",
            vendorCode: "131026",
          },
        ],
      },
    });
  });

  it("came now when they do not say when", async () => {
    const body = statuses({ id: "wamid.1", status: "sent" });
    expect(await told(body)).toMatchObject({ value: { events: [{ at: toldAt }] } });
  });

  it.each(['{"entry":[{"changes":[{"value":{"messages":[{"text":{"body":"hi"}}]}}]}]}', '{"entry":7}', "{}"])(
    "say nothing with %s",
    async (body) => {
      expect(await told(body)).toEqual({ ok: true, value: { events: [] } });
    },
  );
});

describe("Meta's question whether callbacks are wanted", () => {
  const asked = (query: Record<string, string>): Callback => ({
    ...callbackWith({}, ""),
    method: "GET",
    url: `${hook}?${new URLSearchParams(query)}`,
  });
  const question = { "hub.mode": "subscribe", "hub.verify_token": "verify-token", "hub.challenge": "1158201444" };
  const answerTo = (changes: Record<string, string>, settings: Record<string, string> = listening) =>
    readerOf(whatsapp, settings)?.(asked({ ...question, ...changes }));

  it("is answered to whoever knows the token", async () => {
    expect(await answerTo({})).toEqual({
      ok: true,
      value: { events: [], reply: { type: "text/plain", body: "1158201444" } },
    });
  });

  it.each(["", "verify-toke", "verify-tokeN", "verify-token2"])("is not answered for the token %j", async (shown) => {
    expect(await answerTo({ "hub.verify_token": shown })).toEqual({
      ok: false,
      failure: { reason: "wrong_signature" },
    });
  });

  it.each([
    { "hub.challenge": "<script>alert(1)</script>" },
    { "hub.challenge": "" },
    { "hub.challenge": "1".repeat(129) },
    { "hub.mode": "unsubscribe" },
  ])("is none with %j", async (changes) => {
    expect(await answerTo(changes)).toEqual({ ok: false, failure: { reason: "not_signed" } });
  });

  it("is not answered where no token was agreed", async () => {
    const settings = { ...env, WHATSAPP_APP_SECRET: "app-secret" };
    expect(await answerTo({ "hub.verify_token": "" }, settings)).toEqual({
      ok: false,
      failure: { reason: "wrong_signature" },
    });
  });
});
