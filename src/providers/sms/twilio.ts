import * as z from "zod/mini";
import type { DeliveryEvent, DeliveryStatus } from "../../core/delivery.ts";
import type { Envelope } from "../../core/message.ts";
import { flag } from "../../settings/text.ts";
import { e164Of, messageEvent, stopEvent } from "../events.ts";
import { secondsLeft } from "../lifetime.ts";
import { textSender } from "../phone-sender.ts";
import { defineProvider } from "../provider.ts";
import { apiKey } from "../settings.ts";
import { postToTwilio, twilioAccount, twilioCallback, wholeApiKey } from "../twilio-account.ts";
import { vendorCodeOf } from "../vendor-code.ts";
import { senderNameFor } from "./alphanumeric.ts";

const settings = z.lazy(() =>
  z
    .object({
      ...twilioAccount,
      TWILIO_MESSAGING_SERVICE_SID: z.optional(
        apiKey.check(z.regex(/^MG[0-9a-fA-F]{32}$/, "starts with MG and has 34 characters")),
      ),
      TWILIO_FROM: z.optional(textSender),
      /** Needs a feature that not every account has: without it, a request that asks for it is refused. */
      TWILIO_DISCARD_CONTENT: flag(false),
    })
    .check(
      z.superRefine(wholeApiKey),
      z.superRefine(({ TWILIO_FROM, TWILIO_MESSAGING_SERVICE_SID }, context) => {
        if (TWILIO_FROM !== undefined || TWILIO_MESSAGING_SERVICE_SID !== undefined) return;
        context.addIssue({ code: "custom", path: ["TWILIO_FROM"], message: "or a messaging service is needed" });
      }),
    ),
);

type Chosen = z.output<typeof settings>;

/** What a message comes from: the name it asks for, or else a pool of numbers, or else one. */
function originOf({ TWILIO_MESSAGING_SERVICE_SID: service, TWILIO_FROM: from = "" }: Chosen, envelope: Envelope) {
  const name = senderNameFor(envelope);
  if (name !== undefined) return { From: name };
  return service === undefined ? { From: from } : { MessagingServiceSid: service };
}

const formOf = (chosen: Chosen, { envelope, now }: { readonly envelope: Envelope; readonly now: number }) =>
  new URLSearchParams({
    To: envelope.to,
    ...originOf(chosen, envelope),
    Body: envelope.text,
    ValidityPeriod: String(secondsLeft(envelope, { now, least: 1, most: 36_000 })),
    // Swaps characters that would halve a segment for ones that look the same.
    SmartEncoded: "true",
    ...(envelope.callbackUrl === undefined ? {} : { StatusCallback: envelope.callbackUrl }),
    ...(chosen.TWILIO_DISCARD_CONTENT ? { ContentRetention: "discard", AddressRetention: "obfuscate" } : {}),
  });

/** Its words for what became of a message; the others are steps on the way. */
const statuses: ReadonlyMap<string, DeliveryStatus> = new Map([
  ["sent", "sent"],
  ["delivered", "delivered"],
  ["read", "delivered"],
  ["undelivered", "failed"],
  ["failed", "failed"],
  ["canceled", "failed"],
]);

const OPTED_OUT = "21610";
/** No such number, or nobody who wants texts. A phone that is off is not among them, nor a landline: it takes calls. */
const nobodyThere: ReadonlySet<string> = new Set([OPTED_OUT, "21211", "30005"]);

function eventsIn(form: URLSearchParams, at: number): readonly DeliveryEvent[] {
  const id = form.get("MessageSid");
  if (id === null) return [];
  const vendorCode = vendorCodeOf(form.get("ErrorCode"));

  const stopped =
    form.get("OptOutType") === "STOP" ? form.get("From") : vendorCode === OPTED_OUT ? form.get("To") : null;
  const recipient = e164Of(stopped);
  const stop = recipient === null ? [] : [stopEvent({ id, recipient, at, vendorCode })];

  const word = form.get("MessageStatus") ?? "";
  const status = statuses.get(word);
  if (status === undefined) return stop;
  const permanent = status === "failed" && vendorCode !== null && nobodyThere.has(vendorCode);
  return [messageEvent({ id, word, status, at, permanent, vendorCode }), ...stop];
}

/** @see https://www.twilio.com/docs/messaging/api/message-resource */
export const twilioText = defineProvider({
  name: "twilio",
  channels: ["sms"],
  idempotent: false,
  settings,
  sender: (account, outside) => (envelope) =>
    postToTwilio({ outside, account }, "Messages", formOf(account, { envelope, now: outside.now() })),
  callbacks: ({ TWILIO_AUTH_TOKEN }, { now }) =>
    // Twilio's callbacks name no time: the one at which they come has to do.
    twilioCallback(TWILIO_AUTH_TOKEN, (form) => ({ events: eventsIn(form, now()) })),
});
