import type { Services } from "./services.ts";
import { sweep } from "./stores/retention.ts";

/** What there is to do each minute. One part that fails keeps no other from its work, and is logged. */
export async function everyMinute({ courier, database, settings, webhooks, world }: Services): Promise<void> {
  async function attempt(part: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      world.log({ event: "cron_failed", part, error: error instanceof Error ? error.name : "unknown" });
    }
  }
  async function reachOut(): Promise<void> {
    await attempt("send", courier.sendDue);
    // After the messages, which somebody waits for: both together would want more connections than a run may have.
    await attempt("tell", webhooks.deliverDue);
  }
  await Promise.all([
    reachOut(),
    attempt("sweep", async () => {
      world.log({ event: "swept", ...(await sweep(database, settings.policy, world.now())) });
    }),
  ]);
}
