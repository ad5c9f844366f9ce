import fc from "fast-check";
import { expect, it } from "vitest";
import { plainAppName } from "../../src/messages/app-name.ts";

const SHAPING = /\u200c|\u200d|\ufe0e|\ufe0f/g;

it.each([
  ["a Persian name, which has a gap that no space is", "می\u200cخواهم"],
  ["a Hindi name", "क\u094d\u200dष"],
  ["an old Malayalam letter at the end of a word", "അവന\u0d4d\u200d വീട്"],
  ["a Sinhala name", "ශ\u0dca\u200dරී ලංකා"],
  ["people at work", "👩🏽\u200d💻 Acme"],
  ["a heart on fire", "❤\ufe0f\u200d🔥"],
  ["a sign and a digit on a key", "#\ufe0f⃣ 1\ufe0f⃣"],
])("keeps what %s cannot be written without", (_, name) => {
  expect(plainAppName(name)).toBe(name);
});

it.each([
  ["ev\u200dil", "evil"],
  ["evil\u200c.example", "evil example"],
  ["evil.\u200dexample", "evil example"],
  ["é\u200d.example", "é example"],
  ["https\u200d:\u200d/\u200d/evil", "evil"],
  ["\u200d\u200cAcme\u200d", "Acme"],
  ["می\u200cAcme", "میAcme"],
  ["می \u200c \u00a0\u200d خواهم", "می خواهم"],
  ["می\u202e\u200b\u2066خواهم", "میخواهم"],
])("drops %j to %j: nothing hides in a name", (name, plain) => {
  expect(plainAppName(name)).toBe(plain);
});

it("judges every name as if what shapes it were not there", () => {
  const signs = [..."ab1.:/ é می👩❤\u200c\u200d\ufe0f\u202e\u200b\n\u00a0", "https://", "evil", "://"];
  const names = fc.array(fc.constantFrom(...signs), { maxLength: 16 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(names, (name) => {
      expect(plainAppName(name).replace(SHAPING, "")).toBe(plainAppName(name.replace(SHAPING, "")));
    }),
    { numRuns: 20_000 },
  );
});
