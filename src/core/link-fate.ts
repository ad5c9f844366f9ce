import type { Flow } from "./flow.ts";

/** What became of a link that worked once. */
export type LinkFate = "confirmed" | "stopped" | "old" | "replaced";

/**
 * Told from its flow as that stands at `now` (epoch milliseconds), for whoever is known to have had the link while it
 * worked. A flow that is under way has a newer one.
 */
export function fateOf({ state, expiresAt }: Pick<Flow, "state" | "expiresAt">, now: number): LinkFate {
  if (state === "verified") return "confirmed";
  if (state === "cancelled" || state === "locked") return "stopped";
  return state === "expired" || expiresAt <= now ? "old" : "replaced";
}
