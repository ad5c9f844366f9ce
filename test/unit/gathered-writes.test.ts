import { describe, expect, it } from "vitest";
import { gatheredWrites } from "../../src/stores/gathered-writes.ts";
import type { Bound } from "../../src/stores/statement.ts";

const bound = (n: number): Bound => ({ sql: "UPDATE messages SET state = ?1", values: [n] });

/** Moments that are over when the test says so, and a database that notes what it is asked. */
function bench({ failing = false } = {}) {
  const moments: (() => void)[] = [];
  const trips: (readonly Bound[])[] = [];
  const write = gatheredWrites(
    {
      async write(statements) {
        trips.push(statements);
        if (failing) throw new Error("down");
        return { rows: [], bookmark: null };
      },
    },
    { timer: () => ({ gone: new Promise((resolve) => moments.push(resolve)), cancel: () => undefined }) },
  );
  return { write, trips, nextMoment: () => moments.shift()?.() };
}

describe("gathered writes", () => {
  it("take one trip for all that waited, and each is written once", async () => {
    const { write, trips, nextMoment } = bench();
    const writes = [1, 2, 3].map((n) => write([bound(n)]));
    nextMoment();
    await writes[0];
    expect(trips).toEqual([[bound(1), bound(2), bound(3)]]);
    nextMoment();
    nextMoment();
    await Promise.all(writes);
    expect(trips).toHaveLength(1);
  });

  it("do not wait for company that does not come", async () => {
    const { write, trips, nextMoment } = bench();
    for (const n of [1, 2]) {
      const written = write([bound(n)]);
      nextMoment();
      await written;
    }
    expect(trips).toEqual([[bound(1)], [bound(2)]]);
  });

  it("leave what is too much for one trip to the next, and forget nothing", async () => {
    const { write, trips, nextMoment } = bench();
    const writes = Array.from({ length: 120 }, (_, n) => write([bound(n)]));
    for (const _ of writes) nextMoment();
    await Promise.all(writes);
    expect(trips.map(({ length }) => length)).toEqual([50, 50, 20]);
    expect(trips.flat().map(({ values }) => values[0])).toEqual(writes.map((_, n) => n));
  });

  it("keep together what one caller writes", async () => {
    const { write, trips, nextMoment } = bench();
    const writes = [40, 20, 1].map((length) => write(Array.from({ length }, (_, n) => bound(n))));
    for (const _ of writes) nextMoment();
    await Promise.all(writes);
    expect(trips.map(({ length }) => length)).toEqual([60, 1]);
  });

  it("fail for whoever wrote for all", async () => {
    const { write, nextMoment } = bench({ failing: true });
    const [first, second] = [write([bound(1)]), write([bound(2)])];
    nextMoment();
    await expect(first).rejects.toThrow("down");
    nextMoment();
    await second;
  });
});
