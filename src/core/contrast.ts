/** WCAG 2.2, "contrast (minimum)", for text of any size. */
export const ENOUGH = 4.5;

/** The share of light in a channel from 0 to 255 (WCAG "relative luminance", sRGB). */
function linear(channel: number): number {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

function luminance(colour: string): number {
  const digits = colour.slice(1);
  const long = digits.length === 3 ? digits.replace(/./g, "$&$&") : digits;
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => linear(Number.parseInt(long.slice(at, at + 2), 16)));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** How well one of two colours (`#RGB` or `#RRGGBB`) can be told from the other: 1 not at all, 21 at best. */
export function contrastOf(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

/** White where it can be read on `#RGB` or `#RRGGBB`, else black, which then can: one of them always has 4.5 to 1. */
export const readableOn = (background: string): "#fff" | "#000" =>
  1.05 / (luminance(background) + 0.05) >= ENOUGH ? "#fff" : "#000";
