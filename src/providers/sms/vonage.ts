import * as z from "zod/mini";
import type { DeliveryEvent, DeliveryStatus } from "../../core/delivery.ts";
import type { Envelope } from "../../core/message.ts";
import { timeOf } from "../callback.ts";
import { e164Of, messageEvent, stopEvent } from "../events.ts";
import { textField } from "../json.ts";
import { secondsLeft } from "../lifetime.ts";
import { textSender, withoutPlus } from "../phone-sender.ts";
import { defineProvider } from "../provider.ts";
import { apiKey, baseUrl } from "../settings.ts";
import { vendorCodeOf } from "../vendor-code.ts";
import { postToVonage, vonageCallback, vonageErrorOf } from "../vonage-account.ts";
import { senderNameFor } from "./alphanumeric.ts";
import { isStop } from "./stop-words.ts";

const settings = z.lazy(() =>
  z.object({
    VONAGE_API_KEY: apiKey,
    VONAGE_API_SECRET: apiKey,
    VONAGE_FROM: textSender,
    /** Of the account; without it nothing tells its callbacks from anybody's. */
    VONAGE_SIGNATURE_SECRET: z.optional(apiKey),
    VONAGE_BASE_URL: baseUrl("https://api.nexmo.com"),
  }),
);

const bodyOf = (
  { VONAGE_FROM }: z.output<typeof settings>,
  { envelope, now }: { readonly envelope: Envelope; readonly now: number },
) => ({
  message_type: "text",
  channel: "sms",
  to: withoutPlus(envelope.to),
  from: senderNameFor(envelope) ?? withoutPlus(VONAGE_FROM),
  text: envelope.text,
  client_ref: envelope.id,
  // Networks drop texts that have less than half an hour: a late text is better than none. At most three days.
  ttl: secondsLeft(envelope, { now, least: 1_800, most: 259_200 }),
  sms: { encoding_type: "auto" },
  ...(envelope.callbackUrl === undefined ? {} : { webhook_url: envelope.callbackUrl, webhook_version: "v1" }),
});

const statuses: ReadonlyMap<string, DeliveryStatus> = new Map([
  ["submitted", "sent"],
  ["delivered", "delivered"],
  ["read", "delivered"],
  ["rejected", "failed"],
  ["undeliverable", "failed"],
]);

/** No such number, or one that may be sent nothing. */
const nobodyThere: ReadonlySet<string> = new Set(["1050", "1170"]);

/** A status of a message of ours, or a text to us: only the latter has words. */
function eventsIn(event: Readonly<Record<string, unknown>>, now: number): readonly DeliveryEvent[] {
  const id = textField(event, "message_uuid");
  if (id === undefined) return [];
  const at = timeOf(textField(event, "timestamp"), now);

  const recipient = e164Of(textField(event, "from"));
  if (isStop(textField(event, "text")) && recipient !== null) {
    return [stopEvent({ id, recipient, at, vendorCode: null })];
  }

  const word = textField(event, "status") ?? "";
  const status = statuses.get(word);
  if (status === undefined) return [];
  const vendorCode = vendorCodeOf(vonageErrorOf(event["error"]));
  const permanent = vendorCode !== null && nobodyThere.has(vendorCode);
  return [messageEvent({ id, word, status, at, permanent, vendorCode })];
}

/** @see https://developer.vonage.com/en/api/messages */
export const vonageText = defineProvider({
  name: "vonage",
  channels: ["sms"],
  idempotent: false,
  settings,
  sender: (chosen, outside) => (envelope) =>
    postToVonage(outside, {
      url: `${chosen.VONAGE_BASE_URL}/v1/messages`,
      authorization: `Basic ${btoa(`${chosen.VONAGE_API_KEY}:${chosen.VONAGE_API_SECRET}`)}`,
      body: bodyOf(chosen, { envelope, now: outside.now() }),
      id: "message_uuid",
    }),
  callbacks: ({ VONAGE_SIGNATURE_SECRET: secret }, { now }) =>
    secret === undefined ? undefined : vonageCallback({ secret, now }, (event) => ({ events: eventsIn(event, now()) })),
});
