import type { Routes, World } from "../core/ports.ts";
import { fail, ok, type Result } from "../core/result.ts";
import type { Env } from "../env.ts";
import type { Problem } from "../settings/problems.ts";
import { emailProviders } from "./email/index.ts";

/** The senders that the settings choose, or what keeps e-mail from being sent. */
export function chooseRoutes(env: Env, world: World): Result<Routes, readonly Problem[]> {
  const [standard] = emailProviders;
  const configured = standard.configure(env, world);
  if (configured.ok) return ok({ email: [{ sender: configured.value, countries: "*" }], sms: [], voice: [] });
  const fix =
    'npx wrangler secret put RESEND_API_KEY; and in wrangler.toml under [vars] MAIL_FROM = "Acme <codes@mail.acme.example>"';
  return fail(configured.failure.problems.map((problem) => ({ setting: "MAIL", problem, fix })));
}
