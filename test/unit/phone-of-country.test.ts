import { describe, expect, it } from "vitest";
import { parsePhoneOf } from "../../src/core/phone.ts";

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
    ["GB", "0".repeat(2_000), "phone_malformed"],
  ])("in %s %# is %s", (country, typed, reason) => {
    expect(read(country, typed)).toBe(reason);
  });

  it("is shown back as it was typed", () => {
    const parsed = parsePhoneOf("GB", " 07700 900123 ");
    expect(parsed.ok && parsed.value.typed).toBe("07700 900123");
  });
});
