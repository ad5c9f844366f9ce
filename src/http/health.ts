import type { Bindings } from "../env.ts";
import type { Problem } from "../settings/problems.ts";
import { Hono } from "./hono.ts";

/** What `/version` answers; package.json says the same, and a test holds them together. */
export const VERSION = "0.1.0";

type Check = { readonly name: string; readonly problem: string; readonly fix?: string };

async function reachable(name: string, probe: () => Promise<unknown>): Promise<Check | undefined> {
  try {
    await probe();
    return undefined;
  } catch {
    return { name, problem: "does not answer" };
  }
}

/** Whether D1, with its tables, and KV answer. */
async function unreachable({ DB, CODES }: Bindings): Promise<Check[]> {
  const checks = await Promise.all([
    reachable("D1", () => DB.prepare("SELECT id FROM flows LIMIT 1").all()),
    reachable("KV", () => CODES.get("health")),
  ]);
  return checks.filter((check) => check !== undefined);
}

/** What this deployment does without, and what follows from that; nothing of it keeps it from serving. */
const without = ({ COURIER, ASSETS }: Bindings): Readonly<Record<string, string>> => ({
  ...(COURIER ? {} : { COURIER: "no queue is bound: what a provider did not take waits for the cron, up to a minute" }),
  ...(ASSETS ? {} : { ASSETS: "no catalogues are bound: everything is in English" }),
});

/**
 * `/health/alive`: this code runs. `/health/ready`: it can serve; if not, 503 with what is missing and how to mend it,
 * as `{"errors": {name: text}}`. One that serves with less than it could says so in `without`, in the same form.
 */
export function health(bindings: Bindings, problems: readonly Problem[]): Hono {
  const app = new Hono();
  app.get("/health/alive", (c) => c.json({ status: "ok" }));
  app.get("/health/ready", async (c) => {
    const missing = problems.map(({ setting, problem, fix }) => ({ name: setting, problem, fix }));
    const checks: Check[] = missing.length > 0 ? missing : await unreachable(bindings);
    if (checks.length === 0) {
      const notes = without(bindings);
      return c.json({ status: "ok", ...(Object.keys(notes).length > 0 ? { without: notes } : {}) });
    }
    const errors = Object.fromEntries(
      checks.map(({ name, problem, fix }) => [name, fix === undefined ? problem : `${problem}. ${fix}`]),
    );
    return c.json({ errors }, 503);
  });
  return app;
}
