import { SHAPING } from "../core/free-text.ts";

const LONGEST = 64;

// What starts a line or a header.
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
// What nobody sees, and what turns text around; but not what some scripts and emoji cannot be written without.
const UNSEEN = new RegExp(`(?:(?!${SHAPING.source})[\\p{Cf}\\p{Cs}])+`, "gu");
// Where it shapes nothing, or could hide an address: before ASCII, and after all that is no letter of such a script and
// no emoji, of which some begin with a digit.
const SHAPED = "(?![a-zA-Z])[\\p{L}\\p{M}\\p{Extended_Pictographic}\\p{Emoji_Modifier}0-9#*]";
const ASTRAY = new RegExp(
  `(?<!${SHAPED}|${SHAPING.source})(?:${SHAPING.source})+|(?:${SHAPING.source})+(?=[!-~])`,
  "gu",
);
const SCHEME = /\b[a-z][a-z0-9+.-]*:\/+/gi;
// Mail and phone apps make a link of "a.b" on their own.
const DOT_INSIDE = /(?<=[\p{L}\p{N}])\.(?=\p{L})/gu;

/**
 * An app's name as it may stand in a message: one line, no address of anything. Names are checked when an app is set
 * up; here they are made harmless whatever was stored.
 */
export function plainAppName(name: string): string {
  const line = name
    .replace(BREAKS, " ")
    .replace(UNSEEN, "")
    .replace(ASTRAY, "")
    .replace(SCHEME, " ")
    .replace(DOT_INSIDE, " ");
  return shorten(line.replace(/\s+/g, " ").trim(), LONGEST);
}

const shorten = (text: string, length: number): string => [...text].slice(0, length).join("").trim();

/** `build` with as much of the name as `fits`; the last resort is the text without a name. */
export function withFittingName(
  name: string,
  { build, fits }: { readonly build: (name: string) => string; readonly fits: (text: string) => boolean },
): string {
  for (let length = [...name].length; length > 0; length -= 1) {
    const text = build(shorten(name, length));
    if (fits(text)) return text;
  }
  return build("");
}
