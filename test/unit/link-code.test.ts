import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomLinkToken } from "../../src/core/code.ts";
import { idOf, randomId } from "../../src/core/ids.ts";
import { linkCodeOf, readLinkCode, shortFlowId } from "../../src/core/link-code.ts";

const bytes = (count: number) => crypto.getRandomValues(new Uint8Array(count));
const NONE = "00000000-0000-4000-8000-000000000000";
const token = "A".repeat(43);

describe("the code of a short link", () => {
  it("brings back the token, whole, and where the flow's id begins", () => {
    const ids = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((seed) => idOf(Uint8Array.from(seed)));
    fc.assert(
      fc.property(ids, (flowId) => {
        for (const made of [randomLinkToken(bytes), randomId(bytes)]) {
          const code = linkCodeOf(flowId, made);
          expect(code).toMatch(/^[\w-]+$/);
          expect(readLinkCode(code)).toEqual({ flowStart: flowId.slice(0, 13), token: made });
        }
      }),
    );
  });

  it("R2 has 51 characters, 43 of them the token's 256 bits", () => {
    expect(linkCodeOf(randomId(bytes), randomLinkToken(bytes))).toHaveLength(51);
  });

  it("is a template's part, too: the place of the token stays as it is", () => {
    expect(linkCodeOf(NONE, "{token}")).toBe("AAAAAAAA{token}");
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
