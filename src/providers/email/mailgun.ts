import * as z from "zod/mini";
import type { DeliveryEvent } from "../../core/delivery.ts";
import type { Envelope } from "../../core/message.ts";
import { fail, ok } from "../../core/result.ts";
import { jsonIn, timeOfSeconds } from "../callback.ts";
import { type Outcome, outcomes } from "../events.ts";
import { isObject, textField } from "../json.ts";
import { secondsLeft } from "../lifetime.ts";
import { defineProvider } from "../provider.ts";
import { call, failureOf, noAnswer, readJson, verdicts } from "../reply.ts";
import { apiKey, baseUrl, mailboxText, mailSettings, renamed } from "../settings.ts";
import { unreadable } from "../signatures/doubt.ts";
import { verifyMailgun } from "../signatures/mailgun.ts";
import { vendorCodeOf } from "../vendor-code.ts";
import { withoutBrackets } from "./message-id.ts";

const settings = z.lazy(() =>
  z.object({
    MAILGUN_API_KEY: apiKey,
    MAILGUN_DOMAIN: z.string().check(z.regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i, "write it as mail.example.org")),
    ...mailSettings,
    /** The "HTTP webhook signing key", which is not the API key. */
    MAILGUN_SIGNING_KEY: z.optional(apiKey),
    /** `https://api.eu.mailgun.net` for a domain in its European region. */
    MAILGUN_BASE_URL: baseUrl("https://api.mailgun.net"),
  }),
);

/** How long it may go on trying, as it writes durations: from five minutes to a day. */
function deliverWithin(envelope: Envelope, now: number): string {
  const minutes = Math.floor(secondsLeft(envelope, { now, least: 300, most: 86_400 }) / 60);
  return minutes < 60 ? `${minutes}m` : `${Math.floor(minutes / 60)}h${minutes % 60}m`;
}

function bodyOf({ MAIL_FROM, MAIL_REPLY_TO }: z.output<typeof settings>, envelope: Envelope, now: number): string {
  const fields = new URLSearchParams({
    from: mailboxText(renamed(MAIL_FROM, envelope.senderName)),
    to: envelope.to,
    subject: envelope.subject ?? "",
    text: envelope.text,
    // Opens and clicks both.
    "o:tracking": "no",
    "o:deliver-within": deliverWithin(envelope, now),
  });
  if (envelope.html !== undefined) fields.set("html", envelope.html);
  if (MAIL_REPLY_TO) fields.set("h:Reply-To", mailboxText(MAIL_REPLY_TO));
  for (const [name, value] of Object.entries(envelope.headers ?? {})) fields.set(`h:${name}`, value);
  return fields.toString();
}

/** It says in a sentence when to ask again. */
function waitIn(answer: unknown): number | undefined {
  const seconds = /after (\d{1,6}) seconds/.exec(textField(answer, "message") ?? "")?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1_000;
}

/** Why it gave up on an address for good, rather than on a message. */
const gone = ["bounce", "suppress-bounce", "suppress-complaint"];

function outcomeOf(event: unknown): Outcome | undefined {
  switch (textField(event, "event")) {
    case "accepted":
      return outcomes.sent;
    case "delivered":
      return outcomes.delivered;
    case "complained":
      return outcomes.complained;
    case "rejected":
      return outcomes.failed;
    case "failed":
      return failedOutcome(event);
    default:
      return undefined;
  }
}

function failedOutcome(event: unknown): Outcome {
  const reason = textField(event, "reason") ?? "";
  // The last of its tries is "temporary" like those before, but "old".
  if (textField(event, "severity") !== "permanent") return reason === "old" ? outcomes.failed : outcomes.deferred;
  return gone.includes(reason) ? outcomes.gone : outcomes.bounced;
}

function messageIdOf(event: Readonly<Record<string, unknown>>): string | undefined {
  const { message } = event;
  return textField(isObject(message) ? message["headers"] : undefined, "message-id");
}

/** What one callback tells, or nothing: it may be about an opened mail. */
function eventIn(event: unknown, token: string, now: number): readonly DeliveryEvent[] {
  const outcome = outcomeOf(event);
  const messageId = isObject(event) ? messageIdOf(event) : undefined;
  if (!isObject(event) || outcome === undefined || messageId === undefined) return [];
  const status = event["delivery-status"];
  const code = isObject(status) ? status["code"] : undefined;
  return [
    {
      // Not its own id of the event, which the signature does not cover.
      eventId: token,
      providerMessageId: withoutBrackets(messageId),
      recipient: null,
      ...outcome,
      at: timeOfSeconds(event["timestamp"], now),
      vendorCode: vendorCodeOf(code),
    },
  ];
}

/**
 * @see https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/messages/post-v3--domain-name--messages
 * @see https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-payloads
 */
export const mailgun = defineProvider({
  name: "mailgun",
  channels: ["email"],
  idempotent: false,
  settings,
  sender: (chosen, outside) => async (envelope) => {
    const now = outside.now();
    const response = await call(outside, `${chosen.MAILGUN_BASE_URL}/v3/${chosen.MAILGUN_DOMAIN}/messages`, {
      method: "POST",
      headers: {
        Authorization: `Basic ${btoa(`api:${chosen.MAILGUN_API_KEY}`)}`,
        "Content-Type": "application/x-www-form-urlencoded",
      },
      body: bodyOf(chosen, envelope, now),
    });
    if (response === undefined) return fail(noAnswer);
    const answer = await readJson(response);
    if (response.ok && isObject(answer)) {
      const id = textField(answer, "id");
      return ok({ providerMessageId: id === undefined ? null : withoutBrackets(id) });
    }
    // It does not know the domain, or not in this region.
    const verdict = response.status === 404 ? verdicts.notConfigured : undefined;
    return fail(failureOf(response, { now: outside.now(), verdict, waitMs: waitIn(answer) }));
  },
  callbacks: ({ MAILGUN_SIGNING_KEY: key }, outside) =>
    key === undefined
      ? undefined
      : async (callback) => {
          // The signature stands in the body, so this once the body is read before it is believed.
          const json = jsonIn(callback.bytes);
          if (!isObject(json)) return fail(unreadable);
          const now = outside.now();
          const signed = await verifyMailgun(json["signature"], { key, now });
          if (!signed.ok) return signed;
          const { token } = signed.value;
          return ok({ token, events: eventIn(json["event-data"], token, now) });
        },
});
