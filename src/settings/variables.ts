import * as z from "zod";
import type { RootKey } from "../crypto/keyring.ts";
import { brandAccent, brandLogo, supportUrl } from "./brand.ts";
import { isPrivateOnTheWire } from "./hosts.ts";
import { issuers } from "./issuers.ts";
import { flag, list } from "./text.ts";

const SHORTEST_SECRET_BYTES = 32;

const seconds = z.coerce.number("a number of seconds").positive("a number of seconds");

/** NIST SP 800-63B-4 3.1.3.2 asks for six at least; more than ten nobody types without a slip. */
const digits = z.coerce.number("6 to 10").int("6 to 10").min(6, "6 to 10").max(10, "6 to 10");

const publicUrl = z
  .url()
  .refine(isPrivateOnTheWire, "must start with https:// (http:// only for this machine)")
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

/** What the environment may hold besides bindings, and what it means when it holds nothing. */
export const Variables = z.object({
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
  BRAND_LOGO: brandLogo,
  BRAND_ACCENT: brandAccent,
  SUPPORT_URL: supportUrl,
  DEFAULT_RETURN_URL: z.url().optional(),
  VERIFICATION_RETURN_URL: z.url().optional(),
  ALLOWED_RETURN_URLS: list,
  ALLOWED_ORIGINS: list,
  REDIRECT_URIS: list,
  VERIFICATION_URLS: list,
  CUSTOM_MESSAGES_ENABLED: flag(false),
  CREATE_UNKNOWN_ACCOUNTS: flag(false),
  VERIFICATION_UI_URL: z.string().min(1).default("/identity/verification"),
  ERROR_UI_URL: z.string().min(1).default("/identity/error"),
  VERIFICATION_ENABLED: flag(true),
  VERIFICATION_METHOD: z.enum(["code", "link"]).default("code"),
  METHOD_CODE_ENABLED: flag(true),
  METHOD_LINK_ENABLED: flag(true),
  NOTIFY_UNKNOWN_RECIPIENTS: flag(false),
  POLICY: z.enum(["standard", "relaxed"]).default("standard"),
  CODE_DIGITS: digits.optional(),
  FLOW_LIFETIME_SECONDS: seconds.optional(),
  CODE_LIFETIME_SECONDS: seconds.optional(),
  LINK_LIFETIME_SECONDS: seconds.optional(),
  WEBHOOK_CODES_ENABLED: flag(false),
  VERIFICATION_REQUEST_LIFETIME_SECONDS: seconds.default(86_400),
  CODE_IN_SUBJECT: flag(true),
  SMS_PLAIN_ACCENTS: flag(true),
  ANDROID_APP_HASH: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9+/]{11}$/, "the 11 characters that the app's SMS Retriever computes")
    .optional(),
  SMS_FALLBACK: z.enum(["voice", ""]).default(""),
  SMS_COUNTRIES: list.refine((codes) => codes.every((code) => /^[A-Z]{2}$/.test(code)), "two-letter country codes"),
  TOKEN_ISSUERS: issuers,
});

export type Values = z.output<typeof Variables>;

/** The settings by name, for the documentation and its test. */
export const settingNames = Object.keys(Variables.shape);
