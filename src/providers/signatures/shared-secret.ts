import { fromBase64Url } from "../../core/base64url.ts";
import type { Callback, CallbackFailure } from "../../core/delivery.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import { hmacKey } from "./hmac-sha256.ts";

const encoder = new TextEncoder();

/**
 * For vendors that sign nothing but let us choose what their callbacks bring along: the password of HTTP Basic (under
 * any user name), a bearer token, or the header `X-Webhook-Secret`. It shows who calls, not what they said nor when.
 */
export async function checkSharedSecret(
  { headers }: Pick<Callback, "headers">,
  secret: string,
): Promise<Result<null, CallbackFailure>> {
  const shown = shownSecret(headers);
  if (!shown) return fail({ reason: "not_signed" });
  return (await isSame(shown, secret)) ? ok(null) : fail({ reason: "wrong_signature" });
}

function shownSecret(headers: Headers): string | undefined {
  const [, scheme, credentials = ""] = /^(basic|bearer) +(.+)$/i.exec(headers.get("authorization") ?? "") ?? [];
  if (scheme === undefined) return headers.get("x-webhook-secret") ?? undefined;
  if (scheme.toLowerCase() === "bearer") return credentials;
  const pair = new TextDecoder().decode(fromBase64Url(credentials) ?? new Uint8Array());
  return pair.includes(":") ? pair.slice(pair.indexOf(":") + 1) : undefined;
}

/** MACs under one key are compared, so that the time tells neither the length nor how much was right. */
async function isSame(shown: string, secret: string): Promise<boolean> {
  const key = encoder.encode(secret);
  const wanted = await crypto.subtle.sign("HMAC", await hmacKey(key, "sign"), key);
  return crypto.subtle.verify("HMAC", await hmacKey(key, "verify"), wanted, encoder.encode(shown));
}
