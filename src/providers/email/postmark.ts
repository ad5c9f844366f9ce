import * as z from "zod/mini";
import type { DeliveryEvent } from "../../core/delivery.ts";
import type { Envelope } from "../../core/message.ts";
import { fail, ok } from "../../core/result.ts";
import { readObject, timeOf } from "../callback.ts";
import { type Outcome, outcomes } from "../events.ts";
import { isObject, textField } from "../json.ts";
import { defineProvider } from "../provider.ts";
import { call, failureOf, noAnswer, readJson, type Verdict, verdicts } from "../reply.ts";
import { apiKey, baseUrl, mailboxText, mailSettings, renamed } from "../settings.ts";
import { sharedSecretDoubt } from "../signatures/shared-secret.ts";
import { vendorCodeOf } from "../vendor-code.ts";

const settings = z.lazy(() =>
  z.object({
    POSTMARK_SERVER_TOKEN: apiKey,
    ...mailSettings,
    POSTMARK_MESSAGE_STREAM: z._default(
      z.string().check(z.regex(/^[a-z0-9_-]+$/, "is no id of a message stream")),
      "outbound",
    ),
    /**
     * What its webhooks bring along, for it signs none: the password of HTTP authentication (under any user name), or a
     * custom header `X-Webhook-Secret`. Either is set where the webhook is made.
     */
    POSTMARK_WEBHOOK_SECRET: z.optional(apiKey),
    POSTMARK_BASE_URL: baseUrl("https://api.postmarkapp.com"),
  }),
);

/** What its error codes mean; other ones are read from the status. */
const coded: ReadonlyMap<number, Verdict> = new Map<number, Verdict>([
  [10, verdicts.unauthorized],
  // Closed for maintenance.
  [100, verdicts.unreachable],
  // The sender is not, or not yet, confirmed with it.
  [400, verdicts.notConfigured],
  [401, verdicts.notConfigured],
  // No credits left.
  [405, verdicts.quotaUsedUp],
  // They bounced or complained before.
  [406, verdicts.suppressed],
  // The account is not, or no longer, allowed to send.
  [412, verdicts.notConfigured],
  [413, verdicts.notConfigured],
  [429, verdicts.throttled],
]);

const bodyOf = (
  { MAIL_FROM, MAIL_REPLY_TO, POSTMARK_MESSAGE_STREAM }: z.output<typeof settings>,
  envelope: Envelope,
): string =>
  JSON.stringify({
    From: mailboxText(renamed(MAIL_FROM, envelope.senderName)),
    To: envelope.to,
    ReplyTo: MAIL_REPLY_TO && mailboxText(MAIL_REPLY_TO),
    Subject: envelope.subject ?? "",
    TextBody: envelope.text,
    HtmlBody: envelope.html,
    Headers: Object.entries(envelope.headers ?? {}).map(([Name, Value]) => ({ Name, Value })),
    MessageStream: POSTMARK_MESSAGE_STREAM,
    TrackOpens: false,
    TrackLinks: "None",
  });

function refusal(response: Response, answer: unknown): Verdict | undefined {
  const code = isObject(answer) ? answer["ErrorCode"] : undefined;
  // A page in place of its JSON comes from the filter before it, which has never seen our account.
  if (typeof code !== "number") return response.status === 403 ? verdicts.unreachable : undefined;
  return coded.get(code) ?? (response.ok ? verdicts.rejected : undefined);
}

/** What it calls bounces that are something else, or final; the rest are bounces a later message may not meet. */
const bounces: ReadonlyMap<string, Outcome | null> = new Map<string, Outcome | null>([
  ["HardBounce", outcomes.gone],
  ["BadEmailAddress", outcomes.gone],
  ["ManuallyDeactivated", outcomes.suppressed],
  ["SpamComplaint", outcomes.complained],
  // It goes on trying.
  ["Transient", outcomes.deferred],
  ["DnsError", outcomes.deferred],
  // Answers of programs to a mail that did arrive.
  ["AutoResponder", null],
  ["AddressChange", null],
  ["ChallengeVerification", null],
  ["Subscribe", null],
  ["Unsubscribe", null],
]);

function outcomeOf(record: string, type: string): Outcome | null {
  if (record === "Delivery") return outcomes.delivered;
  if (record === "SpamComplaint") return outcomes.complained;
  if (record !== "Bounce") return null;
  const known = bounces.get(type);
  return known === undefined ? outcomes.bounced : known;
}

/** What one callback tells, or nothing: it may be about an opened mail. */
function eventIn(callback: unknown, now: number): readonly DeliveryEvent[] {
  const record = textField(callback, "RecordType") ?? "";
  const type = textField(callback, "Type");
  const providerMessageId = textField(callback, "MessageID");
  const outcome = outcomeOf(record, type ?? "");
  if (outcome === null || providerMessageId === undefined) return [];
  const date = textField(callback, "DeliveredAt") ?? textField(callback, "BouncedAt");
  return [
    {
      // It numbers bounces alone; a message meets a fate of one kind once at a time.
      eventId: [providerMessageId, record, type, date].join(" "),
      providerMessageId,
      recipient: null,
      ...outcome,
      at: timeOf(date, now),
      vendorCode: vendorCodeOf(type),
    },
  ];
}

/**
 * @see https://postmarkapp.com/developer/api/email-api
 * @see https://postmarkapp.com/developer/webhooks/webhooks-overview
 */
export const postmark = defineProvider({
  name: "postmark",
  channels: ["email"],
  idempotent: false,
  settings,
  sender: (chosen, outside) => async (envelope) => {
    const response = await call(outside, `${chosen.POSTMARK_BASE_URL}/email`, {
      method: "POST",
      headers: {
        "X-Postmark-Server-Token": chosen.POSTMARK_SERVER_TOKEN,
        Accept: "application/json",
        "Content-Type": "application/json",
      },
      body: bodyOf(chosen, envelope),
    });
    if (response === undefined) return fail(noAnswer);
    const answer = await readJson(response);
    const code = isObject(answer) ? answer["ErrorCode"] : undefined;
    // It also refuses with status 200.
    if (response.ok && code === 0) return ok({ providerMessageId: textField(answer, "MessageID") ?? null });
    const vendorCode = typeof code === "number" ? String(code) : undefined;
    return fail(failureOf(response, { now: outside.now(), verdict: refusal(response, answer), vendorCode }));
  },
  callbacks: ({ POSTMARK_WEBHOOK_SECRET: secret }, outside) =>
    secret === undefined
      ? undefined
      : async (callback) => {
          const doubt = await sharedSecretDoubt(callback, secret);
          return doubt === undefined
            ? readObject(callback.bytes, (object) => eventIn(object, outside.now()))
            : fail(doubt);
        },
});
