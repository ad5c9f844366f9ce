import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseEmail } from "../../src/core/email.ts";

const mailed = (typed: string) => {
  const parsed = parseEmail(typed);
  return parsed.ok ? parsed.value.value : parsed.failure.reason;
};
const keyOf = (typed: string) => {
  const parsed = parseEmail(typed);
  return parsed.ok ? parsed.value.key : parsed.failure.reason;
};
/** A domain of labels of one letter, as long as it is asked for. */
const domainOf = (length: number) => `${"a.".repeat(length)}example`.slice(-length).replace(/^\./, "b");

describe("what is accepted, and how it is mailed", () => {
  it.each([
    ["ada@example.com", "ada@example.com"],
    ["  ada@example.com\r\n", "ada@example.com"],
    ["Ada.Lovelace+Tag@EXAMPLE.Com", "Ada.Lovelace+Tag@example.com"],
    ["o'neil!#$%&*/=?^_`{|}~-@example.com", "o'neil!#$%&*/=?^_`{|}~-@example.com"],
    ["a@b.co", "a@b.co"],
    ["ada@bücher.example", "ada@xn--bcher-kva.example"],
    ["ada@BÜCHER.example", "ada@xn--bcher-kva.example"],
    ["ada@XN--BCHER-KVA.example", "ada@xn--bcher-kva.example"],
    ["ada@straße.example", "ada@xn--strae-oqa.example"],
    ["ada@ıstanbul.example", "ada@xn--stanbul-qfb.example"],
    ["ada@\u212aelvin.example", "ada@kelvin.example"],
    ["ada@例え。テスト", "ada@xn--r8jz45g.xn--zckzah"],
    ["ada@1.2.3.example", "ada@1.2.3.example"],
  ])("%j is mailed as %j", (typed, value) => {
    expect(mailed(typed)).toBe(value);
  });
});

it.each([
  ["64 octets of local part", `${"a".repeat(64)}@example.com`],
  ["63 octets of label", `a@${"b".repeat(63)}.example`],
  ["254 octets in all", `aaa@${domainOf(250)}`],
])("takes %s", (_, typed) => {
  expect(mailed(typed)).toBe(typed);
});

it("shows back what was typed, trimmed and composed", () => {
  expect(parseEmail(" ada@bu\u0308cher.example ")).toMatchObject({ value: { typed: "ada@b\u00fccher.example" } });
});

describe("what is refused", () => {
  it.each([
    ["nothing", "", "address_missing"],
    ["white space", " \t\r\n", "address_missing"],
    ["no @", "ada.example.com", "email_malformed"],
    ["no local part", "@example.com", "email_malformed"],
    ["no domain", "ada@", "email_malformed"],
    ["two @", "ada@x@example.com", "email_malformed"],
    ["a full-width @ as a second one", "ada\uff20x@example.com", "email_malformed"],
    ["a full-width @ as the only one", "ada\uff20example.com", "email_malformed"],
    ["a small @ in the domain", "ada@example.com\ufe6bevil.example", "email_malformed"],
    ["a list with comma", "a@x.example,b@y.example", "email_malformed"],
    ["a comma in the local part", "a,b@x.example", "email_malformed"],
    ["a list with semicolon", "a@x;b@y", "email_malformed"],
    ["a quoted local part", '"e@evil.example"@x.example', "email_malformed"],
    ["a quoted local part without @", '"ada"@x.example', "email_malformed"],
    ["an angle bracket", "a@x.example>b@y", "email_malformed"],
    ["a display name", "Ada <ada@x.example>", "email_malformed"],
    ["a group", "grp:a@x;", "email_malformed"],
    ["a comment", "ada(x)@x.example", "email_malformed"],
    ["a comment in the domain", "ada@x.example(x)", "email_malformed"],
    ["a domain literal", "ada@[127.0.0.1]", "email_malformed"],
    ["a bare IPv4 address", "ada@127.0.0.1", "email_malformed"],
    ["a short IPv4 address", "ada@127.1", "email_malformed"],
    ["a hexadecimal IPv4 address", "ada@0x7f.0x1", "email_malformed"],
    ["an IPv4 address in full-width digits", "ada@１２７.１", "email_malformed"],
    ["one label", "ada@localhost", "email_malformed"],
    ["a trailing dot", "ada@example.com.", "email_malformed"],
    ["an empty label", "ada@example..com", "email_malformed"],
    ["a leading dot in the domain", "ada@.example.com", "email_malformed"],
    ["a label that begins with a hyphen", "ada@-example.com", "email_malformed"],
    ["a label that ends with a hyphen", "ada@example-.com", "email_malformed"],
    ["an underscore", "ada@ex_ample.com", "email_malformed"],
    ["a port", "ada@example.com:80", "email_malformed"],
    ["a path", "ada@example.com/x", "email_malformed"],
    ["a full-width slash", "ada@example.com\uff0fx", "email_malformed"],
    ["a query", "ada@example.com?x", "email_malformed"],
    ["a fragment", "ada@example.com#x", "email_malformed"],
    ["a backslash", "ada@example.com\\x", "email_malformed"],
    ["a percent-escape", "ada@ex%61mple.com", "email_malformed"],
    ["a full-width percent-escape", "ada@ex\uff0561mple.com", "email_malformed"],
    ["two dots", "ada..l@example.com", "email_malformed"],
    ["a leading dot", ".ada@example.com", "email_malformed"],
    ["a trailing dot in the local part", "ada.@example.com", "email_malformed"],
    ["an inner space", "a da@example.com", "email_malformed"],
    ["an unbreakable space at the end", "ada@example.com\u00a0", "email_malformed"],
    ["CRLF and a header", "ada@example.com\r\nBcc: b@y.example", "email_malformed"],
    ["a line separator", "ada\u2028@example.com", "email_malformed"],
    ["NUL", "ada\0@example.com", "email_malformed"],
    ["a zero-width space", "ad\u200ba@example.com", "email_malformed"],
    ["a zero-width joiner in the domain", "ada@ex\u200dample.com", "email_malformed"],
    ["a soft hyphen, which UTS #46 drops", "ada@exam\u00adple.com", "email_malformed"],
    ["a variation selector", "ada@example\ufe0f.com", "email_malformed"],
    ["a right-to-left override", "ada\u202e@example.com", "email_malformed"],
    ["a Hangul filler", "ada@\u3164example.com", "email_malformed"],
    ["a Braille blank", "ada@\u2800example.com", "email_malformed"],
    ["a local part that is not ASCII", "adä@example.com", "email_malformed"],
    ["a Kelvin sign that NFC makes a K", "\u212ada@example.com", "email_malformed"],
    ["a dotless i", "ıda@example.com", "email_malformed"],
    ["a sharp s", "straße@example.com", "email_malformed"],
    ["a lone surrogate", "ada@ex\ud800ample.com", "email_malformed"],
    ["65 octets of local part", `${"a".repeat(65)}@example.com`, "email_too_long"],
    ["64 octets of label", `a@${"b".repeat(64)}.example`, "email_too_long"],
    ["64 octets of label once in A-labels", `a@${"ü".repeat(60)}.example`, "email_too_long"],
    ["255 octets in all", `aaa@${domainOf(251)}`, "email_too_long"],
    ["a very long text", `${"a".repeat(50_000)}!`, "email_too_long"],
    ["100,000 combining marks", `a${"\u0301".repeat(100_000)}@example.com`, "email_too_long"],
  ])("%s", (_, typed, reason) => {
    expect(mailed(typed)).toBe(reason);
  });
});

describe("the comparison key", () => {
  it.each([
    ["case", "Ada@Example.COM", "ada@example.com"],
    ["IDN and its punycode", "ada@bücher.example", "ada@xn--bcher-kva.example"],
    ["NFC and NFD", "ada@b\u00fccher.example", "ada@bu\u0308cher.example"],
  ])("is the same for twins by %s", (_, one, other) => {
    expect(keyOf(one)).toBe(keyOf(other));
    expect(keyOf(one)).toContain("@");
  });

  it.each([
    ["tags", "ada+x@example.com", "ada@example.com"],
    ["dots", "a.da@example.com", "ada@example.com"],
    ["look-alikes", "ada@exаmple.com", "ada@example.com"],
  ])("keeps apart what differs by %s", (_, one, other) => {
    expect(keyOf(one)).not.toBe(keyOf(other));
    expect([keyOf(one), keyOf(other)].every((key) => key.includes("@"))).toBe(true);
  });

  it("leaves the case of the local part in the mailed form", () => {
    expect(mailed("ADA@EXAMPLE.COM")).toBe("ADA@example.com");
  });
});

describe("for any text", () => {
  const part = fc.string({ unit: fc.constantFrom(..."abzAZ09.-_+ßüÜéк例\u0301\u212a\uff0e\uff20 "), minLength: 1 });
  const nearly = fc.tuple(part, part, part).map(([local, label, top]) => `${local}@${label}.${top}`);
  const anything = fc.oneof(nearly, fc.emailAddress(), fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }));

  it("answers, and keeps nothing but visible ASCII", () => {
    fc.assert(
      fc.property(anything, (typed) => {
        const parsed = parseEmail(typed);
        if (!parsed.ok) return;
        expect(parsed.value.value).toMatch(/^[\x21-\x7e]{1,64}@[a-z0-9.-]+$/);
        expect(parsed.value.value.length).toBeLessThanOrEqual(254);
        expect(parsed.value.typed).not.toMatch(/[\p{C}\p{Z}]/u);
      }),
    );
  });

  it("finds the same mailbox in what it made", () => {
    let accepted = 0;
    fc.assert(
      fc.property(anything, (typed) => {
        const parsed = parseEmail(typed);
        if (!parsed.ok) return;
        accepted += 1;
        const { value, key } = parsed.value;
        expect(parseEmail(value)).toEqual({ ok: true, value: { kind: "email", typed: value, value, key } });
        expect(keyOf(key)).toBe(key);
        expect(keyOf(parsed.value.typed)).toBe(key);
      }),
    );
    expect(accepted).toBeGreaterThan(0);
  });

  it("gives one key to all spellings by ASCII case", () => {
    fc.assert(
      fc.property(fc.emailAddress(), (typed) => {
        expect(keyOf(typed.toUpperCase())).toBe(keyOf(typed.toLowerCase()));
      }),
    );
  });
});
