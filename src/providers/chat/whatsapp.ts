import * as z from "zod/mini";
import type { Callback, DeliveryEvent, DeliveryStatus, ReadCallback } from "../../core/delivery.ts";
import { fail, ok } from "../../core/result.ts";
import { readObject, timeOfSeconds } from "../callback.ts";
import { messageEvent } from "../events.ts";
import { isObject, listField, textField } from "../json.ts";
import { withoutPlus } from "../phone-sender.ts";
import { defineProvider, type Outside } from "../provider.ts";
import { byCode, call, failureOf, noAnswer, readJson, type Verdict, verdicts } from "../reply.ts";
import { apiKey, baseUrl } from "../settings.ts";
import { metaDoubt } from "../signatures/meta.ts";
import { challengeIn } from "../signatures/meta-challenge.ts";
import { vendorCodeOf } from "../vendor-code.ts";

const settings = z.lazy(() =>
  z.object({
    WHATSAPP_PHONE_NUMBER_ID: apiKey.check(z.regex(/^\d+$/, "has digits only")),
    WHATSAPP_ACCESS_TOKEN: apiKey,
    /** The name of an approved template of the kind "authentication". */
    WHATSAPP_TEMPLATE: apiKey.check(z.regex(/^[a-z0-9_]{1,512}$/, "has small letters, digits and underscores")),
    WHATSAPP_LANGUAGE: z._default(
      z.string().check(z.trim(), z.regex(/^[a-z]{2,3}(?:_[A-Z]{2})?$/, 'write it as "en" or "en_US"')),
      "en_US",
    ),
    /** Signs callbacks; without it nothing tells them from anybody's. */
    WHATSAPP_APP_SECRET: z.optional(apiKey),
    /** What Meta is told to show when it asks whether callbacks are wanted. */
    WHATSAPP_VERIFY_TOKEN: z.optional(apiKey),
    WHATSAPP_BASE_URL: baseUrl("https://graph.facebook.com/v23.0"),
  }),
);

type Chosen = z.output<typeof settings>;

/** That WhatsApp does not reach somebody says nothing about texts: the next provider may. */
const notOnWhatsApp: Verdict = { kind: "permanent", scope: "provider", reason: "undeliverable" };
/** Its template has a place for a code and for nothing else. */
const notForWhatsApp: Verdict = { kind: "permanent", scope: "provider", reason: "rejected" };

/** Error codes by what they mean; the rest is read from the status. */
const named = byCode([
  [verdicts.throttled, [4, 80007, 130429, 131056]],
  [verdicts.unreachable, [1, 2, 131000, 131016]],
  [verdicts.unauthorized, [10, 190, 368, 131031]],
  [verdicts.quotaUsedUp, [131042]],
  // The template, in that language, is not there, paused, or takes other words.
  [verdicts.notConfigured, [132000, 132001, 132012, 132015, 132016]],
  [notOnWhatsApp, [131026, 131030, 131049, 131050]],
  [verdicts.rejected, [100, 131008, 131009]],
]);

/** 200 to 299 are permissions that the token lacks. */
const verdictFor = (code: number): Verdict | undefined =>
  code >= 200 && code <= 299 ? verdicts.unauthorized : named.get(code);

const bodyOf = (chosen: Chosen, { to, code }: { readonly to: string; readonly code: string }) => {
  const parameters = [{ type: "text", text: code }];
  return {
    messaging_product: "whatsapp",
    recipient_type: "individual",
    to: withoutPlus(to),
    type: "template",
    template: {
      name: chosen.WHATSAPP_TEMPLATE,
      language: { policy: "deterministic", code: chosen.WHATSAPP_LANGUAGE },
      components: [
        { type: "body", parameters },
        // The button that copies the code.
        { type: "button", sub_type: "url", index: "0", parameters },
      ],
    },
  };
};

function idIn(answer: unknown): string | null {
  const [message] = listField(answer, "messages");
  return textField(message, "id") ?? null;
}

function codeIn(answer: unknown): number | undefined {
  const error = isObject(answer) ? answer["error"] : undefined;
  return isObject(error) && typeof error["code"] === "number" ? error["code"] : undefined;
}

const statuses: ReadonlyMap<string, DeliveryStatus> = new Map([
  ["sent", "sent"],
  ["delivered", "delivered"],
  ["read", "delivered"],
  ["failed", "failed"],
]);

function eventOf(told: unknown, now: number): DeliveryEvent | undefined {
  const id = textField(told, "id");
  const word = textField(told, "status") ?? "";
  const status = statuses.get(word);
  if (id === undefined || status === undefined) return undefined;
  const [error] = listField(told, "errors");
  const vendorCode = vendorCodeOf(isObject(error) ? error["code"] : undefined);
  const at = timeOfSeconds(Number(textField(told, "timestamp")), now);
  // Never for good: somebody who is not on WhatsApp can be sent a text.
  return messageEvent({ id, word, status, at, permanent: false, vendorCode });
}

const eventsIn = (whole: unknown, now: number): readonly DeliveryEvent[] =>
  listField(whole, "entry")
    .flatMap((entry) => listField(entry, "changes"))
    .flatMap((change) => listField(isObject(change) ? change["value"] : undefined, "statuses"))
    .flatMap((told) => eventOf(told, now) ?? []);

async function reading(callback: Callback, secret: string, now: number): ReturnType<ReadCallback> {
  const doubt = await metaDoubt(callback, secret);
  if (doubt !== undefined) return fail(doubt);
  return readObject(callback.bytes, (whole) => eventsIn(whole, now));
}

const reader =
  ({
    secret,
    verifyToken,
    now,
  }: {
    secret: string;
    verifyToken: string | undefined;
    now: Outside["now"];
  }): ReadCallback =>
  (callback) =>
    callback.method === "GET" ? challengeIn(callback.url, verifyToken) : reading(callback, secret, now());

/**
 * Codes in WhatsApp. What a message says is Meta's: only the code in it is ours, so that what has none goes elsewhere.
 *
 * @see https://developers.facebook.com/docs/whatsapp/business-management-api/authentication-templates
 */
export const whatsapp = defineProvider({
  name: "whatsapp",
  channels: ["sms"],
  idempotent: false,
  settings,
  sender: (chosen, outside) => async (envelope) => {
    const { to, code } = envelope;
    if (code === null) return fail(notForWhatsApp);
    const response = await call(outside, `${chosen.WHATSAPP_BASE_URL}/${chosen.WHATSAPP_PHONE_NUMBER_ID}/messages`, {
      method: "POST",
      headers: { Authorization: `Bearer ${chosen.WHATSAPP_ACCESS_TOKEN}`, "Content-Type": "application/json" },
      body: JSON.stringify(bodyOf(chosen, { to, code })),
    });
    if (response === undefined) return fail(noAnswer);
    const answer = await readJson(response);
    if (response.ok && isObject(answer)) return ok({ providerMessageId: idIn(answer) });
    const number = codeIn(answer);
    const verdict = number === undefined ? undefined : verdictFor(number);
    return fail(failureOf(response, { now: outside.now(), verdict, vendorCode: number?.toString() }));
  },
  callbacks: ({ WHATSAPP_APP_SECRET: secret, WHATSAPP_VERIFY_TOKEN: verifyToken }, { now }) =>
    secret === undefined ? undefined : reader({ secret, verifyToken, now }),
});
