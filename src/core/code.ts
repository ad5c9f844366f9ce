import { toBase64Url } from "./base64url.ts";
import { type Random, randomId } from "./ids.ts";

/** What a person is sent: the code they type and the token their link carries. Never stored in the clear. */
export type Secret = { readonly code: string; readonly linkToken: string };

const LINK_TOKEN_BYTES = 32;

/** As many values as a number can hold without losing one. */
const DRAWS = 2 ** 53;

/**
 * A numeric code in which every value, leading zeros included, is as likely as any other: draws that would favour
 * the low values are thrown away.
 */
export function randomCode(random: Random, digits: number): string {
  const values = 10 ** digits;
  const fair = Math.floor(DRAWS / values) * values;
  for (;;) {
    const bytes = random(8);
    const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
    const draw = (view.getUint32(0) & 0x1f_ffff) * 2 ** 32 + view.getUint32(4);
    if (draw < fair) return String(draw % values).padStart(digits, "0");
  }
}

/** 256 random bits as 43 base64url characters. */
export const randomLinkToken = (random: Random): string => toBase64Url(random(LINK_TOKEN_BYTES));

/** How the token of a link is spelled: 43 characters, or as the UUID (122 random bits) that some callers expect. */
export type TokenForm = "opaque" | "uuid";

export const randomSecret = (
  random: Random,
  { digits, token = "opaque" }: { readonly digits: number; readonly token?: TokenForm | undefined },
): Secret => ({
  code: randomCode(random, digits),
  linkToken: token === "uuid" ? randomId(random) : randomLinkToken(random),
});

/** Makes the secret of a message to this recipient; null: one that only the database knows. */
export type MakeSecret = (recipient: string | null, token?: TokenForm) => Secret;

const LONGEST_PASTE = 200;
const DIGIT_RUN = /[0-9]+/g;
const SEPARATORS = /[\s\-.·–—]/gu;

/** The ASCII digit of any Unicode decimal digit: Arabic-Indic, Devanagari, full-width and the rest. */
function asciiDigit(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  // Unicode keeps the ten digits of a script together, zero first; walk back to the zero.
  let zero = point;
  while (zero > 0 && point - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((point - zero) % 10);
}

/**
 * The code in what a person typed or pasted, or undefined if there is none of `digits` digits. Spaces and dashes are
 * dropped, digits of any script are read as digits, and a pasted sentence counts if just one number in it has the
 * right length. Undefined costs no try (`docs/decisions`).
 */
export function readCode(typed: string, digits: number): string | undefined {
  if (typed.length > LONGEST_PASTE || !typed.isWellFormed()) return undefined;
  const text = typed.normalize("NFKC").replace(/\p{Nd}/gu, (digit) => (digit <= "9" ? digit : asciiDigit(digit)));
  const joined = text.replace(SEPARATORS, "");
  if (/^[0-9]+$/.test(joined)) return joined.length === digits ? joined : undefined;
  const runs = (text.match(DIGIT_RUN) ?? []).filter((run) => run.length === digits);
  return runs.length === 1 ? runs[0] : undefined;
}
