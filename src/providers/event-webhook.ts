import { fromBase64Url } from "../core/base64url.ts";
import { SECRET_PREFIX } from "../core/webhook-secret.ts";
import type { WebhookPost } from "../core/webhooks.ts";
import type { Outside } from "./provider.ts";
import { retryAfterMs } from "./reply.ts";
import { signStandardWebhook } from "./signatures/standard-webhooks.ts";

const TIMEOUT_MS = 5_000;
/**
 * Sends an event to an endpoint, signed by Standard Webhooks with each secret. A redirect is not followed, and of the
 * answer nothing but status and `Retry-After` is looked at: its body is not fetched.
 */
export const postEvent =
  ({ http, now, timeout = (ms) => AbortSignal.timeout(ms) }: Outside): WebhookPost =>
  async (url, message, secrets) => {
    const keys = secrets.flatMap((secret) => fromBase64Url(secret.slice(SECRET_PREFIX.length)) ?? []);
    const signed = await signStandardWebhook(message, keys);
    try {
      const response = await http(
        new Request(url, {
          method: "POST",
          headers: { "Content-Type": "application/json", "User-Agent": "countersign/1", ...signed },
          body: message.body,
          redirect: "manual",
          signal: timeout(TIMEOUT_MS),
        }),
      );
      // Its end is nothing to us, and what was taken is not to be sent again because of it.
      await response.body?.cancel().catch(() => undefined);
      return { status: response.status, retryAfterMs: retryAfterMs(response.headers, now()) };
    } catch {
      return undefined;
    }
  };
