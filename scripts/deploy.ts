/**
 * `npm run deploy`: migrations, then the Worker, so that new code never meets an old schema. The very first time there
 * is no database to migrate yet; deploying the Worker creates it, and until it has its tables `/health/ready` says so.
 * Queues that wrangler.toml names and nobody has made yet are made before: wrangler would not make the one for the dead.
 */
import { spawnSync } from "node:child_process";
import { unstable_readConfig as readConfig } from "wrangler";
import { queuesOf } from "./queues.ts";

const wrangler = "node_modules/wrangler/bin/wrangler.js";

function run(args: readonly string[], { quiet = false } = {}): boolean {
  const { status } = spawnSync(process.execPath, [wrangler, ...args], { stdio: quiet ? "ignore" : "inherit" });
  return status === 0;
}

function orStop(done: boolean): void {
  if (!done) process.exit(1);
}

const migrate = ["d1", "migrations", "apply", "DB", "--remote"];
const deploy = ["deploy", ...process.argv.slice(2)];

orStop(run(["whoami"], { quiet: false }));
for (const queue of queuesOf(readConfig({ config: "wrangler.toml" }))) {
  orStop(run(["queues", "info", queue], { quiet: true }) || run(["queues", "create", queue]));
}
const exists = run(["d1", "info", "DB", "--json"], { quiet: true });
for (const step of exists ? [migrate, deploy] : [deploy, migrate]) orStop(run(step));
