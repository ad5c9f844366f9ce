/** The ASCII digit of any Unicode decimal digit: Arabic-Indic, Devanagari, full-width and the rest. */
function asciiDigit(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  // Unicode keeps the ten digits of a script together, zero first; walk back to the zero.
  let zero = point;
  while (zero > 0 && point - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((point - zero) % 10);
}

/** A text in compatibility form (NFKC), with the digits of any script as ASCII ones. */
export const withAsciiDigits = (typed: string): string =>
  typed.normalize("NFKC").replace(/\p{Nd}/gu, (digit) => (digit <= "9" ? digit : asciiDigit(digit)));
