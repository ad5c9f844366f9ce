import * as z from "zod/mini";
import type { DeliveryEvent, DeliveryStatus, ReadCallback } from "../../core/delivery.ts";
import type { Envelope } from "../../core/message.ts";
import { fail, ok } from "../../core/result.ts";
import { jsonIn, timeOf } from "../callback.ts";
import { e164Of, messageEvent, stopEvent } from "../events.ts";
import { isObject, listField, textField } from "../json.ts";
import { textSender } from "../phone-sender.ts";
import { defineProvider } from "../provider.ts";
import { call, failureOf, noAnswer, readJson, type Verdict, verdicts } from "../reply.ts";
import { apiKey, baseUrl } from "../settings.ts";
import { unreadable } from "../signatures/doubt.ts";
import { rawPublicKey, telnyxDoubt } from "../signatures/telnyx.ts";
import { vendorCodeOf } from "../vendor-code.ts";
import { senderNameFor } from "./alphanumeric.ts";
import { isStop } from "./stop-words.ts";

const settings = z.lazy(() =>
  z.object({
    TELNYX_API_KEY: apiKey,
    TELNYX_FROM: textSender,
    /** Needed to send under a name. */
    TELNYX_MESSAGING_PROFILE_ID: z.optional(apiKey),
    TELNYX_PUBLIC_KEY: z.optional(
      apiKey.check(z.refine((text) => rawPublicKey(text) !== undefined, "is not the base64 of 32 bytes")),
    ),
    TELNYX_BASE_URL: baseUrl("https://api.telnyx.com"),
  }),
);

type Chosen = z.output<typeof settings>;

const OPTED_OUT = "40300";

/** What its error codes mean where the status alone would mislead; the rest is read from the status. */
const named: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
  [OPTED_OUT, verdicts.suppressed],
  ["40001", verdicts.undeliverable],
  ["40012", verdicts.undeliverable],
  ["40310", verdicts.undeliverable],
  ["20100", verdicts.quotaUsedUp],
  ["40013", verdicts.notConfigured],
  ["40305", verdicts.notConfigured],
  ["40306", verdicts.notConfigured],
  ["40312", verdicts.notConfigured],
  ["40318", verdicts.throttled],
]);

const nobodyThere: ReadonlySet<string> = new Set([OPTED_OUT, "40012", "40310"]);

function bodyOf({ TELNYX_FROM, TELNYX_MESSAGING_PROFILE_ID: profile }: Chosen, envelope: Envelope) {
  const name = profile === undefined ? undefined : senderNameFor(envelope);
  return {
    from: name ?? TELNYX_FROM,
    to: envelope.to,
    text: envelope.text,
    type: "SMS",
    encoding: "auto",
    messaging_profile_id: profile,
    ...(envelope.callbackUrl === undefined ? {} : { webhook_url: envelope.callbackUrl, use_profile_webhooks: false }),
  };
}

const codeIn = (value: unknown): string | null => {
  const [error] = listField(value, "errors");
  return isObject(error) ? vendorCodeOf(error["code"]) : null;
};

const statuses: ReadonlyMap<string, DeliveryStatus> = new Map([
  ["sent", "sent"],
  ["delivered", "delivered"],
  // The network took it, and will never tell whether the phone did.
  ["delivery_unconfirmed", "sent"],
  ["sending_failed", "failed"],
  ["delivery_failed", "failed"],
  ["expired", "failed"],
]);

/** A text to us; anything but a request to stop is none of our business. */
function inboundEvents(payload: unknown, { id, at }: { readonly id: string; readonly at: number }): DeliveryEvent[] {
  const recipient = e164Of(textField(isObject(payload) ? payload["from"] : undefined, "phone_number"));
  if (recipient === null || !isStop(textField(payload, "text"))) return [];
  return [stopEvent({ id, recipient, at, vendorCode: null })];
}

function eventsIn(data: Readonly<Record<string, unknown>>, now: number): readonly DeliveryEvent[] {
  const { payload } = data;
  const id = textField(payload, "id");
  if (id === undefined) return [];
  const at = timeOf(textField(data, "occurred_at"), now);
  if (textField(data, "event_type") === "message.received") return inboundEvents(payload, { id, at });

  const [to] = listField(payload, "to");
  const word = textField(to, "status") ?? "";
  const status = statuses.get(word);
  if (status === undefined) return [];
  const vendorCode = codeIn(payload);
  const permanent = status === "failed" && vendorCode !== null && nobodyThere.has(vendorCode);
  const recipient = vendorCode === OPTED_OUT ? e164Of(textField(to, "phone_number")) : null;
  const stop = recipient === null ? [] : [stopEvent({ id, recipient, at, vendorCode })];
  return [messageEvent({ id, word, status, at, permanent, vendorCode }), ...stop];
}

const reader =
  (publicKey: string, now: () => number): ReadCallback =>
  async (callback) => {
    const doubt = await telnyxDoubt(callback, { publicKey, now: now() });
    if (doubt !== undefined) return fail(doubt);
    const whole = jsonIn(callback.bytes);
    const data = isObject(whole) ? whole["data"] : undefined;
    return isObject(data) ? ok({ events: eventsIn(data, now()) }) : fail(unreadable);
  };

/** @see https://developers.telnyx.com/api-reference/messages/send-a-message */
export const telnyx = defineProvider({
  name: "telnyx",
  channels: ["sms"],
  idempotent: false,
  settings,
  sender: (chosen, outside) => async (envelope) => {
    const response = await call(outside, `${chosen.TELNYX_BASE_URL}/v2/messages`, {
      method: "POST",
      headers: { Authorization: `Bearer ${chosen.TELNYX_API_KEY}`, "Content-Type": "application/json" },
      body: JSON.stringify(bodyOf(chosen, envelope)),
    });
    if (response === undefined) return fail(noAnswer);
    const answer = await readJson(response);
    if (response.ok && isObject(answer)) return ok({ providerMessageId: textField(answer["data"], "id") ?? null });
    const code = codeIn(answer);
    return fail(failureOf(response, { now: outside.now(), verdict: named.get(code ?? ""), vendorCode: code }));
  },
  callbacks: ({ TELNYX_PUBLIC_KEY: key }, { now }) => (key === undefined ? undefined : reader(key, now)),
});
