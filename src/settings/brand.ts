import * as z from "zod/mini";
import { type Accent, accentOf, lightened, onPage, type Scheme } from "../core/accent.ts";
import { ENOUGH } from "../core/contrast.ts";
import { imageType } from "../core/image.ts";
import { transformed } from "../schema.ts";

/** How pages look like the app's own. */
export type Brand = {
  /** A `data:` address, or null for none. */
  readonly logo: string | null;
  /** null: our own colours. */
  readonly accent: Readonly<Record<Scheme, Accent>> | null;
  /** Where a person gets help, or null for nowhere. */
  readonly supportUrl: string | null;
};

/** Every page carries the logo within it, and fits into the first round trip of a connection. */
const LONGEST_LOGO = 4_096;
const HEX = /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i;

/** `data:image/…;base64,…`: PNG, JPEG, GIF or SVG, which cannot run anything where it is shown as an image. */
export const brandLogo = z.optional(
  z.string().check(
    z.maxLength(LONGEST_LOGO, `at most ${LONGEST_LOGO} characters, since every page carries it`),
    z.refine((text) => {
      const [, type, base64 = ""] = /^data:(image\/[a-z+]+);base64,([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? [];
      return type === "image/svg+xml" || (type !== undefined && imageType(base64) === type);
    }, "a data: address of a PNG, JPEG, GIF or SVG image in base64"),
  ),
);

/** One colour, or two: for light pages and for dark ones. */
export const brandAccent = z.optional(
  transformed(z.string(), (text, refuse): Readonly<Record<Scheme, Accent>> => {
    const colours = text.split(/[\s,]+/).filter((part) => part !== "");
    const [light = "", given] = colours;
    if (colours.length > 2 || !colours.every((colour) => HEX.test(colour)) || light === "") {
      return refuse({ message: "one colour such as #0b5cad, or two: for light pages and for dark" });
    }
    const chosen = { light, dark: given ?? lightened(light) };
    for (const scheme of ["light", "dark"] as const) {
      const ratio = onPage(chosen[scheme], scheme);
      if (ratio >= ENOUGH) continue;
      // Rounded down: 4.49 is not enough, and must not be told as 4.5.
      const told = (Math.floor(ratio * 100) / 100).toFixed(2);
      const message = `${chosen[scheme]} has a contrast of ${told}:1 with a ${scheme} page; it takes ${ENOUGH}:1`;
      return refuse({ message });
    }
    return { light: accentOf(chosen.light), dark: accentOf(chosen.dark) };
  }),
);

/** A page, or an address to write to. */
export const supportUrl = z.optional(
  z
    .string()
    .check(z.refine((text) => /^(?:https:\/\/|mailto:)\S+$/.test(text) && URL.canParse(text), "https://… or mailto:…")),
);
