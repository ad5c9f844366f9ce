import type { Callback } from "../../src/core/delivery.ts";
import { callbackWith } from "./callbacks.ts";

const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

/** A DER integer: as short as can be, with a zero in front where it would look negative. */
function derNumber(digits: Uint8Array): readonly number[] {
  const first = digits.findIndex((digit) => digit !== 0);
  const shortest = [...digits.subarray(first)];
  const unsigned = (shortest[0] ?? 0) < 0x80 ? shortest : [0, ...shortest];
  return [0x02, unsigned.length, ...unsigned];
}

/** A pair of keys as SendGrid has one: the public one for settings, and callbacks signed with the other. */
export async function sendgridSigner(): Promise<{
  readonly publicKey: string;
  readonly signed: (body: string, at: number) => Promise<Callback>;
}> {
  const keys = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  if (!("privateKey" in keys)) throw new Error("made one key where two were asked for");
  const spki = await crypto.subtle.exportKey("spki", keys.publicKey);
  if (!(spki instanceof ArrayBuffer)) throw new Error("exported no bytes");
  return {
    publicKey: base64(new Uint8Array(spki)),
    async signed(body, at) {
      const seconds = String(at / 1_000);
      const content = new TextEncoder().encode(seconds + body);
      const raw = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, keys.privateKey, content);
      const numbers = [...derNumber(new Uint8Array(raw, 0, 32)), ...derNumber(new Uint8Array(raw, 32))];
      return callbackWith(
        {
          "X-Twilio-Email-Event-Webhook-Signature": base64(Uint8Array.from([0x30, numbers.length, ...numbers])),
          "X-Twilio-Email-Event-Webhook-Timestamp": seconds,
        },
        body,
      );
    },
  };
}
