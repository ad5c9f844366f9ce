import fc from "fast-check";
import { findPhoneNumbersInText } from "libphonenumber-js/min/es6";
import { describe, expect, it } from "vitest";
import { holdsLink } from "../../src/core/link-filter.ts";

describe("what becomes something to press", () => {
  it.each([
    "https://evil.example/login",
    "HTTP://evil",
    "http:evil",
    "see ftp://files",
    "app+x://open",
    "http://[::1]/",
    "www.evil",
    "WWW.evil",
    "evil.example",
    "go to evil.example/now.",
    "(evil.example)",
    "evil.example:8080",
    "a.co",
    "A.CO",
    "sub.a-b.co.uk",
    "xn--e1afmkfd.xn--p1ai",
    "1.fm",
    "пример.рф",
    "उदाहरण.भारत",
    "bu\u0308cher.example",
    "💩.la",
    "❤️.ws",
    "evil．example",
    "evil․example",
    "evil。example",
    "evil｡example",
    "ｅｖｉｌ．ｃｏｍ",
    "ｅｖｉｌ。ｃｏｍ",
    "⒈com",
    "Hello.World",
    "ada@example.org",
    "ada@localhost",
    "ada＠localhost",
    "mailto:ada",
    "Tel:112",
    "javascript:alert",
    "8.8.8.8",
    "1234567",
    "call +46 70 111 22 33",
    "(020) 7946-0018",
    "0800/12.34.56",
    "０８００１２３",
    "٠١٢٣٤٥٦",
    "1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣",
    "①②③④⑤⑥⑦",
    "=?utf-8?Q?evil=2Eexample?=",
  ])("%j", (text) => {
    expect(holdsLink(text)).toBe(true);
  });
});

describe("what people write", () => {
  it.each([
    "Hello. Your code",
    "Hello.\nYour code",
    "e.g. this, i.e. that, z.B. jenes",
    "It works for 3.5 minutes.",
    "Version v1.2 of it",
    "Ph.D. students of the U.S.A.",
    "Wait... now",
    "Wait…now",
    "One, two; three: four – five! Six?",
    "100% off, 24/7, and/or 1:1",
    "1,5 % or 12.50 €",
    "Follow @acme or #acme",
    "me @ home",
    "Hotel: a room",
    "Tel: ask for it",
    "123456",
    "It’s “done”.",
    "認証コードです。ログインしてください。",
    "您好。Acme 的验证码",
    "Код. Не делитесь им.",
    "رمزك. لا تشاركه.",
    "❤️ 👩‍👩‍👧 🎉",
    "{otp} {x} {{y}}",
    "a = b ? c : d",
    "",
  ])("%j", (text) => {
    expect(holdsLink(text)).toBe(false);
  });
});

describe("for any text that passes", () => {
  const pieces = fc.constantFrom(
    ..."abcxyzABZ019éüжд例え💩٣．。․:/@.-_+ ()\n",
    "http",
    "://",
    "www.",
    ".com",
    "evil",
    "mailto:",
    "+44",
    "20",
    "７",
    "\u0301",
  );
  const anything = fc.oneof(
    { weight: 4, arbitrary: fc.array(pieces, { maxLength: 12 }).map((list) => list.join("")) },
    { weight: 1, arbitrary: fc.string({ unit: "grapheme" }) },
    { weight: 1, arbitrary: fc.webUrl({ withQueryParameters: true }).map((url) => `See ${url} now`) },
    { weight: 1, arbitrary: fc.emailAddress() },
    { weight: 1, arbitrary: fc.domain() },
  );

  /** What others look for, written without a look at ours. */
  const finders: readonly RegExp[] = [
    /\bhttps?:\S/i,
    /\b[a-z][a-z0-9+.-]*:\/\/\S/i,
    /\bwww\d{0,3}[.]/i,
    /\b(?:[a-z0-9-]+\.)+[a-z]{2,}\b/i,
    /[\p{L}\p{N}]\.\p{L}{2,}/u,
    /\b[\w.%+-]+@[\w.-]+\.[a-z]{2,}\b/i,
    /\d{7,}/,
    /\+?\d[\d ().-]{0,2}(?:\d[ ().-]?){5}\d/,
  ];

  it("no usual pattern finds a link in it, nor in how it looks", () => {
    let passed = 0;
    fc.assert(
      fc.property(anything, (text) => {
        if (holdsLink(text)) return;
        passed += 1;
        for (const shown of [text, text.normalize("NFKC")]) {
          for (const finder of finders) expect(shown).not.toMatch(finder);
          expect(findPhoneNumbersInText(shown, "GB")).toEqual([]);
        }
      }),
      { numRuns: 3_000 },
    );
    expect(passed).toBeGreaterThan(300);
  });

  it("refuses every address there is", () => {
    const address = fc.oneof(fc.webUrl(), fc.emailAddress(), fc.domain(), fc.ipV4());
    const words = fc.constantFrom("", "Go to ", "(", "«", "\n", "行く ");
    fc.assert(
      fc.property(words, address, words, (before, inside, after) => {
        expect(holdsLink(before + inside + after)).toBe(true);
      }),
    );
  });
});
