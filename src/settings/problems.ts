import { parseTargets } from "../core/redirect.ts";
import { LOOPBACK, type Values } from "./variables.ts";

const DEVELOPMENT_KEY_ID = "dev";
const SHORTEST_TOKEN = 32;

/** A setting that keeps the Worker from serving, and how to mend it. Never the value. */
export type Problem = { readonly setting: string; readonly problem: string; readonly fix: string };

const fixes: Readonly<Record<string, string>> = {
  PUBLIC_URL: 'Set it in wrangler.toml under [vars], for example PUBLIC_URL = "https://verify.example.com".',
  KEYS: 'echo "k1:$(openssl rand -base64 32)" | npx wrangler secret put KEYS',
  ADMIN_TOKEN: "openssl rand -base64 32 | npx wrangler secret put ADMIN_TOKEN",
  DB: "Keep the [[d1_databases]] section of wrangler.toml, then: npm run deploy",
  CODES: "Keep the [[kv_namespaces]] section of wrangler.toml, then: npm run deploy",
};

export const problemOf = (setting: string, problem: string): Problem => ({
  setting,
  problem,
  fix: fixes[setting] ?? `Correct ${setting} in wrangler.toml under [vars], then deploy again.`,
});

/** How long things may live in a deployment, in seconds. NIST SP 800-63B-4 bounds the code; a link may take a day. */
const lifetimes = {
  FLOW_LIFETIME_SECONDS: { least: 600, most: 86_400 },
  CODE_LIFETIME_SECONDS: { least: 120, most: 600 },
  LINK_LIFETIME_SECONDS: { least: 600, most: 86_400 },
} as const;

/** What only `npm run dev` may set, and what would make a deployment weak. */
export function weaknesses(values: Partial<Values>, development: boolean): Problem[] {
  const problems: Problem[] = [];
  const local = values.PUBLIC_URL !== undefined && LOOPBACK.test(new URL(values.PUBLIC_URL).hostname);
  if (development && local) return problems;
  if (development && values.PUBLIC_URL !== undefined)
    problems.push(problemOf("PUBLIC_URL", "a development build serves this machine only"));
  if (values.POLICY === "relaxed") problems.push(problemOf("POLICY", "relaxed is for npm run dev alone"));
  if (values.KEYS?.some(({ kid }) => kid === DEVELOPMENT_KEY_ID)) {
    problems.push(problemOf("KEYS", "a key named dev is for npm run dev alone"));
  }
  for (const [setting, { least, most }] of Object.entries(lifetimes)) {
    const value = values[setting as keyof typeof lifetimes];
    if (value !== undefined && (value < least || value > most)) {
      problems.push(problemOf(setting, `must be from ${least} to ${most}`));
    }
  }
  if (values.ADMIN_TOKEN !== undefined && values.ADMIN_TOKEN.length < SHORTEST_TOKEN) {
    problems.push(problemOf("ADMIN_TOKEN", `shorter than ${SHORTEST_TOKEN} characters`));
  }
  return problems;
}

/** Addresses to send people to must be ones the redirect policy understands. */
export function badTargets(values: Partial<Values>): Problem[] {
  const problems: Problem[] = [];
  const check = (setting: string, urls: readonly string[]): void => {
    const parsed = parseTargets(urls);
    if (!parsed.ok) problems.push(problemOf(setting, parsed.failure));
  };
  check("ALLOWED_RETURN_URLS", values.ALLOWED_RETURN_URLS ?? []);
  for (const setting of ["DEFAULT_RETURN_URL", "VERIFICATION_RETURN_URL"] as const) {
    const url = values[setting];
    if (url !== undefined) check(setting, [url]);
  }
  for (const origin of values.ALLOWED_ORIGINS ?? []) {
    if (URL.parse(origin)?.origin !== origin) {
      problems.push(problemOf("ALLOWED_ORIGINS", "each is an origin, such as https://app.example.com"));
    }
  }
  for (const setting of ["VERIFICATION_UI_URL", "ERROR_UI_URL"] as const) {
    const url = values[setting];
    if (url !== undefined && !/^\/(?![/\\])/.test(url) && !/^https?:$/.test(URL.parse(url)?.protocol ?? "")) {
      problems.push(problemOf(setting, "an absolute address, or a path that starts with /"));
    }
  }
  return problems;
}
