/** A key for HMAC-SHA256. */
export const hmacKey = (secret: BufferSource, use: "sign" | "verify"): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, [use]);
