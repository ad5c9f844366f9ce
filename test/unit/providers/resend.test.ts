import { describe, expect, it } from "vitest";
import { resend } from "../../../src/providers/email/resend.ts";
import { resendRequest } from "../../support/provider-schemas/resend.ts";
import { envelopeFor, problemsOf, startSender } from "../../support/sender.ts";
import { describeSender } from "../../support/sender-contract.ts";

const env = { RESEND_API_KEY: "re_1", MAIL_FROM: "Acme <codes@example.org>" };
const accepted = () => Response.json({ id: "m1" });
const envelope = envelopeFor(resend);

const requestWith = async (more: Record<string, string>) => {
  const { send, requests } = startSender(resend, { env: { ...env, ...more }, reply: accepted });
  await send(envelope);
  const [request] = requests;
  if (request === undefined) throw new Error("nothing was sent");
  return { request, body: await request.json() };
};

describe("resend", () => {
  describeSender(resend, {
    env,
    required: ["RESEND_API_KEY", "MAIL_FROM"],
    accepted,
    id: "m1",
    schema: resendRequest,
    refused: (statusCode, message) =>
      Response.json({ statusCode, name: "validation_error", message }, { status: statusCode }),
  });

  it("asks for exactly this", async () => {
    const { request, body } = await requestWith({ MAIL_REPLY_TO: "help@example.org" });
    expect(request.method).toBe("POST");
    expect(request.url).toBe("https://api.resend.com/emails");
    expect(Object.fromEntries(request.headers)).toEqual({
      authorization: "Bearer re_1",
      "content-type": "application/json",
      "idempotency-key": envelope.id,
      "user-agent": "countersign/1",
    });
    expect(body).toEqual({
      from: "Acme <codes@example.org>",
      to: [envelope.to],
      reply_to: "help@example.org",
      subject: envelope.subject,
      text: envelope.text,
      html: envelope.html,
      headers: envelope.headers,
    });
  });

  it.each([
    ["rate_limit_exceeded", 429, "transient", "throttled"],
    ["daily_quota_exceeded", 429, "permanent", "quota_used_up"],
    ["monthly_quota_exceeded", 429, "permanent", "quota_used_up"],
    ["concurrent_idempotent_requests", 409, "transient", "throttled"],
    ["invalid_idempotent_request", 409, "permanent", "rejected"],
    ["application_error", 500, "transient", "unreachable"],
    ["internal_server_error", 500, "transient", "unreachable"],
    ["missing_api_key", 401, "permanent", "unauthorized"],
    ["restricted_api_key", 401, "permanent", "unauthorized"],
    ["invalid_api_key", 403, "permanent", "unauthorized"],
    ["validation_error", 403, "permanent", "unauthorized"],
    ["validation_error", 400, "permanent", "rejected"],
    ["missing_required_field", 422, "permanent", "rejected"],
    ["invalid_from_address", 422, "permanent", "rejected"],
    ["constructor", 422, "permanent", "rejected"],
  ])("takes %s with status %i for %s, %s", async (name, status, kind, reason) => {
    const reply = () => Response.json({ statusCode: status, name, message: "" }, { status });
    const { send } = startSender(resend, { env, reply });
    const scope = reason === "rejected" ? "message" : "provider";
    expect(await send(envelope)).toEqual({ ok: false, failure: { kind, scope, reason, status, vendorCode: name } });
  });

  it("does not tell anybody to wait for a quota that is used up", async () => {
    const reply = () =>
      Response.json({ name: "daily_quota_exceeded" }, { status: 429, headers: { "Retry-After": "60" } });
    expect(await startSender(resend, { env, reply }).send(envelope)).toEqual({
      ok: false,
      failure: {
        kind: "permanent",
        scope: "provider",
        reason: "quota_used_up",
        status: 429,
        vendorCode: "daily_quota_exceeded",
      },
    });
  });

  it("counts an acceptance that names no id as one", async () => {
    const { send } = startSender(resend, { env, reply: () => Response.json({}) });
    expect(await send(envelope)).toEqual({ ok: true, value: { providerMessageId: null } });
  });

  it.each([
    ["codes@example.org", "codes@example.org"],
    ["<codes@example.org>", undefined],
    [" Acme   <codes@example.org> ", "Acme <codes@example.org>"],
    ["Acme, Inc. <codes@example.org>", '"Acme, Inc." <codes@example.org>'],
    ['"Acme, Inc." <codes@example.org>', '"Acme, Inc." <codes@example.org>'],
    ["Café <codes@example.org>", "Café <codes@example.org>"],
    ["Acme <codes@example.org>, Eve <eve@example.net>", undefined],
    ["Acme\r\nBcc: eve@example.net <codes@example.org>", undefined],
    ["Acme", undefined],
    ["Acme <codes>", undefined],
  ])("reads the sender %j as %j", async (MAIL_FROM, want) => {
    if (want === undefined) {
      expect(problemsOf(resend, { ...env, MAIL_FROM })).toEqual([
        'MAIL_FROM: write it as "codes@example.org" or "Acme <codes@example.org>"',
      ]);
    } else {
      expect((await requestWith({ MAIL_FROM })).body).toMatchObject({ from: want });
    }
  });

  it.each([
    ["https://eu.example.org/", "https://eu.example.org/emails"],
    ["https://eu.example.org/resend", "https://eu.example.org/resend/emails"],
    ["http://localhost:9999", "http://localhost:9999/emails"],
    ["http://127.0.0.1:9999", "http://127.0.0.1:9999/emails"],
  ])("takes %s for its base", async (RESEND_BASE_URL, want) => {
    expect((await requestWith({ RESEND_BASE_URL })).request.url).toBe(want);
  });

  it.each(["http://api.example.org", "ftp://localhost", "api.resend.com", "javascript:alert(1)"])(
    "does not start with %s for its base",
    (RESEND_BASE_URL) => {
      expect(problemsOf(resend, { ...env, RESEND_BASE_URL })[0]).toMatch(/^RESEND_BASE_URL: /);
    },
  );

  it("reads a key with the newline a shell added, and refuses one with a line inside", async () => {
    const { request } = await requestWith({ RESEND_API_KEY: "re_1\n" });
    expect(request.headers.get("authorization")).toBe("Bearer re_1");
    expect(problemsOf(resend, { ...env, RESEND_API_KEY: "re_1\nX-Evil: 1" })).toEqual([
      "RESEND_API_KEY: has a space or a character no key has",
    ]);
  });
});
