import { isVisibleAscii } from "../core/ascii.ts";
import { parseTargets } from "../core/redirect.ts";
import { LOOPBACK } from "./hosts.ts";
import { weakKey, weakToken } from "./secrets.ts";
import type { Values } from "./variables.ts";

const DEVELOPMENT_KEY_ID = "dev";

/** A setting that keeps the Worker from serving, and how to mend it. Never the value. */
export type Problem = { readonly setting: string; readonly problem: string; readonly fix: string };

const fixes: Readonly<Record<string, string>> = {
  PUBLIC_URL: 'Set it in wrangler.toml under [vars], for example PUBLIC_URL = "https://verify.example.com".',
  KEYS: 'echo "k1:$(openssl rand -base64 32)" | npx wrangler secret put KEYS',
  ADMIN_TOKEN: "openssl rand -base64 32 | npx wrangler secret put ADMIN_TOKEN",
  MAIL_FROM: 'Set it in wrangler.toml under [vars], for example MAIL_FROM = "Acme <codes@mail.acme.example>".',
  EMAIL: 'Add a section [[send_email]] with name = "EMAIL" to wrangler.toml, then deploy again.',
  VONAGE_PRIVATE_KEY: "npx wrangler secret put VONAGE_PRIVATE_KEY < private.key",
  DB: "Keep the [[d1_databases]] section of wrangler.toml, then: npm run deploy",
  CODES: "Keep the [[kv_namespaces]] section of wrangler.toml, then: npm run deploy",
};

/** Whether a setting of this name is kept as a secret and not in a file. */
export const isSecret = (setting: string): boolean =>
  /(?:^|_)(?:KEYS?|TOKEN|SECRET)$/.test(setting) && !setting.endsWith("_PUBLIC_KEY");

const fixOf = (setting: string): string =>
  isSecret(setting)
    ? `npx wrangler secret put ${setting}`
    : `Correct ${setting} in wrangler.toml under [vars], then deploy again.`;

export const problemOf = (setting: string, problem: string): Problem => ({
  setting,
  problem,
  fix: fixes[setting] ?? fixOf(setting),
});

/**
 * How long things may live in a deployment, in seconds. NIST SP 800-63B-4 bounds the code; a link may take a day, or
 * a week where a server of the app asked for it.
 */
const lifetimes = {
  FLOW_LIFETIME_SECONDS: { least: 600, most: 86_400 },
  CODE_LIFETIME_SECONDS: { least: 120, most: 600 },
  LINK_LIFETIME_SECONDS: { least: 600, most: 86_400 },
  VERIFICATION_REQUEST_LIFETIME_SECONDS: { least: 600, most: 604_800 },
} as const;

/** What only `npm run dev` may set, and what would make a deployment weak. */
export function weaknesses(values: Partial<Values>, development: boolean): Problem[] {
  const problems: Problem[] = [];
  const local = values.PUBLIC_URL !== undefined && LOOPBACK.test(new URL(values.PUBLIC_URL).hostname);
  if (development && local) return problems;
  if (development && values.PUBLIC_URL !== undefined)
    problems.push(problemOf("PUBLIC_URL", "a development build serves this machine only"));
  if (!development && local) {
    problems.push(problemOf("PUBLIC_URL", "names this machine, which no link in a mail leads to"));
  }
  if (values.POLICY === "relaxed") problems.push(problemOf("POLICY", "relaxed is for npm run dev alone"));
  if (values.KEYS?.some(({ kid }) => kid === DEVELOPMENT_KEY_ID)) {
    problems.push(problemOf("KEYS", "a key named dev is for npm run dev alone"));
  }
  for (const weakness of values.KEYS?.map(({ secret }) => weakKey(secret)) ?? []) {
    if (weakness !== undefined) problems.push(problemOf("KEYS", weakness));
  }
  for (const [setting, { least, most }] of Object.entries(lifetimes)) {
    const value = values[setting as keyof typeof lifetimes];
    if (value !== undefined && (value < least || value > most)) {
      problems.push(problemOf(setting, `must be from ${least} to ${most}`));
    }
  }
  const weakness = values.ADMIN_TOKEN === undefined ? undefined : weakToken(values.ADMIN_TOKEN);
  if (weakness !== undefined) problems.push(problemOf("ADMIN_TOKEN", weakness));
  return problems;
}

/** Settings that are right one by one and not together. */
export function contradictions(values: Partial<Values>): Problem[] {
  const { VERIFICATION_ENABLED: enabled, VERIFICATION_METHOD: method } = values;
  const on = { code: values.METHOD_CODE_ENABLED, link: values.METHOD_LINK_ENABLED };
  if (!enabled || method === undefined || on[method] !== false) return [];
  return [problemOf("VERIFICATION_METHOD", `is ${method}, which METHOD_${method.toUpperCase()}_ENABLED switches off`)];
}

/** Whether it can stand in a `Location` as it is written. */
const isPlace = (url: string): boolean =>
  isVisibleAscii(url) && (/^\/(?![/\\])/.test(url) || /^https?:$/.test(URL.parse(url)?.protocol ?? ""));

/** Each a page, or the place where pages are. */
const hostedPages = [
  "HOSTED_PAGES_URL",
  "VERIFICATION_INIT_URL",
  "VERIFICATION_COMPLETE_URL",
  "VERIFICATION_ERROR_URL",
] as const;

/** Addresses to send people to must be ones the redirect policy understands. */
export function badTargets(values: Partial<Values>): Problem[] {
  const problems: Problem[] = [];
  const check = (setting: string, urls: readonly string[], { oneAddress = false, webOnly = false } = {}): void => {
    const parsed = parseTargets(urls);
    if (!parsed.ok) problems.push(problemOf(setting, parsed.failure));
    else if (oneAddress && parsed.value.some(({ wildcard }) => wildcard)) {
      problems.push(problemOf(setting, "one address: nobody can be sent to a wildcard"));
    } else if (webOnly && parsed.value.some(({ kind }) => kind !== "web")) {
      problems.push(problemOf(setting, "each is a page: https://, or http:// on this machine"));
    }
  };
  check("ALLOWED_RETURN_URLS", values.ALLOWED_RETURN_URLS ?? []);
  check("VERIFICATION_URLS", values.VERIFICATION_URLS ?? [], { webOnly: true });
  check("CONTINUE_URLS", values.CONTINUE_URLS ?? []);
  check("REDIRECT_URIS", values.REDIRECT_URIS ?? [], { oneAddress: true });
  for (const setting of ["DEFAULT_RETURN_URL", "VERIFICATION_RETURN_URL"] as const) {
    const url = values[setting];
    if (url !== undefined) check(setting, [url], { oneAddress: true });
  }
  for (const origin of values.ALLOWED_ORIGINS ?? []) {
    if (URL.parse(origin)?.origin !== origin) {
      problems.push(problemOf("ALLOWED_ORIGINS", "each is an origin, such as https://app.example.com"));
    }
  }
  for (const setting of hostedPages) {
    const url = values[setting];
    if (url !== undefined) check(setting, [url], { oneAddress: true, webOnly: true });
  }
  for (const setting of ["VERIFICATION_UI_URL", "ERROR_UI_URL"] as const) {
    const url = values[setting];
    if (url !== undefined && !isPlace(url)) {
      problems.push(problemOf(setting, "an absolute address, or a path that starts with /, in visible ASCII"));
    }
  }
  return problems;
}
