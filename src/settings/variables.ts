import * as z from "zod/mini";
import type { RootKey } from "../crypto/keyring.ts";
import { transformed } from "../schema.ts";
import { brandAccent, brandLogo, supportUrl } from "./brand.ts";
import { isPrivateOnTheWire } from "./hosts.ts";
import { issuers } from "./issuers.ts";
import { flag, list } from "./text.ts";

const SHORTEST_SECRET_BYTES = 32;

const seconds = z.coerce.number("a number of seconds").check(z.positive("a number of seconds"));

/** NIST SP 800-63B-4 3.1.3.2 asks for six at least; more than ten nobody types without a slip. */
const digits = z.coerce.number("6 to 10").check(z.int("6 to 10"), z.gte(6, "6 to 10"), z.lte(10, "6 to 10"));

const publicUrl = transformed(
  z.url().check(
    z.refine(isPrivateOnTheWire, "must start with https:// (http:// only for this machine)"),
    z.refine((text) => URL.parse(text)?.pathname === "/" && !/[?#]/.test(text), "must be an origin, without a path"),
  ),
  (text) => new URL(text).origin,
);

/** `kid:base64` pairs, the newest first; at most two live at a time. */
const keys = transformed(z.string(), (text, refuse): [RootKey, ...RootKey[]] => {
  const parsed: RootKey[] = [];
  for (const part of text.split(/[\s,]+/).filter((item) => item !== "")) {
    const [, kid, base64] = /^([a-z0-9]{1,16}):([A-Za-z0-9+/_-]+={0,2})$/.exec(part) ?? [];
    const secret = base64 && decode(base64);
    if (!kid || !secret || secret.length < SHORTEST_SECRET_BYTES) {
      return refuse({ message: "each key is name:base64 of 32 random bytes or more" });
    }
    parsed.push({ kid, secret });
  }
  const [newest, ...older] = parsed;
  if (!newest || older.length > 1 || new Set(parsed.map(({ kid }) => kid)).size !== parsed.length) {
    return refuse({ message: "one key, or two with different names, the newest first" });
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

const page = (form: RegExp, message: string) => z.string().check(z.regex(form, message));
/** Parameters are added to its query, which a fragment would end. */
const ownPage = z.optional(page(/^[^#]+$/, "an address without a fragment"));

/** What the environment may hold besides bindings, and what it means when it holds nothing. */
export const Variables = z.object({
  PUBLIC_URL: publicUrl,
  KEYS: keys,
  ADMIN_TOKEN: z.string().check(z.minLength(1)),
  APP_NAME: z._default(
    z
      .string()
      .check(
        z.trim(),
        z.minLength(1),
        z.maxLength(40),
        z.regex(/^[^\p{Cc}<>]*$/u, "has a character a name cannot have"),
      ),
    "Countersign",
  ),
  BRAND_LOGO: brandLogo,
  BRAND_ACCENT: brandAccent,
  SUPPORT_URL: supportUrl,
  DEFAULT_RETURN_URL: z.optional(z.url()),
  VERIFICATION_RETURN_URL: z.optional(z.url()),
  ALLOWED_RETURN_URLS: list,
  ALLOWED_ORIGINS: list,
  REDIRECT_URIS: list,
  VERIFICATION_URLS: list,
  CONTINUE_URLS: list,
  CUSTOM_MESSAGES_ENABLED: flag(false),
  CREATE_UNKNOWN_ACCOUNTS: flag(false),
  VERIFICATION_UI_URL: z._default(z.string().check(z.minLength(1)), "/identity/verification"),
  ERROR_UI_URL: z._default(z.string().check(z.minLength(1)), "/identity/error"),
  HOSTED_PAGES_URL: z.optional(page(/^[^?#]+$/, "an address without a query")),
  VERIFICATION_INIT_URL: ownPage,
  VERIFICATION_COMPLETE_URL: ownPage,
  VERIFICATION_ERROR_URL: ownPage,
  VERIFICATION_ENABLED: flag(true),
  VERIFICATION_METHOD: z._default(z.enum(["code", "link"]), "code"),
  METHOD_CODE_ENABLED: flag(true),
  METHOD_LINK_ENABLED: flag(true),
  NOTIFY_UNKNOWN_RECIPIENTS: flag(false),
  SAME_BROWSER_LINKS: flag(false),
  POLICY: z._default(z.enum(["standard", "relaxed"]), "standard"),
  CODE_DIGITS: z.optional(digits),
  FLOW_LIFETIME_SECONDS: z.optional(seconds),
  CODE_LIFETIME_SECONDS: z.optional(seconds),
  LINK_LIFETIME_SECONDS: z.optional(seconds),
  WEBHOOK_CODES_ENABLED: flag(false),
  VERIFICATION_REQUEST_LIFETIME_SECONDS: z._default(seconds, 86_400),
  CODE_IN_SUBJECT: flag(true),
  SMS_PLAIN_ACCENTS: flag(true),
  /** Providers read it as a mailbox; here it is asked whether there is one. */
  MAIL_REPLY_TO: z.optional(z.string()),
  ANDROID_APP_HASH: z.optional(
    z
      .string()
      .check(z.trim(), z.regex(/^[A-Za-z0-9+/]{11}$/, "the 11 characters that the app's SMS Retriever computes")),
  ),
  SMS_FALLBACK: z._default(z.enum(["voice", ""]), ""),
  SMS_COUNTRIES: list.check(
    z.refine((codes) => codes.every((code) => /^[A-Z]{2}$/.test(code)), "two-letter country codes"),
  ),
  TOKEN_ISSUERS: issuers,
});

export type Values = z.output<typeof Variables>;

/** The settings by name, for the documentation and its test. */
export const settingNames = Object.keys(Variables.shape);
