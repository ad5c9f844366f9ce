import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePhone, parsePhoneOf } from "../../src/core/phone.ts";

const read = (country: string | undefined, typed: string) => {
  const parsed = parsePhoneOf(country, typed);
  return parsed.ok ? parsed.value.value : parsed.failure.reason;
};

describe("a number as it is written at home", () => {
  it.each([
    ["GB", "07700 900123", "+447700900123"],
    ["GB", "(07911) 123456", "+447911123456"],
    ["US", "202-555-0123", "+12025550123"],
    ["DE", "01511 2345621", "+4915112345621"],
    ["IT", "06 1234 5678", "+390612345678"],
    ["GB", "٠٧٧٠٠٩٠٠١٢٣", "+447700900123"],
    ["GB", "０７７００９００１２３", "+447700900123"],
    // With its country it is the same wherever it is written.
    [undefined, "+44 7700 900123", "+447700900123"],
    ["US", "0044 7700 900123", "+447700900123"],
    ["US", "＋447700900123", "+447700900123"],
    // As address books have it.
    [undefined, "\u202a+44 7700 900123\u202c", "+447700900123"],
    [undefined, "\u2066\u200e+44 7700 900123\u2069", "+447700900123"],
    [undefined, "+44\u200f 7700 900123", "+447700900123"],
    ["GB", "\u202d07700 900123\u202c", "+447700900123"],
    [undefined, "(+44) 7700 900123", "+447700900123"],
    [undefined, "（＋44） 7700 900123", "+447700900123"],
    [undefined, "(+44)(0)7911 123456", "+447911123456"],
    [undefined, "+49 151/12345621", "+4915112345621"],
    [undefined, "+49 151 / 123 456 21", "+4915112345621"],
    [undefined, "+49 (151)/12345621", "+4915112345621"],
    ["DE", "0151/12345621", "+4915112345621"],
    [undefined, "00 44 7700 900123", "+447700900123"],
    [undefined, "00-49-151/12345621", "+4915112345621"],
    [undefined, "0044 7700 900123", "+447700900123"],
  ])("in %s %s is %s", (country, typed, value) => {
    expect(read(country, typed)).toBe(value);
  });

  it.each([
    [undefined, "07700 900123", "country_missing"],
    ["XX", "07700 900123", "country_missing"],
    ["GB", "", "address_missing"],
    ["GB", " ", "address_missing"],
    ["GB", "12", "phone_malformed"],
    ["GB", "07700 900123 ext. 5", "phone_malformed"],
    ["GB", "my number", "phone_malformed"],
    ["GB", "09012345678", "phone_not_allowed"],
    ["US", "07700 900123", "phone_malformed"],
    [undefined, "(+44 7700) 900123", "country_missing"],
    [undefined, "((+44)) 7700 900123", "country_missing"],
    [undefined, "(+4477) 00900123", "country_missing"],
    [undefined, "(44) 7700 900123", "country_missing"],
    [undefined, "+49 30 1234567/8", "phone_malformed"],
    [undefined, "+49 151/123/45621", "phone_malformed"],
    [undefined, "+/4915112345621", "phone_malformed"],
    [undefined, "/+4915112345621", "country_missing"],
    [undefined, "+44 7700 900123/", "phone_malformed"],
    [undefined, "+44 7700 900123/+44 7700 900124", "phone_malformed"],
    [undefined, "00  44 7700 900123", "country_missing"],
    [undefined, "0 0 44 7700 900123", "country_missing"],
    [undefined, "00+44 7700 900123", "country_missing"],
    [undefined, "+44 7700 \u200b900123", "phone_malformed"],
    [undefined, "\ufeff+44 7700 900123", "country_missing"],
    ["GB", "0".repeat(2_000), "phone_malformed"],
  ])("in %s %# is %s", (country, typed, reason) => {
    expect(read(country, typed)).toBe(reason);
  });

  it("is shown back as it was typed", () => {
    const parsed = parsePhoneOf("GB", " 07700 900123 ");
    expect(parsed.ok && parsed.value.typed).toBe("07700 900123");
  });
});

describe("whatever is pasted", () => {
  const MARKS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
  const signs = [..."+01 -.()/x,;\u200e\u202a\u2069\u200b\u00ad", "00", "(0)", "44"];
  const sign = fc.oneof({ weight: 3, arbitrary: fc.constant("") }, fc.constantFrom(...signs));
  const code = fc.constantFrom("+44", "(+44)", "0044", "00 44", "00-44", "+4 4", "(+4)4", "44", "(44)");
  const near = fc.tuple(
    sign,
    code,
    sign,
    fc.constant("7700"),
    sign,
    sign,
    fc.constant("900"),
    sign,
    fc.constant("123"),
    sign,
  );
  const pasted = fc.oneof(near, fc.array(sign, { maxLength: 12 })).map((parts) => parts.join(""));
  const many = { numRuns: 10_000 };

  it("has its digits, all of them in their order and no others, where it is a number", () => {
    let taken = 0;
    fc.assert(
      fc.property(pasted, (typed) => {
        const value = read(undefined, typed);
        if (!value.startsWith("+")) return;
        taken += 1;
        const shown = typed.replace(MARKS, "");
        expect(shown).toMatch(/^ *(?:\(\+[1-9][0-9]{0,2}\)|\+|00[ -]?[1-9])[0-9 \-.()]*(?:\/[0-9 \-.()]*)?$/);
        const national = shown.replace(/^ *(?:\(?\+|00[ -]?)/, "").replace(/^((?:[0-9]\)?){1,3} ?)\(0\)/, "$1");
        expect(national.replace(/[^0-9]/g, "")).toBe(value.slice(1));
        expect(read(undefined, value)).toBe(value);
      }),
      many,
    );
    expect(taken).toBeGreaterThan(200);
  });

  it("is what the strict reader says, without any of the signs of address books", () => {
    fc.assert(
      fc.property(pasted, (typed) => {
        const text = typed.replace(/^[ ]+|[ ]+$/g, "");
        if (text.search(MARKS) >= 0 || /\/|^\(\+|^00[ -]|\u00ad/.test(text)) return;
        const strict = parsePhone(text.replace(/^00(?=[1-9])/, "+"));
        const want = strict.ok ? strict.value.value : strict.failure.reason;
        const isWhole = /^(?:\+|00[1-9])/.test(text) || text === "";
        expect(read(undefined, typed)).toBe(isWhole ? want : "country_missing");
      }),
      many,
    );
  });
});
