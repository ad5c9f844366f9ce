import { contrastOf, ENOUGH, readableOn } from "./contrast.ts";

/** What is behind everything on a page, in either colour scheme. */
export const PAGE_BACK = { light: "#ffffff", dark: "#141414" } as const;

export type Scheme = keyof typeof PAGE_BACK;

/** A colour that can be read on the page, and what can be read on it. */
export type Accent = { readonly colour: string; readonly on: string };

/** How well a colour can be read on the page in one scheme. */
export const onPage = (colour: string, scheme: Scheme): number => contrastOf(colour, PAGE_BACK[scheme]);

const STEPS = 20;

const channelsOf = (colour: string): readonly number[] => {
  const digits = colour.slice(1);
  const long = digits.length === 3 ? digits.replace(/./g, "$&$&") : digits;
  return [0, 2, 4].map((at) => Number.parseInt(long.slice(at, at + 2), 16));
};

const mixedWithWhite = (colour: string, share: number): string =>
  `#${channelsOf(colour)
    .map((channel) => Math.round(channel + (255 - channel) * share))
    .map((channel) => channel.toString(16).padStart(2, "0"))
    .join("")}`;

/** The same hue, as much lighter as it takes to be read on a dark page. No colour can be read on both pages. */
export function lightened(colour: string): string {
  for (let step = 0; step < STEPS; step += 1) {
    const mixed = mixedWithWhite(colour, step / STEPS);
    if (onPage(mixed, "dark") >= ENOUGH) return mixed;
  }
  return "#ffffff";
}

/** A colour of six or three hexadecimal digits (`#0b5cad`) as an accent, with black or white on it. */
export const accentOf = (colour: string): Accent => ({ colour, on: readableOn(colour) });
