import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readableOn } from "../../src/core/contrast.ts";

describe("what can be read on a colour", () => {
  it.each([
    ["#000000", "#fff"],
    ["#000", "#fff"],
    ["#1d5fd1", "#fff"],
    ["#0B7285", "#fff"],
    ["#00f", "#fff"],
    ["#f00", "#000"],
    ["#0f0", "#000"],
    ["#ff0", "#000"],
    ["#6981FF", "#000"],
    ["#fff", "#000"],
    // The greys on both sides of 4.5 to 1.
    ["#767676", "#fff"],
    ["#777777", "#000"],
  ])("on %s it is %s", (background, text) => {
    expect(readableOn(background)).toBe(text);
  });

  /** The contrast with white, by the words of WCAG 2.2. */
  function againstWhite(channels: readonly number[]): number {
    const [r = 0, g = 0, b = 0] = channels.map((channel) => {
      const share = channel / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05);
  }

  it("always has 4.5 to 1", () => {
    const channel = fc.nat(255);
    fc.assert(
      fc.property(fc.tuple(channel, channel, channel), (channels) => {
        const colour = `#${channels.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
        const white = againstWhite(channels);
        expect(readableOn(colour) === "#fff" ? white : 21 / white).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  it("is the same for a short spelling and a long one", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9a-fA-F]{3}$/), (short) => {
        expect(readableOn(`#${short}`)).toBe(readableOn(`#${short.replace(/./g, "$&$&")}`));
      }),
    );
  });
});
