import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskAddress, parseAddress } from "../../src/core/address.ts";

const read = (typed: string) => {
  const parsed = parseAddress(typed);
  return parsed.ok ? `${parsed.value.kind} ${parsed.value.value}` : parsed.failure.reason;
};

describe("an address of either kind", () => {
  it.each([
    ["Ada@Example.com", "email Ada@example.com"],
    ["+1 202 555 0123", "phone +12025550123"],
    ["ada\uff20example.com", "email_malformed"],
    ["+12025550123@example.com", "email +12025550123@example.com"],
    ["ada", "phone_malformed"],
    ["2025550123", "phone_malformed"],
    [`${"a".repeat(2_000)}@example.com`, "email_too_long"],
    ["1".repeat(100_000), "phone_malformed"],
    ["", "address_missing"],
    ["\ud800", "phone_malformed"],
    ["\ud800@example.com", "email_malformed"],
  ])("%j is %s", (typed, expected) => {
    expect(read(typed)).toBe(expected);
  });

  it("is the same address when it is parsed again", () => {
    const typed = fc.oneof(
      fc.emailAddress(),
      fc.integer({ min: 2_000_000, max: 9_999_999 }).map((line) => `+1 202 ${line}`),
      fc.string({ unit: "binary" }),
    );
    let phones = 0;
    fc.assert(
      fc.property(typed, (text) => {
        const first = parseAddress(text);
        if (!first.ok) return;
        if (first.value.kind === "phone") phones += 1;
        const again = parseAddress(first.value.value);
        expect(again).toEqual({ ok: true, value: { ...first.value, typed: first.value.value } });
      }),
    );
    expect(phones).toBeGreaterThan(0);
  });
});

describe("an address as others see it", () => {
  it.each([
    ["email", "jane@example.com", "j•••e@example.com"],
    ["email", "jan@example.com", "j•••@example.com"],
    ["email", "jo@example.com", "j•••@example.com"],
    ["email", "j@example.com", "•••@example.com"],
    ["phone", "+12025550123", "+1 ••• ••• 0123"],
  ] as const)("%s %s is shown as %s", (kind, value, shown) => {
    expect(maskAddress(kind, value)).toBe(shown);
  });
});
