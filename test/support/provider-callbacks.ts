import { SignJWT } from "jose";
import type { Callback, ReadCallback } from "../../src/core/delivery.ts";
import type { Provider } from "../../src/providers/provider.ts";

/** When callbacks come, in these tests. */
export const toldAt = Date.UTC(2026, 10, 21, 20, 0, 10);
export const hook = "https://verify.example.com/hooks/vendor/default";

const encoder = new TextEncoder();

/** What reads a provider's callbacks, with these settings. */
export function readerOf(provider: Provider, env: Readonly<Record<string, string>>): ReadCallback | undefined {
  const started = provider.configure(env, {
    http: () => Promise.reject(new Error("asked")),
    now: () => toldAt,
    random: (bytes) => new Uint8Array(bytes),
  });
  if (!started.ok) throw new Error(started.failure.problems.join(", "));
  return started.value.readCallback;
}

export const posted = (body: string, headers: Record<string, string>): Callback => ({
  method: "POST",
  url: hook,
  headers: new Headers(headers),
  bytes: Uint8Array.from(encoder.encode(body)),
});

/** Base64 of the HMAC of a text. */
export async function hmac(hash: "SHA-1" | "SHA-256", key: string, text: string): Promise<string> {
  const imported = await crypto.subtle.importKey("raw", encoder.encode(key), { name: "HMAC", hash }, false, ["sign"]);
  const signed = await crypto.subtle.sign("HMAC", imported, encoder.encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(signed)));
}

const hex = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** A callback as Twilio signs it. */
export async function fromTwilio(fields: Readonly<Record<string, string>>, authToken: string): Promise<Callback> {
  const sorted = Object.entries(fields).sort(([left], [right]) => (left < right ? -1 : 1));
  const signature = await hmac("SHA-1", authToken, hook + sorted.flat().join(""));
  return posted(new URLSearchParams(fields).toString(), { "X-Twilio-Signature": signature });
}

/** A callback as Vonage signs it. */
export async function fromVonage(event: unknown, secret: string): Promise<Callback> {
  const body = JSON.stringify(event);
  const hash = hex(await crypto.subtle.digest("SHA-256", encoder.encode(body)));
  const token = await new SignJWT({ iat: toldAt / 1_000, payload_hash: hash })
    .setProtectedHeader({ alg: "HS256" })
    .sign(encoder.encode(secret));
  return posted(body, { Authorization: `Bearer ${token}` });
}
