import * as z from "zod/mini";
import type { Envelope } from "../core/message.ts";
import { fail, ok } from "../core/result.ts";
import { textField } from "./json.ts";
import { defineProvider } from "./provider.ts";
import { call, failureOf, noAnswer, readJson, verdicts } from "./reply.ts";
import { webhookSecrets } from "./settings.ts";
import { signStandardWebhook } from "./signatures/standard-webhooks.ts";
import { webhookUrl } from "./webhook-url.ts";

const settings = z.lazy(() =>
  z.object({
    MESSAGE_WEBHOOK_URL: webhookUrl,
    /** `whsec_…`, shared with whoever receives; two of them while it is being changed. */
    MESSAGE_WEBHOOK_SECRET: webhookSecrets,
  }),
);

const ACCEPTED = [200, 202, 204];

const bodyOf = (envelope: Envelope, now: number): string =>
  JSON.stringify({
    type: "message.send",
    timestamp: new Date(now).toISOString(),
    data: {
      id: envelope.id,
      app_id: envelope.appId,
      channel: envelope.channel,
      to: envelope.to,
      locale: envelope.locale,
      app_name: envelope.appName,
      sender_name: envelope.senderName,
      sender_id: envelope.senderId,
      subject: envelope.subject,
      text: envelope.text,
      html: envelope.html,
      headers: envelope.headers,
      speech: envelope.speech,
      code: envelope.code ?? undefined,
      link: envelope.link ?? undefined,
      expires_at: new Date(envelope.expiresAt).toISOString(),
    },
  });

/**
 * A sender of one's own behind a URL: each message is handed over in a request signed by Standard Webhooks. 200, 202
 * and 204 take it, with `{"id": …}` if there is something to call it by; 410 wants no more of them. `webhook-id` is
 * the same on every try of a message, and whoever receives it must send a message with the same id once.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const webhook = defineProvider({
  name: "webhook",
  channels: ["email", "sms", "voice"],
  idempotent: true,
  settings,
  sender: (chosen, outside) => async (envelope) => {
    const at = outside.now();
    const body = bodyOf(envelope, at);
    const signed = await signStandardWebhook({ id: envelope.idempotencyKey, at, body }, chosen.MESSAGE_WEBHOOK_SECRET);
    const response = await call(outside, chosen.MESSAGE_WEBHOOK_URL, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...signed },
      body,
    });
    if (response === undefined) return fail(noAnswer);
    const answer = await readJson(response);
    if (ACCEPTED.includes(response.status)) return ok({ providerMessageId: textField(answer, "id") ?? null });
    const verdict = response.status === 410 ? verdicts.notConfigured : undefined;
    return fail(failureOf(response, { now: outside.now(), verdict }));
  },
});
