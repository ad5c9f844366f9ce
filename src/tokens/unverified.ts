import * as z from "zod";
import { fromBase64Url } from "../core/base64url.ts";
import { isForeignId } from "../core/storable.ts";

/** More than any token that fits in the headers of common servers. */
const LONGEST_TOKEN = 8 * 1024;
/** Three parts (RFC 7515, section 7.1). What `atob` would let pass besides, such as white space, is no token. */
const COMPACT = /^([\w-]+)\.([\w-]+)\.[\w-]+$/;

/** Members by which a token would bring its own key, or ask for what is not understood here. */
const REFUSED_MEMBERS = ["jku", "jwk", "x5u", "crit"];

const TYPES = ["jwt", "at+jwt", "application/at+jwt"];

const text = z.string().refine(isForeignId);

/** Whatever strings are in a list; anything else says nothing. */
const strings = z
  .array(z.unknown())
  .catch([])
  .transform((items) => items.filter((item) => typeof item === "string"));

const Header = z
  .looseObject({
    alg: z.string(),
    kid: text,
    typ: z
      .string()
      .refine((type) => TYPES.includes(type.toLowerCase()))
      .optional(),
  })
  .refine((header) => !REFUSED_MEMBERS.some((member) => Object.hasOwn(header, member)));

const Claims = z.object({
  iss: z.string(),
  aud: z.union([z.string().transform((audience) => [audience]), z.array(z.string())]),
  exp: z.number(),
  nbf: z.number().optional(),
  iat: z.number().optional(),
  sub: text,
  tid: text.optional(),
  app_id: text.optional(),
  app_name: text.optional(),
  client_id: text.optional(),
  scope: z.string().catch(""),
  permissions: strings,
});

/** What a token says of itself, before anybody has checked that its issuer said it. */
export type Unverified = {
  readonly header: z.output<typeof Header>;
  readonly claims: z.output<typeof Claims>;
};

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function jsonOf(part: string): unknown {
  const bytes = fromBase64Url(part);
  try {
    return bytes && JSON.parse(strictUtf8.decode(bytes));
  } catch {
    return undefined;
  }
}

/** Reads an access token (RFC 7519, RFC 9068); undefined if it is not one that could be accepted from any issuer. */
export function readUnverified(token: string): Unverified | undefined {
  if (token.length > LONGEST_TOKEN) return undefined;
  const [, first = "", second = ""] = COMPACT.exec(token) ?? [];
  const header = Header.safeParse(jsonOf(first));
  if (!header.success) return undefined;
  const claims = Claims.safeParse(jsonOf(second));
  return claims.success ? { header: header.data, claims: claims.data } : undefined;
}
