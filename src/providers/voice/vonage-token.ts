import { importPKCS8, SignJWT } from "jose";
import * as z from "zod/mini";
import { toBase64Url } from "../../core/base64url.ts";
import { transformed } from "../../schema.ts";
import type { Outside } from "../provider.ts";

const LIFETIME_S = 300;

/** A private key as Vonage hands it out (PKCS#8, PEM); its line ends may be written as "\n", as .env files need them. */
export const privateKey = transformed(z.string(), (text) => text.replaceAll("\\n", "\n").trim()).check(
  z.refine(
    (text) => /^-----BEGIN PRIVATE KEY-----\s[A-Za-z0-9+/=\s]+-----END PRIVATE KEY-----$/.test(text),
    'is not a key that starts with "-----BEGIN PRIVATE KEY-----"',
  ),
);

/** Makes a token (JWT, RS256) for each request; undefined while the key cannot be read. */
export function createTokens(
  { applicationId, pem }: { readonly applicationId: string; readonly pem: string },
  { now, random }: Pick<Outside, "now" | "random">,
): () => Promise<string | undefined> {
  let key: Promise<CryptoKey | undefined> | undefined;
  return async () => {
    key ??= importPKCS8(pem, "RS256").catch(() => undefined);
    const imported = await key;
    if (imported === undefined) return undefined;
    const issuedAt = Math.floor(now() / 1_000);
    return new SignJWT({ application_id: applicationId, jti: toBase64Url(random(16)) })
      .setProtectedHeader({ alg: "RS256", typ: "JWT" })
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + LIFETIME_S)
      .sign(imported);
  };
}
