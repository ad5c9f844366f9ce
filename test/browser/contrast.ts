import type { Page } from "playwright-core";
import { expect } from "vitest";

/** WCAG 2.2, 1.4.3 and 1.4.11. */
const LEAST_FOR_TEXT = 4.5;
const LEAST_FOR_EDGES = 3;

type Pair = { readonly what: string; readonly front: string; readonly back: string; readonly isEdge: boolean };

/** Every text and every field's edge with what is behind it; runs in the page. */
function readPairs(): Pair[] {
  const backOf = (element: Element | null): string => {
    if (!element) return "rgb(255, 255, 255)";
    const { backgroundColor } = getComputedStyle(element);
    return backgroundColor.endsWith(", 0)") ? backOf(element.parentElement) : backgroundColor;
  };
  const pairs: Pair[] = [];
  for (const element of document.body.querySelectorAll("*")) {
    const what = element.outerHTML.slice(0, 80);
    const style = getComputedStyle(element);
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.nodeValue?.trim());
    if (hasText) pairs.push({ what, front: style.color, back: backOf(element), isEdge: false });
    if (element.matches("input:not([type=hidden]), .problem")) {
      pairs.push({ what, front: style.borderTopColor, back: backOf(element.parentElement), isEdge: true });
    }
  }
  return pairs;
}

function luminance(colour: string): number {
  const channels = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(colour)?.slice(1).map(Number);
  if (!channels) throw new Error(`a colour that is not opaque: ${colour}`);
  const [red = 0, green = 0, blue = 0] = channels.map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(front: string, back: string): number {
  const [lighter = 0, darker = 0] = [luminance(front), luminance(back)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

/** Everything on the page can be told from what is behind it. */
export async function checkContrast(page: Page): Promise<void> {
  const pairs = await page.evaluate(readPairs);
  expect(pairs.length).toBeGreaterThan(2);
  const faint = pairs.filter(
    ({ front, back, isEdge }) => contrast(front, back) < (isEdge ? LEAST_FOR_EDGES : LEAST_FOR_TEXT),
  );
  expect(faint, "P54 contrast of texts and edges").toEqual([]);
}
