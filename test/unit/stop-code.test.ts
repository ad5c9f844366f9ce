import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomLinkToken, randomShortToken } from "../../src/core/code.ts";
import { idOf, randomId } from "../../src/core/ids.ts";
import { readStopCode, stopCodeOf } from "../../src/core/stop-code.ts";

const bytes = (count: number) => crypto.getRandomValues(new Uint8Array(count));
const token = "A".repeat(43);

describe("the code of a stop link", () => {
  it("brings back the token, whole, and where the flow's id begins", () => {
    const id = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((seed) => idOf(Uint8Array.from(seed)));
    fc.assert(
      fc.property(id, (flowId) => {
        for (const made of [randomLinkToken(bytes), randomShortToken(bytes), randomId(bytes)]) {
          const code = stopCodeOf(flowId, made);
          expect(code).toMatch(/^[\w-]+$/);
          expect(readStopCode(code)).toEqual({ flowStart: flowId.slice(0, 8), token: made });
        }
      }),
    );
  });

  it("has 49 characters, 43 of them the token's 256 bits", () => {
    expect(stopCodeOf(randomId(bytes), randomLinkToken(bytes))).toHaveLength(49);
  });

  it("has 30 characters where the token has 144 bits", () => {
    expect(stopCodeOf(randomId(bytes), randomShortToken(bytes))).toHaveLength(30);
  });

  it("is a template's part, too: the place of the token stays as it is", () => {
    expect(stopCodeOf("00000000-0000-4000-8000-000000000000", "{token}")).toBe("AAAAAA{token}");
  });

  it.each([
    "",
    "AAAAAA",
    token,
    `AAAAAA${token}A`,
    `AAAAA${token.slice(1)}`,
    `AAAAAA${token.slice(1)}+`,
    ` AAAAAA${token}`,
  ])("is not %j", (text) => {
    expect(readStopCode(text)).toBeUndefined();
  });
});
