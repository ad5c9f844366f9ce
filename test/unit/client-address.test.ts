import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clientSubject } from "../../src/core/client-address.ts";

describe("who is counted", () => {
  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["0.0.0.0", "0.0.0.0"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["::FFFF:203.0.113.7", "203.0.113.7"],
    ["::ffff:cb00:7107", "203.0.113.7"],
    ["0:0:0:0:0:ffff:cb00:7107", "203.0.113.7"],
    ["0000:0000:0000:0000:0000:ffff:203.0.113.7", "203.0.113.7"],
    ["0::0:ffff:203.0.113.7", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0DB8:0001:0002:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::1", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8::/64"],
    ["2001:db8:0:1::1", "2001:db8:0:1::/64"],
    ["2001:db8::1:0:0:0:1", "2001:db8:0:1::/64"],
    ["::1", "::/64"],
    ["::", "::/64"],
    ["1:2:3:4:5:6:7::", "1:2:3:4::/64"],
    ["64:ff9b::203.0.113.7", "64:ff9b::/64"],
  ])("%s is %s", (ip, subject) => {
    expect(clientSubject(ip)).toBe(subject);
  });

  it.each([
    undefined,
    "",
    "unknown",
    "203.0.113",
    "203.0.113.7.1",
    "203.0.113.256",
    "203.0.113.07",
    "203.0.113.-1",
    "203.0.113. 7",
    " 203.0.113.7",
    "203.0.113.7, 198.51.100.1",
    "203.0.113.7:80",
    "0xcb.0.113.7",
    "3405803783",
    "[::1]",
    "fe80::1%eth0",
    "2001:db8::/32",
    "1::2::3",
    ":::",
    ":",
    ":1",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7:8::",
    "1:2:3:4:5:6:7:",
    ":1:2:3:4:5:6:7",
    "12345::1",
    "g::1",
    "1.2.3.4::",
    "1.2.3.4::1",
    "::1.2.3.4:5",
    "::ffff:203.0.113.256",
    `${"0".repeat(42)}::1`,
  ])("%j is nobody we can tell from others", (ip) => {
    expect(clientSubject(ip)).toBe("unknown");
  });

  const group = fc.integer({ min: 0, max: 0xffff });
  const hex = (value: number) => value.toString(16);

  it("is one for all addresses of a /64", () => {
    const halves = fc.tuple(
      fc.array(group, { minLength: 4, maxLength: 4 }),
      fc.array(group, { minLength: 4, maxLength: 4 }),
    );
    fc.assert(
      fc.property(halves, group, ([network, host], other) => {
        fc.pre(network.some((part) => part !== 0));
        const one = [...network, ...host].map(hex).join(":");
        const two = `${network.map(hex).join(":")}::${hex(other)}`;
        expect(clientSubject(one)).toBe(clientSubject(two.toUpperCase()));
        expect(clientSubject(one)).toMatch(/^[0-9a-f:]+::\/64$/);
      }),
    );
  });

  it("is one for IPv4 and its mapped spellings", () => {
    fc.assert(
      fc.property(fc.ipV4(), (ip) => {
        const [a = 0, b = 0, c = 0, d = 0] = ip.split(".").map(Number);
        expect(clientSubject(ip)).toBe(ip);
        expect(clientSubject(`::ffff:${ip}`)).toBe(ip);
        expect(clientSubject(`0:0::FFFF:${hex(a * 256 + b)}:${hex(c * 256 + d)}`)).toBe(ip);
      }),
    );
  });

  it("is told from any IPv6 spelling, and never throws", () => {
    fc.assert(
      fc.property(fc.ipV6(), (ip) => {
        expect(clientSubject(ip)).not.toBe("unknown");
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(clientSubject(text)).toBeTypeOf("string");
      }),
    );
  });
});
