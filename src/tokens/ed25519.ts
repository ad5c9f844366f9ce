import { calculateJwkThumbprint } from "jose/jwk/thumbprint";

/** What stands before the 32 bytes of an Ed25519 key in PKCS#8 (RFC 8410, section 7). */
const PKCS8_PREFIX = [0x30, 0x2e, 0x02, 0x01, 0, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

type PublicJwk = { readonly kty: "OKP"; readonly crv: "Ed25519"; readonly x: string };

/** A key pair, and the name that its public key has by itself (RFC 7638). */
export type Ed25519 = { readonly kid: string; readonly key: CryptoKey; readonly jwk: PublicJwk };

/** The key pair of 32 random bytes: the same each time. */
export async function ed25519Of(seed: Uint8Array): Promise<Ed25519> {
  const pkcs8 = Uint8Array.from([...PKCS8_PREFIX, ...seed]);
  const key = await crypto.subtle.importKey("pkcs8", pkcs8, { name: "Ed25519" }, true, ["sign"]);
  const { x = "" } = (await crypto.subtle.exportKey("jwk", key)) as JsonWebKey;
  const jwk = { kty: "OKP", crv: "Ed25519", x } as const;
  return { kid: await calculateJwkThumbprint(jwk), key, jwk };
}
