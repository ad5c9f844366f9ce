import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach } from "vitest";

// All at once: each transaction waits for the disk, and there are thousands of tests.
const migrate = (): Promise<unknown> =>
  env.DB.batch(env.TEST_MIGRATIONS.flatMap(({ queries }) => queries.map((query) => env.DB.prepare(query))));

// Storage is isolated per file only; each test here starts on an empty, migrated database.
beforeEach(async () => {
  await reset();
  await migrate();
});
