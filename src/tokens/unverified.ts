import * as z from "zod/mini";
import { fromBase64Url } from "../core/base64url.ts";
import { isForeignId } from "../core/storable.ts";

/** More than any token that fits in the headers of common servers. */
const LONGEST_TOKEN = 8 * 1024;
/** Three parts (RFC 7515, section 7.1). What `atob` would let pass besides, such as white space, is no token. */
const COMPACT = /^([\w-]+)\.([\w-]+)\.[\w-]+$/;

/** Members by which a token would bring its own key, or ask for what is not understood here. */
const REFUSED_MEMBERS = ["jku", "jwk", "x5u", "crit"];

const TYPES = ["jwt", "at+jwt", "application/at+jwt"];

const text = z.string().check(z.refine(isForeignId));

/** Whatever strings are in a list; anything else says nothing. */
const strings = z.pipe(
  z.catch(z.array(z.unknown()), []),
  z.transform((items) => items.filter((item) => typeof item === "string")),
);

const Header = z
  .looseObject({
    alg: z.string(),
    kid: text,
    typ: z.optional(z.string().check(z.refine((type) => TYPES.includes(type.toLowerCase())))),
  })
  .check(z.refine((header) => !REFUSED_MEMBERS.some((member) => Object.hasOwn(header, member))));

const Claims = z.object({
  iss: z.string(),
  aud: z.union([
    z.pipe(
      z.string(),
      z.transform((audience) => [audience]),
    ),
    z.array(z.string()),
  ]),
  exp: z.number(),
  nbf: z.optional(z.number()),
  iat: z.optional(z.number()),
  sub: text,
  tid: z.optional(text),
  app_id: z.optional(text),
  app_name: z.optional(text),
  client_id: z.optional(text),
  scope: z.catch(z.string(), ""),
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
