import * as z from "zod/mini";
import { transformed } from "../schema.ts";
import type { Issuer } from "../tokens/issuer.ts";
import { ALGORITHMS, type PublicKey, readPublicKey } from "../tokens/public-keys.ts";
import { isPrivateOnTheWire } from "./hosts.ts";

const LONGEST_NAME = 255;

const name = z
  .string("must be a text")
  .check(z.minLength(1, "must not be empty"), z.maxLength(LONGEST_NAME, "is too long"));

const list = <Item extends z.ZodMiniType>(item: Item) =>
  z.array(item, "must be a list").check(z.minLength(1, "must not be empty"));

/** Zod would name members that it does not know, and one may be a key that was pasted in the wrong place. */
const only = (members: string) => (issue: z.core.$ZodRawIssue) =>
  issue.code === "unrecognized_keys" ? `has a member besides ${members}` : "must be an object";

const address = z.string("must be a text").check(
  z.refine(isPrivateOnTheWire, { message: "must start with https:// (http:// only for this machine)", abort: true }),
  z.refine((text) => {
    const { username, password } = new URL(text);
    return username === "" && password === "";
  }, "must not hold a password"),
);

const publicKey = transformed(z.unknown(), (jwk, refuse): PublicKey => {
  const key = readPublicKey(jwk);
  return key.ok ? key.value : refuse({ message: key.failure });
});

const Listed = transformed(
  z.strictObject(
    {
      issuer: name,
      jwks_uri: z.optional(address),
      jwks: z.optional(z.strictObject({ keys: list(publicKey) }, { error: only("keys") })),
      audiences: list(name),
      algorithms: list(z.enum(ALGORITHMS, `must be one of ${ALGORITHMS.join(" ")}`)),
      tenant: z.optional(name),
    },
    { error: only("issuer, jwks_uri, jwks, audiences, algorithms and tenant") },
  ),
  ({ jwks_uri: url, jwks, ...rest }, refuse): Issuer => {
    const issuer = { ...rest, tenant: rest.tenant ?? null };
    if (url !== undefined && jwks === undefined) return { ...issuer, keys: { url } };
    if (jwks !== undefined && url === undefined) {
      if (jwks.keys.some((key) => key.algorithms.some((algorithm) => issuer.algorithms.includes(algorithm)))) {
        return { ...issuer, keys: { list: jwks.keys } };
      }
      return refuse({ message: "has no key for any of its algorithms", path: ["jwks"] });
    }
    return refuse({ message: "needs jwks_uri or jwks, and not both" });
  },
);

const Issuers = z
  .array(Listed, "must be a list of issuers")
  .check(z.refine((all) => new Set(all.map(({ issuer }) => issuer)).size === all.length, "has one issuer twice"));

/** Where in the list something is wrong: `1.jwks.keys.0`. */
const told = ({ path, message }: z.core.$ZodIssue): string =>
  path.length === 0 ? message : `${path.map(String).join(".")} ${message}`;

/** Undefined for what is not JSON: what the parser says about it quotes it. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whose access tokens are accepted, as one JSON text. */
export const issuers = transformed(z._default(z.string(), "[]"), (text, refuse): readonly Issuer[] => {
  const value = parse(text);
  const read = Issuers.safeParse(value);
  if (read.success) return read.data;
  return refuse({ message: value === undefined ? "is not JSON" : read.error.issues.map(told).join("; ") });
});
