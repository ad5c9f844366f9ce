import { toBase64Url } from "./base64url.ts";
import type { Random } from "./ids.ts";

export const SECRET_PREFIX = "whsec_";
/** Standard Webhooks wants 24 to 64. */
const SECRET_BYTES = 32;

/** A secret as receivers are given it: padded base64 in the alphabet with `+` and `/`. */
export function newWebhookSecret(random: Random): string {
  const base64 = toBase64Url(random(SECRET_BYTES)).replaceAll("-", "+").replaceAll("_", "/");
  return `${SECRET_PREFIX}${base64.padEnd(Math.ceil(base64.length / 4) * 4, "=")}`;
}
