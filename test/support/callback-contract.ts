import { describe, expect, it } from "vitest";
import type { Callback, CallbackFailure, DeliveryEvent, ReadCallback } from "../../src/core/delivery.ts";
import type { Outside, Provider } from "../../src/providers/provider.ts";
import { readerOf, toldAt } from "./callbacks.ts";
import { problemsOf } from "./sender.ts";

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
  /** Whether anything that is signed can be read, such as a form; what is no event is then simply none. */
  readonly readsAnything?: boolean;
  /** Who answers where a signature cannot be checked without asking. */
  readonly http?: Outside["http"];
  /** Something it tells, and how we are to understand it. */
  readonly body: string;
  readonly events: readonly DeliveryEvent[];
  /** What is signed in place of these. */
  readonly token?: string;
};

const because = (reason: CallbackFailure["reason"]) => ({ ok: false, failure: { reason } });

/** Well-formed JSON that no vendor means anything by. */
const strange = ["null", "1", '"x"', "[]", "{}", "[null]", '[{"event":1}]', '{"data":[]}', '{"event-data":null}'];

/** What everybody who reads callbacks must do, however their vendor signs them. */
export function describeCallbacks(provider: Provider, vendor: CallbackCase): void {
  const { env, secret, signed, signatureHeaders, toleranceMs, http, body, events, token } = vendor;

  async function read(callback: Callback, settings = env): ReturnType<ReadCallback> {
    const reader = readerOf(provider, settings, http);
    if (reader === undefined) throw new Error("reads no callbacks");
    return reader(callback);
  }

  describe("as a reader of callbacks", () => {
    it("understands one with the right signature, twice the same way", async () => {
      const callback = await signed(body, toldAt);
      const want = { ok: true, value: { events, ...(token === undefined ? {} : { token }) } };
      expect(await read(callback)).toEqual(want);
      expect(await read(callback)).toEqual(want);
    });

    it("reads none without its secret", () => {
      const { [secret]: _, ...without } = env;
      const problems = problemsOf(provider, without);
      // A secret that sending needs too is missed before anything is read.
      if (problems.length > 0) expect(problems).toEqual([`${secret}: is not set`]);
      else expect(readerOf(provider, without)).toBeUndefined();
      expect(provider.settings).toContain(secret);
    });

    it.runIf(vendor.coversBody)("does not believe a body with one bit changed, wherever it is", async () => {
      const callback = await signed(body, toldAt);
      for (const at of [0, Math.floor(callback.bytes.length / 2), callback.bytes.length - 1]) {
        const bytes = callback.bytes.with(at, (callback.bytes[at] ?? 0) ^ 1);
        expect(await read({ ...callback, bytes })).toEqual(because("wrong_signature"));
      }
      expect(await read({ ...callback, bytes: new Uint8Array() })).toEqual(because("wrong_signature"));
    });

    it("does not believe somebody else's signature", async () => {
      const callback = await signed(body, toldAt);
      const other = { ...env, [secret]: vendor.otherSecret };
      expect(await read(callback, other)).toEqual(because("wrong_signature"));
    });

    it.runIf(signatureHeaders.length > 0).each(signatureHeaders)("wants %s", async (name) => {
      const { headers, ...callback } = await signed(body, toldAt);
      const without = new Headers(headers);
      without.delete(name);
      expect(await read({ ...callback, headers: without })).toEqual(because("not_signed"));
    });

    it.runIf(signatureHeaders.length > 0).each(["x", "v1,", "v1,AAAA", "Basic !!", "AAAA", "MAA=", "MAYCAQECAQE="])(
      "takes %j for no signature of anybody's",
      async (nonsense) => {
        const { headers, ...callback } = await signed(body, toldAt);
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
        expect(await read(await signed(body, toldAt + away))).toMatchObject({ ok: true });
      }
      for (const away of [-tolerance - 1_000, tolerance + 1_000]) {
        expect(await read(await signed(body, toldAt + away))).toEqual(because("too_old"));
      }
    });

    it.each(['{"half', "", "\u0000", "<html>", "{}}"])("says so when it cannot read %j", async (broken) => {
      const want = vendor.readsAnything ? { ok: true, value: { events: [] } } : because("unreadable");
      expect(await read(await signed(broken, toldAt))).toEqual(want);
    });

    it.each(strange)("finds no event in %s, and does not fall over it", async (nonsense) => {
      const result = await read(await signed(nonsense, toldAt));
      expect(result.ok ? result.value.events : result.failure).toEqual(result.ok ? [] : { reason: "unreadable" });
    });
  });
}
