import { describe, expect, it } from "vitest";
import { cloudflareEmail } from "../../../src/providers/email/cloudflare-email.ts";
import type { Outside } from "../../../src/providers/provider.ts";
import { noAnswer } from "../../../src/providers/reply.ts";
import { misfits, misspelt } from "../../support/provider-schemas/assert.ts";
import { cloudflareEmailRequest } from "../../support/provider-schemas/cloudflare-email.ts";
import { alone, envelopeFor, problemsOf } from "../../support/sender.ts";

const envelope = envelopeFor(cloudflareEmail);
const settings = { MAIL_FROM: "Acme <codes@example.org>" };

const outside: Outside = { ...alone, timeout: () => new AbortController().signal };

/** The sender with a binding that answers `reply`, and what the binding was handed. */
function start(reply: () => unknown, more: { env?: Record<string, string>; outside?: Partial<Outside> } = {}) {
  const mails: unknown[] = [];
  const EMAIL = {
    send(mail: unknown): unknown {
      mails.push(mail);
      return reply();
    },
  };
  const started = cloudflareEmail.configure({ ...settings, ...more.env, EMAIL }, { ...outside, ...more.outside });
  if (!started.ok) throw new Error(problemsOf(cloudflareEmail, { ...settings, ...more.env, EMAIL }).join(", "));
  return { ...started.value, mails };
}

const thrown = (code: unknown) => () =>
  Promise.reject(Object.assign(new Error(`could not write to ${envelope.to}: ${envelope.text}`), { code }));

const accepted = async () => ({ messageId: "<m1@example.org>" });

describe("cloudflare-email", () => {
  it("answers the id of the binding, which drops no repeats", async () => {
    const { name, idempotent, send, mails } = start(accepted);
    expect(await send(envelope)).toEqual({ ok: true, value: { providerMessageId: "<m1@example.org>" } });
    expect(mails).toHaveLength(1);
    expect({ name, idempotent }).toEqual({ name: "cloudflare-email", idempotent: false });
  });

  it("hands over exactly this", async () => {
    const { send, mails } = start(accepted, { env: { MAIL_REPLY_TO: "help@example.org" } });
    await send({ ...envelope, senderName: "Acme, Inc." });
    expect(mails).toEqual([
      {
        from: { email: "codes@example.org", name: "Acme, Inc." },
        to: envelope.to,
        replyTo: "help@example.org",
        subject: envelope.subject,
        text: envelope.text,
        html: envelope.html,
        headers: envelope.headers,
      },
    ]);
  });

  it("asks only for what the binding knows, each key spelt as it does", async () => {
    const { send, mails } = start(accepted, { env: { MAIL_REPLY_TO: "Help <help@example.org>" } });
    await send(envelope);
    const [mail] = mails;
    expect(misfits(cloudflareEmailRequest, mail)).toEqual([]);
    expect(misspelt(mail).length).toBeGreaterThan(7);
    for (const wrong of misspelt(mail)) expect(misfits(cloudflareEmailRequest, wrong)).not.toEqual([]);
  });

  it.each([
    ["E_RATE_LIMIT_EXCEEDED", "transient", "provider", "throttled"],
    ["E_INTERNAL_SERVER_ERROR", "transient", "provider", "unreachable"],
    ["E_DELIVERY_FAILED", "ambiguous", "provider", "unreachable"],
    ["E_DAILY_LIMIT_EXCEEDED", "permanent", "provider", "quota_used_up"],
    ["E_SENDER_NOT_VERIFIED", "permanent", "provider", "not_configured"],
    ["E_SENDER_DOMAIN_NOT_AVAILABLE", "permanent", "provider", "not_configured"],
    ["E_RECIPIENT_NOT_ALLOWED", "permanent", "provider", "not_configured"],
    ["E_RECIPIENT_SUPPRESSED", "permanent", "recipient", "suppressed"],
    ["E_VALIDATION_ERROR", "permanent", "message", "rejected"],
    ["E_CONTENT_TOO_LARGE", "permanent", "message", "rejected"],
    ["E_HEADER_NOT_ALLOWED", "permanent", "message", "rejected"],
    ["E_NOBODY_KNOWS", "ambiguous", "provider", "unreachable"],
  ])("takes %s for %s, about the %s: %s", async (code, kind, scope, reason) => {
    const result = await start(thrown(code)).send(envelope);
    expect(result).toEqual({ ok: false, failure: { kind, scope, reason, vendorCode: code } });
  });

  it.each([
    ["an error without a code", thrown(undefined)],
    ["a number for a code", thrown(10_001)],
    ["an address for a code", thrown(envelope.to)],
    ["something that is no error", () => Promise.reject(envelope.to)],
    [
      "an error at once",
      () => {
        throw new Error(envelope.text);
      },
    ],
  ])("keeps no word of %s", async (_, reply) => {
    expect(await start(reply).send(envelope)).toEqual({ ok: false, failure: noAnswer });
  });

  it("leaves nothing behind that could fail later, when the time it had is over", async () => {
    const abort = new AbortController();
    const throws = () => {
      throw new Error(envelope.text);
    };
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on("unhandledRejection", note);
    await start(throws, { outside: { timeout: () => abort.signal } }).send(envelope);
    abort.abort();
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
  });

  it.each([undefined, null, {}, { messageId: 1 }])("counts %j as an acceptance that names no id", async (answer) => {
    const { send } = start(async () => answer);
    expect(await send(envelope)).toEqual({ ok: true, value: { providerMessageId: null } });
  });

  it.each([
    ["in a while", (abort: AbortController) => queueMicrotask(() => abort.abort())],
    ["already", (abort: AbortController) => abort.abort()],
  ])("gives up after 8 seconds when the binding hangs, were they over %s", async (_, end) => {
    const asked: number[] = [];
    const timeout = (ms: number): AbortSignal => {
      asked.push(ms);
      const abort = new AbortController();
      end(abort);
      return abort.signal;
    };
    const { send } = start(() => new Promise(() => undefined), { outside: { timeout } });
    expect(await send(envelope)).toEqual({ ok: false, failure: noAnswer });
    expect(asked).toEqual([8_000]);
  });

  it.each([
    [{ ...settings }, "EMAIL: is not set"],
    [{ ...settings, EMAIL: "codes@example.org" }, "EMAIL: is not a binding of [[send_email]]"],
    [{ ...settings, EMAIL: { send: "x" } }, "EMAIL: is not a binding of [[send_email]]"],
    [{ EMAIL: { send: accepted } }, "MAIL_FROM: is not set"],
  ])("does not start with %j", (env, problem) => {
    expect(problemsOf(cloudflareEmail, env)).toEqual([problem]);
  });

  it("tells nothing later: its news come by a queue", () => {
    expect(start(accepted).readCallback).toBeUndefined();
  });
});
