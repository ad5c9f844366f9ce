import fc from "fast-check";
import { getCountries, getExampleNumber } from "libphonenumber-js/max";
import fullMetadata from "libphonenumber-js/max/metadata";
import examples from "libphonenumber-js/mobile/examples";
import { describe, expect, it } from "vitest";
import { countryOf, maskPhone, parsePhone, prefixOf } from "../../src/core/phone.ts";
import { isChargedRange } from "../../src/core/phone-ranges.ts";

const read = (typed: string) => {
  const parsed = parsePhone(typed);
  return parsed.ok ? parsed.value.value : parsed.failure.reason;
};

describe("what is accepted, as E.164", () => {
  it.each([
    ["+12025550123", "+12025550123"],
    [" +12025550123\n", "+12025550123"],
    ["+1 (202) 555-0123", "+12025550123"],
    ["+1.202.555.0123", "+12025550123"],
    ["+1\u00a0202\u00a0555\u20110123", "+12025550123"],
    ["+49 1511 2345621", "+4915112345621"],
    ["+46 70-111 22 33", "+46701112233"],
    ["+44 (0)7911 123456", "+447911123456"],
    ["+39 06 1234 5678", "+390612345678"],
    ["+44 7700 900123", "+447700900123"],
  ])("%j is %j", (typed, value) => {
    expect(read(typed)).toBe(value);
  });

  it("is also the key, and shows back what was typed", () => {
    expect(parsePhone(" +1 (202) 555-0123 ")).toEqual({
      ok: true,
      value: { kind: "phone", typed: "+1 (202) 555-0123", value: "+12025550123", key: "+12025550123" },
    });
  });
});

describe("what is no number", () => {
  it.each([
    ["an extension", "+1 (202) 555-0123 ext 9"],
    ["an extension with x", "+12025550123x9"],
    ["a tel: address", "tel:+12025550123"],
    ["a tel: address with extension", "tel:+12025550123;ext=9"],
    ["pause and hash", "+12025550123,123#"],
    ["a full-width plus", "\uff0b12025550123"],
    ["full-width digits", "+１２０２５５５０１２３"],
    ["Arabic-Indic digits", "+١٢٠٢٥٥٥٠١٢٣"],
    ["letters", "+1202555CALL"],
    ["16 digits", "+4915123456789012"],
    ["six digits", "+290512"],
    ["a leading zero", "+02025550123"],
    ["an unassigned code", "+99912345678"],
    ["an international prefix", "0012025550123"],
    ["no plus", "12025550123"],
    ["a national number", "(202) 555-0123"],
    ["a plus in parentheses", "(+1) 202 555 0123"],
    ["two plus signs", "++12025550123"],
    ["a plus in the middle", "+1202+5550123"],
    ["an area code that is none", "+15551230001"],
    ["a digit too few", "+1202555012"],
    ["a digit too many", "+120255501234"],
    ["a home prefix that is dialled", "+4407911123456"],
    ["(0) in the middle", "+120255501(0)23"],
    ["a short number", "+1911"],
    ["a bidirectional mark", "\u202a+12025550123\u202c"],
    ["a tab between digits", "+1\t2025550123"],
    ["NUL", "+12025550123\0"],
    ["a lone surrogate", "+12025550123\ud800"],
    ["a long number", `+${"1".repeat(300)}`],
  ])("%s", (_, typed) => {
    expect(read(typed)).toBe("phone_malformed");
  });

  it.each(["", " \t\n"])("%j is missing", (typed) => {
    expect(read(typed)).toBe("address_missing");
  });
});

describe("what is refused for what it costs", () => {
  it.each([
    ["freephone of no country", "+80012345678"],
    ["shared cost of no country", "+80812345678"],
    ["Inmarsat", "+870773111632"],
    ["personal numbers of no country", "+878101234567890"],
    ["satellite", "+881612345678"],
    ["international networks", "+88299123456"],
    ["more of these", "+8835100012345"],
    ["disaster relief", "+88812345678"],
    ["international premium", "+97911112222"],
    ["US premium", "+19005550123"],
    ["US premium exchange", "+12029761234"],
    ["US personal", "+15005550006"],
    ["UK premium", "+449012345678"],
    ["UK 087", "+448712345678"],
    ["UK 084", "+448441234567"],
    ["UK personal", "+447012345678"],
    ["German premium", "+499001123456"],
    ["German mass traffic", "+491371123456"],
    ["French premium", "+33899123456"],
    ["Swiss premium", "+41900123456"],
    ["Italian premium", "+39899123456"],
    ["Australian premium", "+611901234567"],
    ["Danish premium", "+4590123456"],
  ])("%s", (_, typed) => {
    expect(read(typed)).toBe("phone_not_allowed");
  });
});

describe("against the full metadata", () => {
  it.each(getCountries())("accepts an example mobile number of %s", (country) => {
    const example = getExampleNumber(country, examples)?.number ?? "";
    expect(read(example)).toBe(example);
  });

  // The library's own layout: calling code first, patterns by type in the twelfth place, fixed and mobile foremost.
  const lines = Object.values(fullMetadata.countries).flatMap(([code, ...rest]: unknown[]) => {
    const types = (rest[10] ?? []) as readonly (readonly string[] | undefined)[];
    // The 976 exchange is refused throughout North America, though metadata counts some of it as ordinary.
    return code === "1" ? [] : types.slice(0, 2).flatMap((type) => (type?.[0] ? [{ code, pattern: type[0] }] : []));
  });
  const person = fc.oneof(
    ...lines.map(({ code, pattern }) =>
      fc
        .stringMatching(new RegExp(`^(?:${pattern.replaceAll("\\d", "[0-9]")})$`))
        .map((national) => `+${code}${national}`),
    ),
  );

  it("takes no fixed or mobile line for one that charges", () => {
    expect(lines.length).toBeGreaterThan(300);
    fc.assert(
      fc.property(person, (e164) => {
        expect(isChargedRange(e164)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("for any text", () => {
  const nearly = fc
    .string({ unit: fc.constantFrom(..."+0123456789 -.()x١\uff0b"), maxLength: 20 })
    .map((rest) => `+${rest}`);
  const separated = fc
    .array(fc.constantFrom("", " ", "-", ".", "(", ")", "\u00a0"), { minLength: 12, maxLength: 12 })
    .map((between) => [..."+12025550123"].map((digit, index) => digit + between[index]).join(""))
    // "(0)" is no separator: it names a digit that is only dialled at home.
    .filter((typed) => !typed.includes("(0)"));

  it("answers with E.164 or a refusal", () => {
    fc.assert(
      fc.property(fc.oneof(nearly, separated, fc.string({ unit: "binary" })), (typed) => {
        expect(read(typed)).toMatch(/^(?:\+[1-9][0-9]{6,14}|phone_malformed|phone_not_allowed|address_missing)$/);
      }),
    );
  });

  it("finds the same number however it is separated", () => {
    fc.assert(
      fc.property(separated, (typed) => {
        expect(read(typed)).toBe("+12025550123");
      }),
    );
  });
});

describe("what is known of a number", () => {
  it.each([
    ["+12025550123", "US"],
    ["+14165550123", "CA"],
    ["+4915112345621", "DE"],
    ["+447700900123", "GB"],
    ["+77012345678", "KZ"],
    ["+80012345678", undefined],
    ["+15551230001", undefined],
    ["nonsense", undefined],
  ])("the country of %s is %s", (e164, country) => {
    expect(countryOf(e164)).toBe(country);
  });

  it("the prefix is all but the last four digits", () => {
    expect(prefixOf("+12025550123")).toBe("+1202555");
  });

  it.each([
    ["+12025550123", "+1 ••• ••• 0123"],
    ["+4915112345621", "+49 ••• ••• 5621"],
    ["+447700900123", "+44 ••• ••• 0123"],
    ["+29051234", "+290 ••• ••• 34"],
    ["+15551230001", "+••• ••• 0001"],
  ])("%s is shown as %s", (e164, shown) => {
    expect(maskPhone(e164)).toBe(shown);
  });
});
