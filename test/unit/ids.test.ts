import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accountId, earliestId, isUuid, randomId, timeOrderedId } from "../../src/core/ids.ts";

const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
const instants = fc.integer({ min: 0, max: Date.UTC(2200, 0, 1) });

describe("ids", () => {
  it("are UUIDs of version 4 and 7 (RFC 9562)", () => {
    expect(randomId(random)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(timeOrderedId(random, 0)).toMatch(/^00000000-0000-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it("of time sort as their instants do, and after the earliest of their instant", () => {
    fc.assert(
      fc.property(instants, instants, (one, other) => {
        if (one < other) expect(timeOrderedId(random, one) < timeOrderedId(random, other)).toBe(true);
        expect(earliestId(one) <= timeOrderedId(random, one)).toBe(true);
      }),
    );
  });

  it("of accounts are 24 hex digits that start with their second", () => {
    expect(accountId(random, Date.UTC(2026, 10, 21))).toMatch(/^6b00df00[0-9a-f]{16}$/);
    expect(accountId((bytes) => new Uint8Array(bytes), 1_000)).toBe("000000010000000000000000");
  });

  it.each([
    ["0c9f3b7e-6a51-4f0e-9d55-1f1c2b7a9e01", true],
    ["0C9F3B7E-6A51-4F0E-9D55-1F1C2B7A9E01", false],
    ["0c9f3b7e6a514f0e9d551f1c2b7a9e01", false],
    ["abc", false],
    ["0c9f3b7e-6a51-4f0e-9d55-1f1c2b7a9e0%", false],
    ["", false],
  ])("tells whether %j is spelled like one", (text, want) => {
    expect(isUuid(text)).toBe(want);
  });
});
