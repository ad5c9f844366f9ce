import type { Services } from "./services.ts";
import { isWakeUp, type WakeUp } from "./stores/wake-ups.ts";

/** As many tries as wrangler.toml allows a wake-up: `max_retries`, and the first. */
const TRIES = 4;
/** Longer than a hiccup of the database, shorter than waiting for the cron. */
const RETRY_AFTER_S = 15;

/**
 * Looks what is due, once however many wake-ups say so. What is due stands in the database: a wake-up that is lost
 * loses nothing but time, and one that comes twice finds nothing left to do.
 */
export async function wokenUp(
  { messages }: Pick<MessageBatch, "messages">,
  { courier, webhooks, world }: Pick<Services, "courier" | "webhooks" | "world">,
): Promise<void> {
  const wakeUps = messages.filter(({ body }) => isWakeUp(body));
  const isFor = (whom: WakeUp["wake"]): boolean => wakeUps.some(({ body }) => isWakeUp(body) && body.wake === whom);
  for (const message of messages) {
    if (wakeUps.includes(message)) continue;
    // No later try could read it either.
    world.log({ event: "wake_up_malformed", message: message.id });
    message.ack();
  }
  if (wakeUps.length === 0) return;
  try {
    // One after the other: both together would want more connections than a run may have.
    if (isFor("courier")) await courier.sendDue();
    if (isFor("webhooks")) await webhooks.deliverDue();
    for (const wakeUp of wakeUps) wakeUp.ack();
  } catch (error) {
    world.log({ event: "wake_up_failed", error: error instanceof Error ? error.name : "unknown" });
    for (const wakeUp of wakeUps) {
      // The platform moves it to the queue of the dead; the cron still sends what it was for.
      if (wakeUp.attempts >= TRIES) world.log({ event: "wake_up_died", message: wakeUp.id });
      wakeUp.retry({ delaySeconds: RETRY_AFTER_S });
    }
  }
}
