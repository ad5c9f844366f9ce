import * as z from "zod/mini";
import type { DeliveryEvent, DeliveryStatus, ReadCallback } from "../../core/delivery.ts";
import type { Envelope } from "../../core/message.ts";
import { fail, ok } from "../../core/result.ts";
import { formIn } from "../callback.ts";
import { e164Of, messageEvent, stopEvent } from "../events.ts";
import { isObject } from "../json.ts";
import { secondsLeft } from "../lifetime.ts";
import { textSender, withoutPlus } from "../phone-sender.ts";
import { defineProvider } from "../provider.ts";
import { call, failureOf, noAnswer, readJson } from "../reply.ts";
import { apiKey, baseUrl } from "../settings.ts";
import { verifyPlivo } from "../signatures/plivo.ts";
import { vendorCodeOf } from "../vendor-code.ts";
import { senderNameFor } from "./alphanumeric.ts";
import { isStop } from "./stop-words.ts";

const settings = z.lazy(() =>
  z
    .object({
      PLIVO_AUTH_ID: apiKey.check(z.regex(/^[A-Z0-9]+$/, "has capital letters and digits only")),
      PLIVO_AUTH_TOKEN: apiKey,
      PLIVO_FROM: z.optional(textSender),
      PLIVO_POWERPACK_UUID: z.optional(apiKey),
      PLIVO_BASE_URL: baseUrl("https://api.plivo.com"),
    })
    .check(
      z.superRefine(({ PLIVO_FROM, PLIVO_POWERPACK_UUID }, context) => {
        if (PLIVO_FROM !== undefined || PLIVO_POWERPACK_UUID !== undefined) return;
        context.addIssue({ code: "custom", path: ["PLIVO_FROM"], message: "or a powerpack is needed" });
      }),
    ),
);

type Chosen = z.output<typeof settings>;

/** What a message comes from: the name it asks for, or else a pool of numbers, or else one. Never two of them. */
function originOf({ PLIVO_FROM = "", PLIVO_POWERPACK_UUID: pool }: Chosen, envelope: Envelope) {
  const name = senderNameFor(envelope);
  if (name !== undefined) return { src: name };
  return pool === undefined ? { src: withoutPlus(PLIVO_FROM) } : { powerpack_uuid: pool };
}

const bodyOf = (chosen: Chosen, { envelope, now }: { readonly envelope: Envelope; readonly now: number }) => ({
  ...originOf(chosen, envelope),
  dst: withoutPlus(envelope.to),
  text: envelope.text,
  // Plivo then keeps neither the text nor the whole number.
  log: false,
  message_expiry: secondsLeft(envelope, { now, least: 5, most: 10_800 }),
  ...(envelope.callbackUrl === undefined ? {} : { url: envelope.callbackUrl, method: "POST" }),
});

/** The id in an answer, which is a list: one request may be for many numbers, but ours is for one. */
function idIn(answer: Readonly<Record<string, unknown>>): string | null {
  const ids = answer["message_uuid"];
  const id: unknown = Array.isArray(ids) ? ids[0] : ids;
  return typeof id === "string" ? id : null;
}

const statuses: ReadonlyMap<string, DeliveryStatus> = new Map([
  ["sent", "sent"],
  ["delivered", "delivered"],
  ["undelivered", "failed"],
  ["failed", "failed"],
  ["rejected", "failed"],
]);

const OPTED_OUT = "200";
/** Opted out, no such number, gone for good. */
const nobodyThere: ReadonlySet<string> = new Set([OPTED_OUT, "50", "70"]);

/** A status of a message of ours, or a text to us: only the latter has words. */
function eventsIn(form: URLSearchParams, at: number): readonly DeliveryEvent[] {
  const id = form.get("MessageUUID");
  if (id === null) return [];
  const vendorCode = vendorCodeOf(form.get("ErrorCode"));
  const stopped = isStop(form.get("Text")) ? form.get("From") : vendorCode === OPTED_OUT ? form.get("To") : null;
  const recipient = e164Of(stopped);
  const stop = recipient === null ? [] : [stopEvent({ id, recipient, at, vendorCode })];

  const word = form.get("Status") ?? "";
  const status = statuses.get(word);
  if (status === undefined) return stop;
  const permanent = status === "failed" && vendorCode !== null && nobodyThere.has(vendorCode);
  return [messageEvent({ id, word, status, at, permanent, vendorCode }), ...stop];
}

const reader =
  (authToken: string, now: () => number): ReadCallback =>
  async (callback) => {
    const signed = await verifyPlivo(callback, authToken);
    // Plivo's callbacks name no time: the one at which they come has to do.
    return signed.ok ? ok({ ...signed.value, events: eventsIn(formIn(callback.bytes), now()) }) : signed;
  };

/** @see https://www.plivo.com/docs/messaging/api/message/send-a-message */
export const plivo = defineProvider({
  name: "plivo",
  channels: ["sms"],
  idempotent: false,
  settings,
  sender: (chosen, outside) => async (envelope) => {
    const { PLIVO_BASE_URL, PLIVO_AUTH_ID, PLIVO_AUTH_TOKEN } = chosen;
    const response = await call(outside, `${PLIVO_BASE_URL}/v1/Account/${PLIVO_AUTH_ID}/Message/`, {
      method: "POST",
      headers: {
        Authorization: `Basic ${btoa(`${PLIVO_AUTH_ID}:${PLIVO_AUTH_TOKEN}`)}`,
        "Content-Type": "application/json",
      },
      body: JSON.stringify(bodyOf(chosen, { envelope, now: outside.now() })),
    });
    if (response === undefined) return fail(noAnswer);
    const answer = await readJson(response);
    // Its errors are sentences: the status has to do.
    if (response.ok && isObject(answer)) return ok({ providerMessageId: idIn(answer) });
    return fail(failureOf(response, { now: outside.now() }));
  },
  callbacks: ({ PLIVO_AUTH_TOKEN }, { now }) => reader(PLIVO_AUTH_TOKEN, now),
});
