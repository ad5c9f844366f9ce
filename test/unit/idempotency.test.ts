import { describe, expect, it } from "vitest";
import { type Answer, createIdempotency, type IdempotencyStore } from "../../src/core/idempotency.ts";
import { readIdempotencyKey } from "../../src/http/idempotency.ts";

const request = { key: "k", caller: "ada", method: "POST", path: "/", body: "b" };
const answerOf = (status: number, headers: Answer["headers"] = []): Answer => ({ status, headers, body: "{}" });

/** A key that is free, or that somebody else has and does not let go of. */
function keyed({ busy = false } = {}) {
  const calls: string[] = [];
  const waits: number[] = [];
  const deferred: Promise<unknown>[] = [];
  const store: IdempotencyStore = {
    async claim({ owner, fingerprint }) {
      calls.push("claim");
      return { owner: busy ? "somebody" : owner, fingerprint, answer: null };
    },
    keep: async () => void calls.push("keep"),
    release: async () => void calls.push("release"),
  };
  const { once } = createIdempotency({
    store,
    keyring: { subject: async (text) => text },
    world: {
      now: () => 0,
      random: (bytes) => new Uint8Array(bytes),
      timer(ms) {
        waits.push(ms);
        return { gone: Promise.resolve(), cancel() {} };
      },
      defer: (work) => void deferred.push(work),
    },
    appId: "default",
  });
  return { once, calls, waits, deferred };
}

describe("the answer of a request with a key", () => {
  it.each([200, 201, 303, 400, 403, 404, 409, 410, 422])("%d is final and kept", async (status) => {
    const { once, calls } = keyed();
    await once(request, async () => answerOf(status));
    expect(calls).toEqual(["claim", "keep"]);
  });

  it.each([401, 408, 425, 429, 500, 503])("%d passes, and leaves the key free", async (status) => {
    const { once, calls } = keyed();
    expect(await once(request, async () => answerOf(status))).toMatchObject({ ok: true, value: { status } });
    expect(calls).toEqual(["claim", "release"]);
  });

  it("with a cookie is not kept", async () => {
    const { once, calls } = keyed();
    await once(request, async () => answerOf(200, [["set-cookie", "a=b"]]));
    expect(calls).toEqual(["claim", "release"]);
  });

  it("that was never made leaves the key free", async () => {
    const { once, calls } = keyed();
    await expect(once(request, () => Promise.reject(new TypeError("broken")))).rejects.toThrow("broken");
    expect(calls).toEqual(["claim", "release"]);
  });

  it("is made and kept though the caller has hung up", async () => {
    const { once, calls, deferred } = keyed();
    const started = Promise.withResolvers<void>();
    const made = Promise.withResolvers<Answer>();
    void once(request, () => {
      started.resolve();
      return made.promise;
    });
    await started.promise;
    made.resolve(answerOf(200));
    expect(await Promise.all(deferred)).toEqual([answerOf(200)]);
    expect(calls).toEqual(["claim", "keep"]);
  });

  it("is waited for ever more patiently, for five seconds, while another makes it", async () => {
    const { once, calls, waits } = keyed({ busy: true });
    expect(await once(request, () => Promise.reject(new Error("not mine to run")))).toEqual({
      ok: false,
      failure: { reason: "still_running" },
    });
    expect(waits).toEqual(waits.toSorted((one, other) => one - other));
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBe(5_000);
    expect(calls).toHaveLength(waits.length + 1);
  });
});

describe("a key", () => {
  it.each([
    ['"abc"', "abc"],
    ["abc", "abc"],
    ['"a,b;c"', "a,b;c"],
    [String.raw`"a\"b\\c"`, String.raw`a"b\c`],
    ["8e03978e-40d5-43dd-bc93-6894a57f9324", "8e03978e-40d5-43dd-bc93-6894a57f9324"],
    ["YWJj/+==", "YWJj/+=="],
    ["k".repeat(255), "k".repeat(255)],
    [`"${"k".repeat(255)}"`, "k".repeat(255)],
  ])("%s is read as %s", (header, key) => expect(readIdempotencyKey(header)).toBe(key));

  it.each([
    "",
    '""',
    '"',
    '"open',
    'shut"',
    '"a"b"',
    '"a";p=1',
    "a;p=1",
    "a,b",
    "a, b",
    '"a", "b"',
    '"a b"',
    "a\tb",
    String.raw`"a\b"`,
    String.raw`a\b`,
    "ü",
    '"ü"',
    "k".repeat(256),
    `"${"k".repeat(256)}"`,
  ])("%j is refused", (header) => expect(readIdempotencyKey(header)).toBeUndefined());
});
