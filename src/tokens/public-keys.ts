import * as z from "zod/mini";
import { fail, ok, type Result } from "../core/result.ts";

/** What tokens may be signed with: nothing by which whoever verifies could sign as well. */
export const ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
] as const;

export type Algorithm = (typeof ALGORITHMS)[number];

/** A public key of an issuer, the name that tokens call it by, and the algorithms it may be used with. */
export type PublicKey = {
  readonly kid: string;
  readonly algorithms: readonly Algorithm[];
  readonly jwk: PublicJwk;
};

/** A JWK (RFC 7517) with the members that make up its public half and no others. */
export type PublicJwk = z.output<typeof PublicHalf>;

/** Why a JWK is not a key to verify with. Says what is wrong, and nothing that stands in the key. */
export type KeyFault = "is not a JWK" | "holds a secret" | "has no kid" | "is not a key to verify with" | "is weak";

const part = z.string().check(z.maxLength(2_048), z.regex(/^[\w-]+$/));
/** 2048 bits in base64url, the least that RFC 7518 section 3.3 lets RS256 be used with. */
const SHORTEST_MODULUS = 342;
const LONGEST_KID = 255;

const PublicHalf = z.discriminatedUnion("kty", [
  z.object({ kty: z.literal("RSA"), n: part, e: part }),
  z.object({ kty: z.literal("EC"), crv: z.enum(["P-256", "P-384", "P-521"]), x: part, y: part }),
  z.object({ kty: z.literal("OKP"), crv: z.literal("Ed25519"), x: part }),
]);

/** What a JWK may say about its own use. */
const Label = z.object({
  alg: z.optional(z.string()),
  use: z.optional(z.literal("sig")),
  key_ops: z.optional(z.array(z.string()).check(z.refine((operations) => operations.includes("verify")))),
});

const SECRET_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];

/** Which algorithms a kind of key is for: by its curve, or by being RSA. */
const algorithmsOf: Readonly<Record<string, readonly Algorithm[]>> = {
  RSA: ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  "P-256": ["ES256"],
  "P-384": ["ES384"],
  "P-521": ["ES512"],
  Ed25519: ["EdDSA"],
};

const Named = z.object({ kid: z.string().check(z.minLength(1), z.maxLength(LONGEST_KID)) });

/** A key as an issuer publishes it. Whether its numbers are a point on its curve shows when it is first used. */
export function readPublicKey(jwk: unknown): Result<PublicKey, KeyFault> {
  if (typeof jwk !== "object" || jwk === null || Array.isArray(jwk)) return fail("is not a JWK");
  if (SECRET_MEMBERS.some((member) => Object.hasOwn(jwk, member))) return fail("holds a secret");
  const named = Named.safeParse(jwk);
  if (!named.success) return fail("has no kid");
  const half = PublicHalf.safeParse(jwk);
  const label = Label.safeParse(jwk);
  if (!half.success || !label.success) return fail("is not a key to verify with");
  const { alg } = label.data;
  const kind = half.data.kty === "RSA" ? half.data.kty : half.data.crv;
  const algorithms = (algorithmsOf[kind] ?? []).filter((algorithm) => alg === undefined || algorithm === alg);
  if (algorithms.length === 0) return fail("is not a key to verify with");
  if (half.data.kty === "RSA" && half.data.n.length < SHORTEST_MODULUS) return fail("is weak");
  return ok({ kid: named.data.kid, algorithms, jwk: half.data });
}

const KeyList = z.object({ keys: z.array(z.unknown()) });

/** The keys of a published set that can be used; the others are passed over. */
export function readKeySet(set: unknown): readonly PublicKey[] {
  const list = KeyList.safeParse(set);
  return (list.data?.keys ?? []).map(readPublicKey).flatMap((read) => (read.ok ? [read.value] : []));
}
