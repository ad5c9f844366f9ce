import { SignJWT } from "jose/jwt/sign";
import type { Keyring } from "../core/ports.ts";
import { type Ed25519, ed25519Of } from "../tokens/ed25519.ts";
import type { Issuer } from "../tokens/issuer.ts";

const ALGORITHM = "EdDSA";
const AUDIENCE = "userid-api";
/** Where callers look for an issuer's keys. */
export const KEY_SET_PATHS = ["/oidc/jwks", "/cis/oidc/jwks"];

/** The identity system that a development server stands in for, so that nobody needs one to try things out. */
export type DevIssuer = {
  /** As one whose tokens are accepted; its keys need no request to ourselves. */
  readonly issuer: Issuer;
  /** A token with these claims, and those that every token has. Times are in seconds. */
  sign(claims: Readonly<Record<string, string>>, times: { iat: number; exp: number; jti: string }): Promise<string>;
  /** Its public keys, as an issuer publishes them. */
  keySet(): Promise<{ readonly keys: readonly Readonly<Record<string, string>>[] }>;
};

/** `publicUrl` is the issuer of its tokens; its key is made from the keyring, and so is the same after a restart. */
export function createDevIssuer(publicUrl: string, keyring: Pick<Keyring, "tokenSeed">): DevIssuer {
  let made: Promise<Ed25519> | undefined;
  const signingKey = (): Promise<Ed25519> => {
    made ??= keyring.tokenSeed().then(ed25519Of);
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
