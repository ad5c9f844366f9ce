import { type Bytes, bytesOf } from "./bytes.ts";

type Hash = "SHA-1" | "SHA-256";

const keyFor = (hash: Hash, key: string | Bytes, use: "sign" | "verify"): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", bytesOf(key), { name: "HMAC", hash }, false, [use]);

/** The HMAC of `signed` under `key`. */
export async function hmacOf(
  hash: Hash,
  { key, signed }: { readonly key: string | Bytes; readonly signed: string | Bytes },
): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign("HMAC", await keyFor(hash, key, "sign"), bytesOf(signed)));
}

/** Whether `signature` is the HMAC of `signed` under `key`; in a time that tells nothing about the right one. */
export async function isHmac(
  hash: Hash,
  {
    key,
    signed,
    signature,
  }: {
    readonly key: string | Bytes;
    /** Text, or the raw bytes of a body. */
    readonly signed: string | Bytes;
    readonly signature: Bytes | undefined;
  },
): Promise<boolean> {
  if (signature === undefined || key.length === 0) return false;
  return crypto.subtle.verify("HMAC", await keyFor(hash, key, "verify"), signature, bytesOf(signed));
}

/** Whether somebody knows `secret`. MACs are compared: the time tells neither its length nor how much is right. */
export async function isSame(shown: string, secret: string): Promise<boolean> {
  const signature = await hmacOf("SHA-256", { key: secret, signed: secret });
  return isHmac("SHA-256", { key: secret, signed: shown, signature });
}
