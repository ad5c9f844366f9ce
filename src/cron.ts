import type { Services } from "./services.ts";
import { sweep } from "./stores/retention.ts";

/** What there is to do each minute. One part that fails keeps no other from its work, and is logged. */
export async function everyMinute({ courier, database, settings, world }: Services): Promise<void> {
  const parts: Readonly<Record<string, () => Promise<void>>> = {
    async send() {
      await courier.sendDue();
    },
    async sweep() {
      world.log({ event: "swept", ...(await sweep(database, settings.policy, world.now())) });
    },
  };
  await Promise.all(
    Object.entries(parts).map(async ([part, work]) => {
      try {
        await work();
      } catch (error) {
        world.log({ event: "cron_failed", part, error: error instanceof Error ? error.name : "unknown" });
      }
    }),
  );
}
