import * as z from "zod";
import { type Policy, policies } from "./core/policy.ts";
import { createRedirectPolicy, parseTargets, type RedirectPolicy } from "./core/redirect.ts";
import { fail, ok, type Result } from "./core/result.ts";
import type { RootKey } from "./crypto/keyring.ts";

/** What wrangler binds. Everything else in the environment is text. */
export type Bindings = { readonly DB: D1Database; readonly CODES: KVNamespace };

/** The raw environment of the Worker; read here and nowhere else. */
export type Env = Bindings & Readonly<Record<string, unknown>>;

/** A setting that keeps the Worker from serving, and how to mend it. Never the value. */
export type Problem = { readonly setting: string; readonly problem: string; readonly fix: string };

const DEVELOPMENT_KEY_ID = "dev";
const SHORTEST_SECRET_BYTES = 32;
const SHORTEST_TOKEN = 32;
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])$/;

const list = z
  .string()
  .default("")
  .transform((text) => text.split(/[\s,]+/).filter((item) => item !== ""));

const flag = (initial: boolean) =>
  z
    .enum(["true", "false", ""])
    .default("")
    .transform((text) => (text === "" ? initial : text === "true"));

const seconds = z.coerce.number("a number of seconds").positive("a number of seconds");

const publicUrl = z
  .url()
  .refine((text) => {
    const url = URL.parse(text);
    return url !== null && (url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.test(url.hostname)));
  }, "must start with https:// (http:// only for this machine)")
  .refine((text) => URL.parse(text)?.pathname === "/" && !/[?#]/.test(text), "must be an origin, without a path")
  .transform((text) => new URL(text).origin);

/** `kid:base64` pairs, the newest first; at most two live at a time. */
const keys = z.string().transform((text, context): [RootKey, ...RootKey[]] => {
  const parsed: RootKey[] = [];
  for (const part of text.split(/[\s,]+/).filter((item) => item !== "")) {
    const [, kid, base64] = /^([a-z0-9]{1,16}):([A-Za-z0-9+/_-]+={0,2})$/.exec(part) ?? [];
    const secret = base64 && decode(base64);
    if (!kid || !secret || secret.length < SHORTEST_SECRET_BYTES) {
      context.addIssue({ code: "custom", message: "each key is name:base64 of 32 random bytes or more" });
      return z.NEVER;
    }
    parsed.push({ kid, secret });
  }
  const [newest, ...older] = parsed;
  if (!newest || older.length > 1 || new Set(parsed.map(({ kid }) => kid)).size !== parsed.length) {
    context.addIssue({ code: "custom", message: "one key, or two with different names, the newest first" });
    return z.NEVER;
  }
  return [newest, ...older];
});

function decode(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  } catch {
    return undefined;
  }
}

const Variables = z.object({
  PUBLIC_URL: publicUrl,
  KEYS: keys,
  ADMIN_TOKEN: z.string().min(1),
  APP_NAME: z
    .string()
    .trim()
    .min(1)
    .max(40)
    .regex(/^[^\p{Cc}<>]*$/u, "has a character a name cannot have")
    .default("Countersign"),
  DEFAULT_RETURN_URL: z.url().optional(),
  VERIFICATION_RETURN_URL: z.url().optional(),
  ALLOWED_RETURN_URLS: list,
  ALLOWED_ORIGINS: list,
  VERIFICATION_UI_URL: z.string().min(1).default("/identity/verification"),
  ERROR_UI_URL: z.string().min(1).default("/identity/error"),
  VERIFICATION_ENABLED: flag(true),
  VERIFICATION_METHOD: z.enum(["code", "link"]).default("code"),
  METHOD_CODE_ENABLED: flag(true),
  METHOD_LINK_ENABLED: flag(true),
  NOTIFY_UNKNOWN_RECIPIENTS: flag(false),
  POLICY: z.enum(["standard", "relaxed"]).default("standard"),
  FLOW_LIFETIME_SECONDS: seconds.optional(),
  CODE_LIFETIME_SECONDS: seconds.optional(),
  LINK_LIFETIME_SECONDS: seconds.optional(),
  SMS_COUNTRIES: list.refine((codes) => codes.every((code) => /^[A-Z]{2}$/.test(code)), "two-letter country codes"),
});

/** The settings by name, for the documentation and its test. */
export const settingNames = Object.keys(Variables.shape);

/** The environment, checked: values here are right by type. */
export type Settings = {
  readonly bindings: Bindings;
  readonly app: { readonly id: string; readonly name: string };
  /** The origin that links, forms and cookies are made for. Never the `Host` of a request. */
  readonly publicUrl: string;
  readonly keys: readonly [RootKey, ...RootKey[]];
  readonly adminToken: string;
  readonly returnUrls: RedirectPolicy;
  readonly defaultReturnUrl: string;
  /** Where a finished verification leads: its own `return_to` if that is allowed still, else the default. */
  readonly continueUrl: (returnTo: string | null) => string;
  readonly origins: readonly string[];
  /** Pages that browsers are sent to: absolute, or a path on our own host. */
  readonly ui: { readonly verification: string; readonly error: string };
  readonly kratos: {
    readonly enabled: boolean;
    readonly use: "code" | "link";
    readonly methods: { readonly code: boolean; readonly link: boolean };
    readonly notifyUnknownRecipients: boolean;
  };
  readonly policy: Policy;
  /** The environment as it came, for the providers' own settings. */
  readonly raw: Readonly<Record<string, unknown>>;
};

const fixes: Readonly<Record<string, string>> = {
  PUBLIC_URL: 'Set it in wrangler.toml under [vars], for example PUBLIC_URL = "https://verify.example.com".',
  KEYS: 'echo "k1:$(openssl rand -base64 32)" | npx wrangler secret put KEYS',
  ADMIN_TOKEN: "openssl rand -base64 32 | npx wrangler secret put ADMIN_TOKEN",
  DB: "Keep the [[d1_databases]] section of wrangler.toml, then: npm run deploy",
  CODES: "Keep the [[kv_namespaces]] section of wrangler.toml, then: npm run deploy",
};

const problemOf = (setting: string, problem: string): Problem => ({
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
function weaknesses(values: z.output<typeof Variables>, development: boolean): Problem[] {
  const problems: Problem[] = [];
  const local = LOOPBACK.test(new URL(values.PUBLIC_URL).hostname);
  if (development && local) return problems;
  if (development) problems.push(problemOf("PUBLIC_URL", "a development build serves this machine only"));
  if (values.POLICY === "relaxed") problems.push(problemOf("POLICY", "relaxed is for npm run dev alone"));
  if (values.KEYS.some(({ kid }) => kid === DEVELOPMENT_KEY_ID)) {
    problems.push(problemOf("KEYS", "a key named dev is for npm run dev alone"));
  }
  for (const [setting, { least, most }] of Object.entries(lifetimes)) {
    const value = values[setting as keyof typeof lifetimes];
    if (value !== undefined && (value < least || value > most)) {
      problems.push(problemOf(setting, `must be from ${least} to ${most}`));
    }
  }
  if (values.ADMIN_TOKEN.length < SHORTEST_TOKEN) {
    problems.push(problemOf("ADMIN_TOKEN", `shorter than ${SHORTEST_TOKEN} characters`));
  }
  return problems;
}

/** Addresses to send people to must be ones the redirect policy understands. */
function badTargets(values: z.output<typeof Variables>): Problem[] {
  const problems: Problem[] = [];
  const check = (setting: string, urls: readonly string[]): void => {
    const parsed = parseTargets(urls);
    if (!parsed.ok) problems.push(problemOf(setting, parsed.failure));
  };
  check("ALLOWED_RETURN_URLS", values.ALLOWED_RETURN_URLS);
  for (const setting of ["DEFAULT_RETURN_URL", "VERIFICATION_RETURN_URL"] as const) {
    const url = values[setting];
    if (url !== undefined) check(setting, [url]);
  }
  for (const origin of values.ALLOWED_ORIGINS) {
    if (URL.parse(origin)?.origin !== origin) {
      problems.push(problemOf("ALLOWED_ORIGINS", "each is an origin, such as https://app.example.com"));
    }
  }
  for (const setting of ["VERIFICATION_UI_URL", "ERROR_UI_URL"] as const) {
    const url = values[setting];
    if (!/^\/(?![/\\])/.test(url) && !/^https?:$/.test(URL.parse(url)?.protocol ?? "")) {
      problems.push(problemOf(setting, "an absolute address, or a path that starts with /"));
    }
  }
  return problems;
}

function missingBindings(env: Env): Problem[] {
  return (["DB", "CODES"] as const)
    .filter((name) => typeof env[name] !== "object" || env[name] === null)
    .map((name) => problemOf(name, "is not bound"));
}

/** Reads and checks the environment. `development` is true in the build that `npm run dev` makes, and in no other. */
export function readSettings(env: Env, development: boolean): Result<Settings, readonly Problem[]> {
  const given = Object.fromEntries(settingNames.map((name) => [name, env[name] === "" ? undefined : env[name]]));
  const parsed = Variables.safeParse(given);
  const unbound = missingBindings(env);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => {
      const setting = String(path[0]);
      return problemOf(setting, given[setting] === undefined ? "is not set" : message);
    });
    return fail([...unbound, ...problems]);
  }
  const values = parsed.data;
  const problems = [...unbound, ...weaknesses(values, development), ...badTargets(values)];
  return problems.length > 0 ? fail(problems) : ok(toSettings(env, values));
}

/** The chosen policy with this deployment's own countries and lifetimes. */
function policyOf(values: z.output<typeof Variables>): Policy {
  const chosen = policies[values.POLICY];
  const ms = (value: number | undefined, initial: number): number => (value === undefined ? initial : value * 1_000);
  return {
    ...chosen,
    countries: chosen.countries === "*" ? "*" : values.SMS_COUNTRIES,
    flowLifetimeMs: ms(values.FLOW_LIFETIME_SECONDS, chosen.flowLifetimeMs),
    codeLifetimeMs: ms(values.CODE_LIFETIME_SECONDS, chosen.codeLifetimeMs),
    linkLifetimeMs: ms(values.LINK_LIFETIME_SECONDS, chosen.linkLifetimeMs),
  };
}

function toSettings(env: Env, values: z.output<typeof Variables>): Settings {
  const ownFlows = [`${values.PUBLIC_URL}/self-service`, `${values.PUBLIC_URL}/auth/self-service`];
  const returnUrls = createRedirectPolicy([...values.ALLOWED_RETURN_URLS, ...ownFlows]);
  const defaultReturnUrl = values.DEFAULT_RETURN_URL ?? `${values.PUBLIC_URL}/identity/done`;
  return {
    bindings: env,
    app: { id: "default", name: values.APP_NAME },
    publicUrl: values.PUBLIC_URL,
    keys: values.KEYS,
    adminToken: values.ADMIN_TOKEN,
    returnUrls,
    defaultReturnUrl,
    continueUrl: (returnTo) =>
      (returnTo === null ? undefined : returnUrls.allows(returnTo)) ??
      values.VERIFICATION_RETURN_URL ??
      defaultReturnUrl,
    origins: values.ALLOWED_ORIGINS,
    ui: { verification: values.VERIFICATION_UI_URL, error: values.ERROR_UI_URL },
    kratos: {
      enabled: values.VERIFICATION_ENABLED,
      use: values.VERIFICATION_METHOD,
      methods: { code: values.METHOD_CODE_ENABLED, link: values.METHOD_LINK_ENABLED },
      notifyUnknownRecipients: values.NOTIFY_UNKNOWN_RECIPIENTS,
    },
    policy: policyOf(values),
    raw: env,
  };
}
