import type { Callback } from "../../src/core/delivery.ts";
import { signStandardWebhook } from "../../src/providers/signatures/standard-webhooks.ts";
import { callbackWith } from "./callback-contract.ts";

/** A secret as it is written in settings. */
export const secretOf = (byte: number): string =>
  `whsec_${btoa(String.fromCharCode(...new Uint8Array(24).fill(byte)))}`;

/** A callback signed as Svix does. */
export async function svixCallback(secret: string, id: string, at: number, body: string): Promise<Callback> {
  const bytes = Uint8Array.from(atob(secret.slice("whsec_".length)), (character) => character.charCodeAt(0));
  const headers = await signStandardWebhook({ id, at, body }, [bytes]);
  const renamed = Object.entries(headers).map(([name, value]) => [name.replace("webhook", "svix"), value] as const);
  return callbackWith(Object.fromEntries(renamed), body);
}
