import type { Unstable_Config as Config } from "wrangler";

/** The names of the queues that a wrangler.toml speaks of, each once; none where its sections were taken out. */
export function queuesOf({ queues }: Pick<Config, "queues">): readonly string[] {
  const { producers = [], consumers = [] } = queues;
  const names = [
    ...producers.map(({ queue }) => queue),
    ...consumers.flatMap(({ queue, dead_letter_queue: dead }) => [queue, dead]),
  ];
  return [...new Set(names.filter((name) => name !== undefined))];
}
