import { fromBase64Url } from "../../core/base64url.ts";
import type { Callback } from "../../core/delivery.ts";
import { type Doubt, notSigned, wrongSignature } from "./doubt.ts";
import { isSame } from "./hmac.ts";

/**
 * For vendors that sign nothing but let us choose what their callbacks bring along: the password of HTTP Basic (under
 * any user name), a bearer token, or the header `X-Webhook-Secret`. It shows who calls, not what they said nor when.
 */
export async function sharedSecretDoubt({ headers }: Pick<Callback, "headers">, secret: string): Promise<Doubt> {
  const shown = shownSecret(headers);
  if (!shown) return notSigned;
  return (await isSame(shown, secret)) ? undefined : wrongSignature;
}

function shownSecret(headers: Headers): string | undefined {
  const [, scheme, credentials = ""] = /^(basic|bearer) +(.+)$/i.exec(headers.get("authorization") ?? "") ?? [];
  if (scheme === undefined) return headers.get("x-webhook-secret") ?? undefined;
  if (scheme.toLowerCase() === "bearer") return credentials;
  const pair = new TextDecoder().decode(fromBase64Url(credentials) ?? new Uint8Array());
  return pair.includes(":") ? pair.slice(pair.indexOf(":") + 1) : undefined;
}
