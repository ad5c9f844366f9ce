import type { Channel } from "./core/flow.ts";
import { type Policy, policies } from "./core/policy.ts";
import { anyPage, createRedirectPolicy, type RedirectPolicy } from "./core/redirect.ts";
import { fail, ok, type Result } from "./core/result.ts";
import type { RootKey } from "./crypto/keyring.ts";
import type { MessageStyle } from "./messages/style.ts";
import { inWords } from "./schema.ts";
import type { Brand } from "./settings/brand.ts";
import { badTargets, contradictions, type Problem, problemOf, weaknesses } from "./settings/problems.ts";
import { textOf } from "./settings/text.ts";
import { settingNames, type Values, Variables } from "./settings/variables.ts";
import type { WakeUps } from "./stores/wake-ups.ts";
import type { Issuer } from "./tokens/issuer.ts";

/** What wrangler binds. Everything else in the environment is text. */
export type Bindings = {
  readonly DB: D1Database;
  readonly CODES: KVNamespace;
  /** Absent where an account has no queues: then the cron alone wakes the courier. */
  readonly COURIER?: WakeUps;
  /** The folder `catalogues`. Without it everything is in English. */
  readonly ASSETS?: Fetcher;
};

/** The raw environment of the Worker; read here and nowhere else. */
export type Env = Bindings & Readonly<Record<string, unknown>>;

/** The environment, checked: values here are right by type. */
export type Settings = {
  readonly bindings: Bindings;
  readonly app: { readonly id: string; readonly name: string };
  /** How the app's pages look, besides its name. */
  readonly brand: Brand;
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
    /** Whether what a browser started is finished in that browser alone. */
    readonly sameBrowser: boolean;
  };
  readonly transmit: {
    /** Where links may lead: each one address, compared as a whole. */
    readonly redirectUris: RedirectPolicy;
    /** Whether a call may bring words of its own for its message. */
    readonly customMessages: boolean;
    /** Whether somebody whom a token names becomes an account. */
    readonly createUnknownAccounts: boolean;
  };
  readonly payway: {
    /** Which pages of the app's own a mail may lead to. */
    readonly verificationUrls: Pick<RedirectPolicy, "allows">;
    readonly requestLifetimeMs: number;
    /** Whether the event that a mail was asked for holds the code in it: whoever is told can confirm in its place. */
    readonly webhookCodes: boolean;
  };
  readonly cidaas: {
    /** Where browsers are sent: our own pages, or the app's. Absolute. */
    readonly pages: { readonly init: string; readonly complete: string; readonly error: string };
    /** Where a login that waited may go on. */
    readonly continueUrls: RedirectPolicy;
    /** The same as they are set, for the policy of the page whose form leads there. */
    readonly continueTargets: readonly string[];
  };
  /** The channel that a message with a code takes when the one it was for has failed. */
  readonly fallback: Readonly<Partial<Record<Channel, Channel>>>;
  readonly messages: MessageStyle;
  readonly policy: Policy;
  /** Whose access tokens are accepted. */
  readonly issuers: readonly Issuer[];
};

function missingBindings(env: Env): Problem[] {
  return (["DB", "CODES"] as const)
    .filter((name) => typeof env[name] !== "object" || env[name] === null)
    .map((name) => problemOf(name, "is not bound"));
}

/**
 * Reads and checks the environment, and names everything that is wrong at once. `development` is true in the build
 * that `npm run dev` makes, and in no other.
 */
export function readSettings(env: Env, development: boolean): Result<Settings, readonly Problem[]> {
  const given = Object.fromEntries(settingNames.map((name) => [name, textOf(env[name])]));
  const parsed = Variables.safeParse(given, inWords);
  const malformed = (parsed.error?.issues ?? []).map(({ path, message }) => {
    const setting = String(path[0]);
    return problemOf(setting, given[setting] === undefined ? "is not set" : message);
  });
  const values = parsed.data ?? readable(given);
  const problems = [
    ...missingBindings(env),
    ...malformed,
    ...weaknesses(values, development),
    ...contradictions(values),
    ...badTargets(values),
  ];
  return parsed.success && problems.length === 0 ? ok(toSettings(env, parsed.data)) : fail(problems);
}

/** What can be read of an environment that cannot be read as a whole. */
function readable(given: Readonly<Record<string, unknown>>): Partial<Values> {
  const values: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(Variables.shape)) {
    const parsed = schema.safeParse(given[name]);
    if (parsed.success) values[name] = parsed.data;
  }
  return values;
}

/** The chosen policy with this deployment's own countries, lifetimes and length of codes. */
function policyOf(values: Values): Policy {
  const chosen = policies[values.POLICY];
  const ms = (value: number | undefined, initial: number): number => (value === undefined ? initial : value * 1_000);
  return {
    ...chosen,
    codeDigits: values.CODE_DIGITS ?? chosen.codeDigits,
    countries: chosen.countries === "*" ? "*" : values.SMS_COUNTRIES,
    flowLifetimeMs: ms(values.FLOW_LIFETIME_SECONDS, chosen.flowLifetimeMs),
    codeLifetimeMs: ms(values.CODE_LIFETIME_SECONDS, chosen.codeLifetimeMs),
    linkLifetimeMs: ms(values.LINK_LIFETIME_SECONDS, chosen.linkLifetimeMs),
  };
}

/** The pages of the app's own, each by itself or all in one place, and else ours. Spelled by the URL parser. */
function hostedPages(values: Values): Settings["cidaas"]["pages"] {
  const base = new URL(values.HOSTED_PAGES_URL ?? values.PUBLIC_URL).href.replace(/\/$/, "");
  const page = (own: string | undefined, name: string): string =>
    own === undefined ? `${base}/identity/${name}` : new URL(own).href;
  return {
    init: page(values.VERIFICATION_INIT_URL, "verification_init"),
    complete: page(values.VERIFICATION_COMPLETE_URL, "verification_complete"),
    error: page(values.VERIFICATION_ERROR_URL, "error"),
  };
}

function toSettings(env: Env, values: Values): Settings {
  const ownFlows = [`${values.PUBLIC_URL}/self-service`, `${values.PUBLIC_URL}/auth/self-service`];
  const returnUrls = createRedirectPolicy([...values.ALLOWED_RETURN_URLS, ...ownFlows]);
  const defaultReturnUrl = values.DEFAULT_RETURN_URL ?? `${values.PUBLIC_URL}/identity/done`;
  return {
    bindings: env,
    app: { id: "default", name: values.APP_NAME },
    brand: {
      logo: values.BRAND_LOGO ?? null,
      accent: values.BRAND_ACCENT ?? null,
      supportUrl: values.SUPPORT_URL ?? null,
    },
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
      sameBrowser: values.SAME_BROWSER_LINKS,
    },
    transmit: {
      redirectUris: createRedirectPolicy(values.REDIRECT_URIS),
      customMessages: values.CUSTOM_MESSAGES_ENABLED,
      createUnknownAccounts: values.CREATE_UNKNOWN_ACCOUNTS,
    },
    payway: {
      verificationUrls: values.VERIFICATION_URLS.length > 0 ? createRedirectPolicy(values.VERIFICATION_URLS) : anyPage,
      requestLifetimeMs: values.VERIFICATION_REQUEST_LIFETIME_SECONDS * 1_000,
      webhookCodes: values.WEBHOOK_CODES_ENABLED,
    },
    cidaas: {
      pages: hostedPages(values),
      continueUrls: createRedirectPolicy(values.CONTINUE_URLS),
      continueTargets: values.CONTINUE_URLS,
    },
    fallback: values.SMS_FALLBACK === "voice" ? { sms: "voice" } : {},
    messages: {
      codeInSubject: values.CODE_IN_SUBJECT,
      plainAccents: values.SMS_PLAIN_ACCENTS,
      androidAppHash: values.ANDROID_APP_HASH,
      repliesRead: values.MAIL_REPLY_TO !== undefined,
    },
    policy: policyOf(values),
    issuers: values.TOKEN_ISSUERS,
  };
}
