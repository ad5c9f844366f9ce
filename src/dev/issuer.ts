import { calculateJwkThumbprint } from "jose/jwk/thumbprint";
import { SignJWT } from "jose/jwt/sign";
import type { Keyring } from "../core/ports.ts";
import type { Issuer } from "../tokens/issuer.ts";

const ALGORITHM = "EdDSA";
const AUDIENCE = "userid-api";
/** What stands before the 32 bytes of an Ed25519 key in PKCS#8 (RFC 8410, section 7). */
const PKCS8_PREFIX = [0x30, 0x2e, 0x02, 0x01, 0, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/** Where callers look for an issuer's keys. */
export const KEY_SET_PATHS = ["/oidc/jwks", "/cis/oidc/jwks"];

type PublicJwk = { readonly kty: "OKP"; readonly crv: "Ed25519"; readonly x: string };
type SigningKey = { readonly kid: string; readonly key: CryptoKey; readonly jwk: PublicJwk };

/** The identity system that a development server stands in for, so that nobody needs one to try things out. */
export type DevIssuer = {
  /** As one whose tokens are accepted; its keys need no request to ourselves. */
  readonly issuer: Issuer;
  /** A token with these claims, and those that every token has. Times are in seconds. */
  sign(claims: Readonly<Record<string, string>>, times: { iat: number; exp: number; jti: string }): Promise<string>;
  /** Its public keys, as an issuer publishes them. */
  keySet(): Promise<{ readonly keys: readonly Readonly<Record<string, string>>[] }>;
};

async function createSigningKey(seed: Uint8Array): Promise<SigningKey> {
  const pkcs8 = Uint8Array.from([...PKCS8_PREFIX, ...seed]);
  const key = await crypto.subtle.importKey("pkcs8", pkcs8, { name: "Ed25519" }, true, ["sign"]);
  const { x = "" } = (await crypto.subtle.exportKey("jwk", key)) as JsonWebKey;
  const jwk = { kty: "OKP", crv: "Ed25519", x } as const;
  return { kid: await calculateJwkThumbprint(jwk), key, jwk };
}

export function createDevIssuer(publicUrl: string, keyring: Pick<Keyring, "tokenSeed">): DevIssuer {
  let made: Promise<SigningKey> | undefined;
  const signingKey = (): Promise<SigningKey> => {
    made ??= keyring.tokenSeed().then(createSigningKey);
    return made;
  };

  return {
    issuer: {
      issuer: publicUrl,
      keys: {
        async make() {
          const { kid, jwk } = await signingKey();
          return [{ kid, jwk, algorithms: [ALGORITHM] }];
        },
      },
      audiences: [AUDIENCE],
      algorithms: [ALGORITHM],
      tenant: null,
    },

    async sign(claims, times) {
      const { kid, key } = await signingKey();
      return new SignJWT({ iss: publicUrl, aud: AUDIENCE, ...claims, ...times })
        .setProtectedHeader({ alg: ALGORITHM, typ: "at+jwt", kid })
        .sign(key);
    },

    async keySet() {
      const { kid, jwk } = await signingKey();
      return { keys: [{ ...jwk, kid, alg: ALGORITHM, use: "sig" }] };
    },
  };
}
