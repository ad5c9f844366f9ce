// 3GPP TS 23.038, 6.2.1: the default alphabet, and the characters that need an escape before them.
const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const ESCAPED = new Set("\f^{}\\[~]|€");

const gsmUnits = (character: string): number => (BASIC.has(character) ? 1 : ESCAPED.has(character) ? 2 : 0);
const isGsm = (character: string): boolean => gsmUnits(character) > 0;

/** Segments of a long text. A character of two units is never cut in half: it moves to the next segment whole. */
function joinedSegments(sizes: readonly number[], capacity: number): number {
  let segments = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > capacity) {
      segments += 1;
      used = 0;
    }
    used += size;
  }
  return segments;
}

/** How networks will cut and bill `text`. Units are septets (GSM-7) or 16-bit code units (UCS-2). */
export function smsSegments(text: string): {
  readonly encoding: "GSM-7" | "UCS-2";
  readonly units: number;
  readonly segments: number;
} {
  const characters = [...text];
  const inGsm = characters.every(isGsm);
  const sizes = characters.map((character) => (inGsm ? gsmUnits(character) : character.length));
  const units = sizes.reduce((sum, size) => sum + size, 0);
  // Joined segments carry a header that says which part they are, and so hold less.
  const [alone, joined] = inGsm ? [160, 153] : [70, 67];
  return { encoding: inGsm ? "GSM-7" : "UCS-2", units, segments: units <= alone ? 1 : joinedSegments(sizes, joined) };
}

/** Latin letters that Unicode takes for letters of their own, not for one with an accent. */
const PLAIN: Readonly<Record<string, string>> = { ł: "l", Ł: "L", ı: "i", đ: "d", Đ: "D", œ: "oe", Œ: "OE" };

/** A character as the alphabet has it: itself, or without its accent; empty where it has nothing like it. */
const plainly = (character: string): string =>
  isGsm(character) ? character : (PLAIN[character] ?? [...character.normalize("NFKD")].filter(isGsm).join(""));

/** `text` in the GSM-7 alphabet: letters lose accents it does not know, everything else it does not know is left out. */
export const gsmOnly = (text: string): string => [...text].map(plainly).join("").replace(/ {2,}/g, " ").trim();

/** Whether `text` says the same in the GSM-7 alphabet, but for accents. */
export const isPlainlyGsm = (text: string): boolean => [...text].every((character) => plainly(character) !== "");
