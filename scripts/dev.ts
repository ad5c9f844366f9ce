/**
 * `npm run dev`: applies the migrations to the local database, then serves with `wrangler dev`. Every development
 * value is given here, on the command line, and stands in no file that a deployment reads. Flags go on to wrangler:
 * `npm run dev -- --port 8901 --persist-to DIR --var POLICY:standard`.
 */
import { spawn, spawnSync } from "node:child_process";
import { DEVELOPMENT_KEY_PHRASE } from "../src/settings/secrets.ts";

const DEFAULT_PORT = "8787";
const wrangler = "node_modules/wrangler/bin/wrangler.js";
const flags = process.argv.slice(2);

function flagValue(flag: string): string | undefined {
  const joined = flags.find((item) => item.startsWith(`${flag}=`));
  if (joined) return joined.slice(flag.length + 1);
  const index = flags.indexOf(flag);
  return index === -1 ? undefined : flags[index + 1];
}

/** Everything after one `--var`, up to the next flag. */
function givenVariables(): Set<string> {
  const names = new Set<string>();
  let reading = false;
  for (const item of flags) {
    if (item.startsWith("-")) reading = item === "--var";
    else if (reading) names.add(item.split(":", 1)[0] ?? "");
  }
  return names;
}

const port = flagValue("--port") ?? DEFAULT_PORT;
const origin = `http://localhost:${port}`;
const environment = { ...process.env, WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false" };

const persistTo = flagValue("--persist-to");
const migrated = spawnSync(
  process.execPath,
  [wrangler, "d1", "migrations", "apply", "DB", "--local", ...(persistTo ? ["--persist-to", persistTo] : [])],
  { env: { ...environment, CI: "1" }, encoding: "utf8" },
);
if (migrated.status !== 0) {
  process.stderr.write(`${migrated.stdout}${migrated.stderr}\nThe local database could not be migrated.\n`);
  process.exit(migrated.status ?? 1);
}

const variables: Record<string, string> = {
  PUBLIC_URL: origin,
  APP_NAME: "Acme",
  POLICY: "relaxed",
  ADMIN_TOKEN: "dev-admin-token",
  // A fixed key, so that a restart on the same folder still knows its codes. A deployment refuses it by name and value.
  KEYS: `dev:${Buffer.alloc(32, DEVELOPMENT_KEY_PHRASE).toString("base64")}`,
  ALLOWED_RETURN_URLS: `${origin} http://localhost:3000 http://localhost:5173`,
  // Of nobody's host, for examples; and the ports that frontends are developed on.
  REDIRECT_URIS: [
    "https://app.example.test/verify",
    "https://app.example.test/done?x=1",
    "http://localhost:3000/verified",
    "http://localhost:5173/verified",
    `${origin}/identity/done`,
  ].join(" "),
  CONTINUE_URLS: `https://login.example.test/continue http://localhost:3000 http://localhost:5173 ${origin}/identity/done`,
  CUSTOM_MESSAGES_ENABLED: "true",
  SMS_FALLBACK: "voice",
};
const given = givenVariables();
const vars = Object.entries(variables)
  .filter(([name]) => !given.has(name))
  .flatMap(([name, value]) => ["--var", `${name}:${value}`]);

process.stdout.write(`
  Start page   ${origin}/auth/self-service/verification/browser
  Outbox       ${origin}/dev/outbox
  Health       ${origin}/health/ready
  API          README.md, docs/admin-api.md
  Admin token  dev-admin-token

  curl -s ${origin}/auth/self-service/verification/api

`);

const server = spawn(
  process.execPath,
  [
    wrangler,
    "dev",
    "--define",
    "DEVELOPMENT:true",
    "--show-interactive-dev-session=false",
    ...vars,
    ...(flagValue("--port") ? [] : ["--port", port]),
    ...flags,
  ],
  { env: environment, stdio: "inherit" },
);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => server.kill(signal));
server.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
