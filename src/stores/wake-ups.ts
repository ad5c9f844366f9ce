import type { World } from "../core/ports.ts";

/** What the queue carries: that it is time to look, not what to do. The database knows that. */
export type WakeUp = { readonly wake: "courier" | "webhooks" };

/** The producing end of the queue, as far as it is used. */
export type WakeUps = {
  send(wakeUp: WakeUp, how: { readonly contentType: "json"; readonly delaySeconds: number }): Promise<unknown>;
};

/** Whether what came through the queue is one of ours, whoever put it there. */
export const isWakeUp = (body: unknown): body is WakeUp =>
  typeof body === "object" && body !== null && "wake" in body && (body.wake === "courier" || body.wake === "webhooks");

/** As long as a queue puts anything off. */
const LONGEST_DELAY_S = 43_200;

/** Wakes the courier, or who tells webhooks, through a queue; without one, the cron has to do. */
export const wakerOf =
  (queue: WakeUps | undefined, { now }: Pick<World, "now">, wake: WakeUp["wake"] = "courier") =>
  async (at: number): Promise<void> => {
    const delaySeconds = Math.min(Math.max(0, Math.ceil((at - now()) / 1_000)), LONGEST_DELAY_S);
    await queue?.send({ wake }, { contentType: "json", delaySeconds });
  };
