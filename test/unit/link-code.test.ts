import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomLinkToken, randomShortToken } from "../../src/core/code.ts";
import { bytesOf, idFrom, idOf, randomId } from "../../src/core/ids.ts";
import { linkCodeOf, readLinkCode, shortFlowId } from "../../src/core/link-code.ts";

const bytes = (count: number) => crypto.getRandomValues(new Uint8Array(count));
const ids = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((seed) => idOf(Uint8Array.from(seed)));
const NONE = "00000000-0000-4000-8000-000000000000";
const token = "A".repeat(24);

describe("the code of a short link", () => {
  it("brings back flow and token, whole", () => {
    fc.assert(
      fc.property(ids, (flowId) => {
        for (const made of [randomShortToken(bytes), randomLinkToken(bytes)]) {
          const code = linkCodeOf({ flowId, token: made });
          expect(code).toMatch(/^[\w-]+$/);
          expect(readLinkCode(code)).toEqual({ flowId, token: made });
        }
      }),
    );
  });

  it("has 46 characters: 22 for the flow, 24 for the token's 144 bits", () => {
    expect(linkCodeOf({ flowId: randomId(bytes), token: randomShortToken(bytes) })).toHaveLength(46);
    expect(randomShortToken((count) => new Uint8Array(count).fill(255))).toBe("_".repeat(24));
  });

  it("spells every id in one way", () => {
    fc.assert(fc.property(ids, (flowId) => idFrom(bytesOf(flowId)) === flowId));
    const short = shortFlowId(NONE);
    expect(readLinkCode(short + token)).toEqual({ flowId: NONE, token });
    // Decodes to the same bytes.
    expect(readLinkCode(`${short.slice(0, -1)}B${token}`)).toBeUndefined();
  });

  it.each([
    "",
    token,
    shortFlowId(NONE),
    `${shortFlowId(NONE)}${token}A`,
    `${shortFlowId(NONE)}${token.slice(1)}`,
    `${shortFlowId(NONE)}${token.slice(1)}+`,
    ` ${shortFlowId(NONE)}${token}`,
    `${shortFlowId(NONE)}${token}\n`,
  ])("is not %j", (text) => {
    expect(readLinkCode(text)).toBeUndefined();
  });
});
