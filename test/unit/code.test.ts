import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeFaultOf, randomCode, randomLinkToken, readCode } from "../../src/core/code.ts";

const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));

/** A source of chance that hands out the given 53-bit numbers. */
function drawing(...draws: number[]) {
  return (bytes: number) => {
    const given = new Uint8Array(bytes);
    new DataView(given.buffer).setBigUint64(0, BigInt(draws.shift() ?? 0));
    return given;
  };
}

describe("codes", () => {
  it("throws away draws that would favour low values", () => {
    const largestFair = 9_007_199_254 * 1_000_000 - 1;
    expect(randomCode(drawing(largestFair), 6)).toBe("999999");
    expect(randomCode(drawing(largestFair + 1, 2 ** 53 - 1, 7), 6)).toBe("000007");
    expect(randomCode(drawing(900_719 * 10 ** 10 - 1), 10)).toBe("9999999999");
    expect(randomCode(drawing(900_719 * 10 ** 10, 2 ** 53 - 1, 42), 10)).toBe("0000000042");
  });

  it("reach every digit of the longest ones", () => {
    const codes = Array.from({ length: 2_000 }, () => randomCode(random, 10));
    for (const code of codes) expect(code).toMatch(/^[0-9]{10}$/);
    for (let position = 0; position < 10; position += 1) {
      expect(new Set(codes.map((code) => code[position])).size).toBe(10);
    }
  });

  it("are spread evenly over digits and positions (chi-square, p > 0.001)", () => {
    const counts = Array.from({ length: 6 }, () => new Array<number>(10).fill(0));
    const total = 10_000;
    let leadingZeros = 0;
    for (let i = 0; i < total; i += 1) {
      const code = randomCode(random, 6);
      expect(code).toMatch(/^[0-9]{6}$/);
      if (code.startsWith("0")) leadingZeros += 1;
      for (const [position, digit] of [...code].entries()) {
        const column = counts[position];
        if (column) column[Number(digit)] = (column[Number(digit)] ?? 0) + 1;
      }
    }
    expect(leadingZeros).toBeGreaterThan(0);
    for (const column of counts) {
      const expected = total / 10;
      const chiSquare = column.reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0);
      // 9 degrees of freedom; 0.0001 per column, since six are looked at and the suite runs often.
      expect(chiSquare).toBeLessThan(33.7);
    }
  });

  it("has link tokens of 256 bits in 43 characters", () => {
    expect(randomLinkToken(random)).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(randomLinkToken((bytes) => new Uint8Array(bytes).fill(255))).toBe(`${"_".repeat(42)}8`);
  });
});

describe("P24 what is no code", () => {
  it.each([
    ["", "empty", 0],
    [" \n", "empty", 0],
    ["12345", "short", 5],
    ["123 45", "short", 5],
    ["١٢٣", "short", 3],
    ["1234567", "long", 7],
    ["123-456-7", "long", 7],
    ["1".repeat(10_000), "long", 10_000],
    ["abcdef", "chars", 0],
    ["12345O", "chars", 5],
    ["123456 or 654321", "chars", 12],
    ["--", "chars", 0],
    ["\ud800", "chars", 0],
  ])("%j is %s", (typed, why, digits) => {
    expect(readCode(typed, 6)).toBeUndefined();
    expect(codeFaultOf(typed, 6)).toEqual({ why, digits });
  });
});

describe("P12 reading a code", () => {
  it.each([
    ["as it is", "123456", "123456"],
    ["leading zeros", "000042", "000042"],
    ["with a space", "123 456", "123456"],
    ["with a hyphen", "123-456", "123456"],
    ["with spaces around and a newline", " 123456\n", "123456"],
    ["with a no-break space", "123\u00a0456", "123456"],
    ["full-width digits", "１２３４５６", "123456"],
    ["Arabic-Indic digits", "١٢٣٤٥٦", "123456"],
    ["extended Arabic-Indic digits", "۱۲۳۴۵۶", "123456"],
    ["Devanagari digits", "१२३४५६", "123456"],
    ["mathematical digits", "𝟏𝟐𝟑𝟒𝟓𝟔", "123456"],
    ["a pasted sentence", "Your code is 123456!", "123456"],
    ["a pasted sentence with a space in the code", "Your code is 123 456!", "123456"],
    ["a pasted sentence with another number", "123456 is your code. It works for 10 minutes.", "123456"],
    ["a pasted text message with its last line", "123456 is your Acme code.\n\n@verify.example.com", "123456"],
    ["too short", "12345", undefined],
    ["too long", "1234567", undefined],
    ["nothing", "", undefined],
    ["letters", "abcdef", undefined],
    ["a number in another notation", "1e5", undefined],
    ["a sign", "-00000", undefined],
    ["a hexadecimal", "0x1234", undefined],
    ["two candidates in a sentence", "123456 or 654321", undefined],
    ["a lone surrogate", "12345\ud800", undefined],
    ["ten thousand digits", "1".repeat(10_000), undefined],
  ])("%s", (_name, typed, want) => {
    expect(readCode(typed, 6)).toBe(want);
  });

  it("never throws, and answers only with six ASCII digits", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (typed) => {
        const code = readCode(typed, 6);
        expect(code === undefined || /^[0-9]{6}$/.test(code)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
