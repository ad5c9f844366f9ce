import { describe, expect, it } from "vitest";
import type { Callback, CallbackFailure, CallbackReading, DeliveryEvent } from "../../src/core/delivery.ts";
import type { Result } from "../../src/core/result.ts";
import type { Provider } from "../../src/providers/provider.ts";

/** When callbacks arrive in these tests. */
export const callbackNow = Date.UTC(2026, 10, 21, 20, 0, 0);

export const callbackUrl = "https://verify.example.com/hooks/vendor/default";

/** What a provider that reads callbacks must show to run the suite. */
export type CallbackCase = {
  /** Settings with which it reads them. */
  readonly env: Readonly<Record<string, string>>;
  /** Which of them is the secret or key; without it nothing is read. */
  readonly secret: string;
  /** Another value of that setting: its owner cannot make a callback of ours. */
  readonly otherSecret: string;
  /** A request as the vendor makes it at `at` about `body`, with the secret in `env`. */
  readonly signed: (body: string, at: number) => Callback | Promise<Callback>;
  /** The headers that carry the signature; if any is missing, there is none. Empty where it stands elsewhere. */
  readonly signatureHeaders: readonly string[];
  /** Whether an altered body shows. */
  readonly coversBody: boolean;
  /** How far from now a callback may be dated, for vendors that date them. */
  readonly toleranceMs?: number;
  /** Something it tells, and how we are to understand it. */
  readonly body: string;
  readonly events: readonly DeliveryEvent[];
};

/** A request to us with these headers and this body. */
export const callbackWith = (headers: Readonly<Record<string, string>>, body: string | Uint8Array): Callback => ({
  method: "POST",
  url: callbackUrl,
  headers: new Headers(headers),
  bytes: new Uint8Array(typeof body === "string" ? new TextEncoder().encode(body) : body),
});

/** Reads one callback with a provider set up by `env`, at `callbackNow`. */
export async function readCallback(
  provider: Provider,
  env: CallbackCase["env"],
  callback: Callback,
): Promise<Result<CallbackReading, CallbackFailure>> {
  const started = provider.configure(env, {
    http: () => Promise.reject(new Error("a callback is read without asking anybody")),
    now: () => callbackNow,
    random: (bytes) => new Uint8Array(bytes).fill(7),
  });
  if (!started.ok) throw new Error(started.failure.problems.join(", "));
  if (!started.value.readCallback) throw new Error("reads no callbacks");
  return started.value.readCallback(callback);
}

const because = (reason: CallbackFailure["reason"]) => ({ ok: false, failure: { reason } });

/** Well-formed JSON that no vendor means anything by. */
const strange = ["null", "1", '"x"', "[]", "{}", "[null]", '[{"event":1}]', '{"data":[]}', '{"event-data":null}'];

/** What everybody who reads callbacks must do, however their vendor signs them. */
export function describeCallbacks(provider: Provider, vendor: CallbackCase): void {
  const { env, secret, signed, signatureHeaders, toleranceMs, body, events } = vendor;
  const read = (callback: Callback) => readCallback(provider, env, callback);

  describe("as a reader of callbacks", () => {
    it("understands one with the right signature, twice the same way", async () => {
      const callback = await signed(body, callbackNow);
      expect(await read(callback)).toEqual({ ok: true, value: { events } });
      expect(await read(callback)).toEqual({ ok: true, value: { events } });
    });

    it("reads none without its secret", () => {
      const { [secret]: _, ...without } = env;
      const outside = { http: () => Promise.reject(new Error()), now: () => 0, random: () => new Uint8Array() };
      const started = provider.configure(without, outside);
      expect(started).toMatchObject({ ok: true });
      expect(started.ok && started.value.readCallback).toBeUndefined();
      expect(provider.settings).toContain(secret);
    });

    it.runIf(vendor.coversBody)("does not believe a body with one bit changed, wherever it is", async () => {
      const callback = await signed(body, callbackNow);
      for (const at of [0, Math.floor(callback.bytes.length / 2), callback.bytes.length - 1]) {
        const bytes = callback.bytes.with(at, (callback.bytes[at] ?? 0) ^ 1);
        expect(await read({ ...callback, bytes })).toEqual(because("wrong_signature"));
      }
      expect(await read({ ...callback, bytes: new Uint8Array() })).toEqual(because("wrong_signature"));
    });

    it("does not believe somebody else's signature", async () => {
      const callback = await signed(body, callbackNow);
      const other = { ...env, [secret]: vendor.otherSecret };
      expect(await readCallback(provider, other, callback)).toEqual(because("wrong_signature"));
    });

    it.runIf(signatureHeaders.length > 0).each(signatureHeaders)("wants %s", async (name) => {
      const { headers, ...callback } = await signed(body, callbackNow);
      const without = new Headers(headers);
      without.delete(name);
      expect(await read({ ...callback, headers: without })).toEqual(because("not_signed"));
    });

    it.runIf(signatureHeaders.length > 0).each(["x", "v1,", "v1,AAAA", "Basic !!", "AAAA", "MAA=", "MAYCAQECAQE="])(
      "takes %j for no signature of anybody's",
      async (nonsense) => {
        const { headers, ...callback } = await signed(body, callbackNow);
        const wrong = new Headers(headers);
        for (const name of signatureHeaders) wrong.set(name, nonsense);
        const result = await read({ ...callback, headers: wrong });
        expect(result).toMatchObject({ ok: false });
        expect(["wrong_signature", "not_signed"]).toContain(result.ok ? "" : result.failure.reason);
      },
    );

    it.runIf(toleranceMs !== undefined)("reads none from long ago or from the future", async () => {
      const tolerance = toleranceMs ?? 0;
      for (const away of [-tolerance, tolerance]) {
        expect(await read(await signed(body, callbackNow + away))).toMatchObject({ ok: true });
      }
      for (const away of [-tolerance - 1_000, tolerance + 1_000]) {
        expect(await read(await signed(body, callbackNow + away))).toEqual(because("too_old"));
      }
    });

    it.each(['{"half', "", "\u0000", "<html>", "{}}"])("says so when it cannot read %j", async (broken) => {
      expect(await read(await signed(broken, callbackNow))).toEqual(because("unreadable"));
    });

    it.each(strange)("finds no event in %s, and does not fall over it", async (nonsense) => {
      const result = await read(await signed(nonsense, callbackNow));
      expect(result.ok ? result.value.events : result.failure).toEqual(result.ok ? [] : { reason: "unreadable" });
    });
  });
}
