import { compactVerify } from "jose";
import type { Callback } from "../../core/delivery.ts";
import { isObject } from "../json.ts";
import { isRecent } from "./age.ts";
import { sha256Hex } from "./bytes.ts";
import { type Doubt, notSigned, tooOld, wrongSignature } from "./doubt.ts";

const BEARER = /^bearer +(?<token>\S+)$/i;

/** What a token says, if it was signed with `secret`; undefined otherwise. */
async function claimsOf(token: string, secret: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    // The algorithm is ours to choose: a token that names another one, or none, is not read.
    const { payload } = await compactVerify(token, new TextEncoder().encode(secret), { algorithms: ["HS256"] });
    const claims: unknown = JSON.parse(new TextDecoder().decode(payload));
    return isObject(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether Vonage sent a callback, within the last minutes: a token (JWT, HS256) under the account's signature secret,
 * which names the SHA-256 of the raw body. One that names none vouches for no body.
 *
 * @see https://developer.vonage.com/en/getting-started/concepts/webhooks#decoding-signed-webhooks
 */
export async function vonageDoubt(
  { headers, bytes }: Callback,
  { secret, now }: { readonly secret: string; readonly now: number },
): Promise<Doubt> {
  const token = BEARER.exec(headers.get("authorization")?.trim() ?? "")?.groups?.["token"];
  if (token === undefined) return notSigned;

  const claims = await claimsOf(token, secret);
  // Both hashes are known to whoever sent this: how long it takes to compare them tells nothing.
  if (claims === undefined || claims["payload_hash"] !== (await sha256Hex(bytes))) return wrongSignature;
  const issuedAt = claims["iat"];
  return typeof issuedAt === "number" && isRecent(issuedAt * 1_000, now) ? undefined : tooOld;
}
