import { toBase64Url } from "./base64url.ts";
import { withAsciiDigits } from "./digits.ts";
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

/** A new code of so many digits, and a link's token in the form that is asked for. */
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

const digitsIn = (text: string): string => text.replace(/[^0-9]/g, "");

/**
 * The code in what a person typed or pasted, or undefined if there is none of `digits` digits. Digits of any script are
 * read as digits, and whatever stands between and around them is dropped. Where more numbers than the code were pasted,
 * the code is the only one of the right length. Undefined costs no try (`docs/decisions`).
 */
export function readCode(typed: string, digits: number): string | undefined {
  if (typed.length > LONGEST_PASTE || !typed.isWellFormed()) return undefined;
  const text = withAsciiDigits(typed);
  const all = digitsIn(text);
  if (all.length <= digits) return all.length === digits ? all : undefined;
  const runs = (text.match(/[0-9]+/g) ?? []).filter((run) => run.length === digits);
  return runs.length === 1 ? runs[0] : undefined;
}

/** Why something typed holds no code, and how many digits there are in it. */
export type CodeFault = { readonly why: "empty" | "short" | "long" | "chars"; readonly digits: number };

/** What to tell whoever typed what `readCode` finds no code in. */
export function codeFaultOf(typed: string, digits: number): CodeFault {
  const text = withAsciiDigits(typed.toWellFormed()).trim();
  const count = digitsIn(text).length;
  if (text === "") return { why: "empty", digits: 0 };
  // Between digits people put spaces and dashes; anything else was meant to be something else.
  if (count === 0 || /[^0-9\s\-.·–—]/u.test(text)) return { why: "chars", digits: count };
  return { why: count < digits ? "short" : "long", digits: count };
}
