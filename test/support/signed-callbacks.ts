import { SignJWT } from "jose";
import type { Callback } from "../../src/core/delivery.ts";
import { signStandardWebhook } from "../../src/providers/signatures/standard-webhooks.ts";
import { callbackWith, hook, toldAt } from "./callbacks.ts";
import { snsMessage } from "./sns-message.ts";

const encoder = new TextEncoder();

const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

async function hmac(hash: "SHA-1" | "SHA-256", key: string, text: string): Promise<Uint8Array> {
  const imported = await crypto.subtle.importKey("raw", encoder.encode(key), { name: "HMAC", hash }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, encoder.encode(text)));
}

type Form = string | Readonly<Record<string, string>>;

const sorted = (form: URLSearchParams): string =>
  [...form]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .flat()
    .join("");

/** A callback as Twilio signs it, to the address it was told. */
export async function fromTwilio(fields: Form, authToken: string, url = hook): Promise<Callback> {
  const form = new URLSearchParams(fields);
  const signature = base64(await hmac("SHA-1", authToken, url + sorted(form)));
  return callbackWith({ "X-Twilio-Signature": signature }, form.toString());
}

/** A callback as Plivo signs it, in its third way. */
export async function fromPlivo(fields: Form, authToken: string): Promise<Callback> {
  const form = new URLSearchParams(fields);
  const signature = base64(await hmac("SHA-256", authToken, `${hook}?${sorted(form)}.n1`));
  const headers = { "X-Plivo-Signature-V3": signature, "X-Plivo-Signature-V3-Nonce": "n1" };
  return callbackWith(headers, form.toString());
}

/** A callback as Vonage signs it. */
export async function fromVonage(body: string, secret: string, at = toldAt): Promise<Callback> {
  const hash = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(body))));
  const token = await new SignJWT({ iat: at / 1_000, payload_hash: hash })
    .setProtectedHeader({ alg: "HS256" })
    .sign(encoder.encode(secret));
  return callbackWith({ Authorization: `Bearer ${token}` }, body);
}

/** A callback as Meta signs it. */
export async function fromMeta(body: string, appSecret: string): Promise<Callback> {
  return callbackWith({ "X-Hub-Signature-256": `sha256=${hex(await hmac("SHA-256", appSecret, body))}` }, body);
}

/** A callback about `event` (JSON), signed as Mailgun does: in the body, and without a word of the event. */
export async function fromMailgun(event: string, key: string, at: number, token = "t0k3n"): Promise<Callback> {
  const timestamp = String(at / 1_000);
  const signature = hex(await hmac("SHA-256", key, timestamp + token));
  return callbackWith({}, `{"signature":${JSON.stringify({ timestamp, token, signature })},"event-data":${event}}`);
}

/** A text that was published to the topic of these tests, as SNS posts it. */
export const fromSns = async (text: string, at: number): Promise<Callback> =>
  callbackWith({}, JSON.stringify(await snsMessage(at, { Message: text })));

/** A secret of Standard Webhooks as it is written in settings. */
export const secretOf = (byte: number): string => `whsec_${base64(new Uint8Array(24).fill(byte))}`;

/** A callback signed as Svix does. */
export async function fromSvix(secret: string, id: string, at: number, body: string): Promise<Callback> {
  const bytes = Uint8Array.from(atob(secret.slice("whsec_".length)), (character) => character.charCodeAt(0));
  const headers = await signStandardWebhook({ id, at, body }, [bytes]);
  const renamed = Object.entries(headers).map(([name, value]) => [name.replace("webhook", "svix"), value] as const);
  return callbackWith(Object.fromEntries(renamed), body);
}
