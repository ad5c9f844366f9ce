import * as z from "zod/mini";
import { fromBase64Url } from "../../core/base64url.ts";
import type { DeliveryEvent } from "../../core/delivery.ts";
import type { Envelope } from "../../core/message.ts";
import { fail, ok } from "../../core/result.ts";
import { transformed } from "../../schema.ts";
import { jsonIn, timeOfSeconds } from "../callback.ts";
import { type Outcome, outcomes } from "../events.ts";
import { isObject, listField, textField } from "../json.ts";
import { defineProvider } from "../provider.ts";
import { call, failureOf, noAnswer, readJson, type Verdict, verdicts } from "../reply.ts";
import { apiKey, baseUrl, type Mailbox, mailSettings, renamed } from "../settings.ts";
import { unreadable } from "../signatures/doubt.ts";
import { sendgridDoubt } from "../signatures/sendgrid.ts";
import { vendorCodeOf } from "../vendor-code.ts";

// What every P-256 key in SPKI is long.
const SPKI_BYTES = 91;

const settings = z.lazy(() =>
  z.object({
    SENDGRID_API_KEY: apiKey,
    ...mailSettings,
    /** The public key with which its callbacks are verified, as its settings page shows it. */
    SENDGRID_WEBHOOK_KEY: z.optional(
      transformed(z.string(), (text) => fromBase64Url(text.trim()) ?? new Uint8Array()).check(
        z.refine((bytes) => bytes.length === SPKI_BYTES, "is not the public key of a signed event webhook"),
      ),
    ),
    SENDGRID_BASE_URL: baseUrl("https://api.sendgrid.com"),
  }),
);

const person = ({ name, address }: Mailbox) => ({ email: address, ...(name === null ? {} : { name }) });

const off = { enable: false };

const bodyOf = ({ MAIL_FROM, MAIL_REPLY_TO }: z.output<typeof settings>, envelope: Envelope): string =>
  JSON.stringify({
    personalizations: [{ to: [{ email: envelope.to }] }],
    from: person(renamed(MAIL_FROM, envelope.senderName)),
    reply_to: MAIL_REPLY_TO && person(MAIL_REPLY_TO),
    subject: envelope.subject ?? "",
    // It wants the plainest part first.
    content: [
      { type: "text/plain", value: envelope.text },
      ...(envelope.html === undefined ? [] : [{ type: "text/html", value: envelope.html }]),
    ],
    headers: envelope.headers,
    tracking_settings: {
      click_tracking: { ...off, enable_text: false },
      open_tracking: off,
      subscription_tracking: off,
      ganalytics: off,
    },
  });

/** Which of our fields its first error is about. */
function blamedField(answer: unknown): string | undefined {
  const [error] = listField(answer, "errors");
  return textField(error, "field");
}

function verdictOn({ status }: Response, field = ""): Verdict | undefined {
  if (status !== 400 && status !== 403) return undefined;
  if (field.startsWith("personalizations.0.to")) return verdicts.undeliverable;
  // The sender is not verified with it.
  return /^from(?:\.|$)/.test(field) ? verdicts.notConfigured : undefined;
}

/** When its window of requests ends; it sends no `Retry-After`. */
function untilReset(headers: Headers, now: number): number | undefined {
  const seconds = headers.get("x-ratelimit-reset") ?? "";
  return /^\d+$/.test(seconds) ? Number(seconds) * 1_000 - now : undefined;
}

const told: ReadonlyMap<string, Outcome> = new Map<string, Outcome>([
  ["processed", outcomes.sent],
  ["deferred", outcomes.deferred],
  ["delivered", outcomes.delivered],
  ["bounce", outcomes.gone],
  ["dropped", outcomes.failed],
  ["spamreport", outcomes.complained],
]);

/** Why it drops what nobody would take; it drops for other reasons too. */
const suppressed = ["Bounced Address", "Spam Reporting Address", "Invalid"];

function outcomeOf(event: unknown): Outcome | undefined {
  const name = textField(event, "event") ?? "";
  // A server that would not have this message, not an address that is not there.
  if (name === "bounce" && textField(event, "type") === "blocked") return outcomes.bounced;
  if (name === "dropped" && suppressed.includes(textField(event, "reason") ?? "")) return outcomes.suppressed;
  return told.get(name);
}

/** What one entry of a callback tells, or nothing: it may be about an opened mail. */
function eventIn(entry: unknown, now: number): readonly DeliveryEvent[] {
  const outcome = outcomeOf(entry);
  const eventId = textField(entry, "sg_event_id");
  // The id it answered with, a dot, and where the message went on its way.
  const [providerMessageId] = textField(entry, "sg_message_id")?.split(".") ?? [];
  if (!isObject(entry) || outcome === undefined || eventId === undefined || !providerMessageId) return [];
  return [
    {
      eventId,
      providerMessageId,
      recipient: null,
      ...outcome,
      at: timeOfSeconds(entry["timestamp"], now),
      vendorCode: vendorCodeOf(textField(entry, "status")),
    },
  ];
}

/**
 * A suppressed recipient is accepted like any other and told of later, as dropped.
 *
 * @see https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send
 * @see https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
 */
export const sendgrid = defineProvider({
  name: "sendgrid",
  channels: ["email"],
  idempotent: false,
  settings,
  sender: (chosen, outside) => async (envelope) => {
    const response = await call(outside, `${chosen.SENDGRID_BASE_URL}/v3/mail/send`, {
      method: "POST",
      headers: { Authorization: `Bearer ${chosen.SENDGRID_API_KEY}`, "Content-Type": "application/json" },
      body: bodyOf(chosen, envelope),
    });
    if (response === undefined) return fail(noAnswer);
    const answer = await readJson(response);
    // Of what it accepts it says nothing but the id.
    if (response.status === 202) return ok({ providerMessageId: response.headers.get("x-message-id") });
    const field = blamedField(answer);
    const now = outside.now();
    const waitMs = untilReset(response.headers, now);
    return fail(failureOf(response, { now, verdict: verdictOn(response, field), vendorCode: field, waitMs }));
  },
  callbacks: ({ SENDGRID_WEBHOOK_KEY: publicKey }, outside) =>
    publicKey &&
    (async (callback) => {
      const now = outside.now();
      const doubt = await sendgridDoubt(callback, { publicKey, now });
      if (doubt !== undefined) return fail(doubt);
      const json = jsonIn(callback.bytes);
      if (!Array.isArray(json)) return fail(unreadable);
      return ok({ events: json.flatMap((entry) => eventIn(entry, now)) });
    }),
});
