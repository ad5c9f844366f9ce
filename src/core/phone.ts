import {
  type CountryCode,
  getCountries,
  isSupportedCountry,
  type MetadataJson,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from "libphonenumber-js/core/es6";
import { type AddressFailure, LONGEST_TYPED } from "./address-failure.ts";
import { trimAscii } from "./ascii.ts";
import { withAsciiDigits } from "./digits.ts";
import type { Address } from "./flow.ts";
import phonePlans from "./phone-plans.json";
import { isChargedRange } from "./phone-ranges.ts";
import { fail, ok, type Result } from "./result.ts";

/** What libphonenumber-js knows of each country but how it writes its numbers: see `scripts/phone-plans.ts`. */
const plans = phonePlans as unknown as MetadataJson;
const hasPlan = (country: string): country is CountryCode => isSupportedCountry(country as CountryCode, plans);

/** ITU-T E.164: a country code and at most 15 digits. Fewer than seven is a short number, which is nobody's own. */
const E164 = /^\+[1-9][0-9]{6,14}$/;

/** What people put between digits: spaces (also the unbreakable ones of web pages), dashes, dots, parentheses. */
const SEPARATORS = /[ \u00a0\u202f\-\u2010-\u2013.()]/g;

/** "(0)" after a country code names the digit that is only dialled at home. */
const HOME_PREFIX = /^(\+[1-9][0-9]{0,2}[ \u00a0]?)\(0\)/;

/**
 * Numbers that Ofcom keeps for examples and drama. No network has them, so that metadata calls them invalid, but our
 * own pages show one as the example to follow; a text to one reaches nobody.
 */
const EXAMPLE = /^\+447700900[0-9]{3}$/;

/** What the metadata calls these for the few countries whose types it has; the rest is in our own table. */
const REFUSED_TYPES: ReadonlySet<string | undefined> = new Set(["PREMIUM_RATE", "SHARED_COST", "PERSONAL_NUMBER"]);

/** The number if it is one of its country as it stands. Parsers repair and shorten; a repaired number is not this one. */
function validNumber(e164: string): PhoneNumber | undefined {
  const number = parsePhoneNumberFromString(e164, { extract: false }, plans);
  return number?.number === e164 && number.ext === undefined && number.isValid() ? number : undefined;
}

/**
 * One number from E.164, or from a number with its plus sign as people write and paste it. No extension, no `tel:`,
 * no letters, no digits of other scripts. `value` and `key` are the same E.164 text.
 */
export function parsePhone(typed: string): Result<Address, AddressFailure> {
  if (!typed.isWellFormed() || typed.length > LONGEST_TYPED) return fail({ reason: "phone_malformed" });
  const text = trimAscii(typed);
  if (text === "") return fail({ reason: "address_missing" });

  if (!text.startsWith("+")) return fail({ reason: "phone_malformed" });
  const e164 = text.replace(HOME_PREFIX, "$1").replace(SEPARATORS, "");
  if (!E164.test(e164)) return fail({ reason: "phone_malformed" });
  if (isChargedRange(e164)) return fail({ reason: "phone_not_allowed" });

  if (!EXAMPLE.test(e164)) {
    const number = validNumber(e164);
    if (number?.country === undefined) return fail({ reason: "phone_malformed" });
    if (REFUSED_TYPES.has(number.getType())) return fail({ reason: "phone_not_allowed" });
  }
  return ok({ kind: "phone", typed: text, value: e164, key: e164 });
}

/** What address books put around a number so that it is read from left to right: nobody sees it. */
const DIRECTION_MARKS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** "(+44) 7700 900123": the country code in parentheses. */
const CODE_IN_PARENTHESES = /^\((\+[1-9][0-9]{0,2})\)/;

/** As it is dialled to leave most countries, before a country code. */
const EXIT_PREFIX = /^00[ -]?(?=[1-9])/;

/** After an area code, as in "+49 151/2345621": with fewer digits behind it, it is between the last digits of two lines. */
const SLASH = /^([^/]*[0-9)]) ?\/ ?(?=(?:[^0-9/]*[0-9]){5}[^/]*$)/;

/** What people copy from an address book as a number with its plus sign; digits and signs of any script as ASCII ones. */
const asDialled = (typed: string): string =>
  trimAscii(withAsciiDigits(typed.replace(DIRECTION_MARKS, "")))
    .replace(CODE_IN_PARENTHESES, "$1")
    .replace(EXIT_PREFIX, "+")
    .replace(SLASH, "$1 ");

/**
 * The same from a number as people write their own, for pages that ask for the country where the number does not tell
 * it. What the parser makes of it is looked at like a number that was typed whole.
 */
export function parsePhoneOf(
  country: string | undefined,
  typed: string,
): Result<Address, AddressFailure | { readonly reason: "country_missing" }> {
  if (!typed.isWellFormed() || typed.length > LONGEST_TYPED) return fail({ reason: "phone_malformed" });
  const text = asDialled(typed);
  if (text === "") return fail({ reason: "address_missing" });
  if (text.startsWith("+")) return parsePhone(text);
  if (country === undefined || !hasPlan(country)) return fail({ reason: "country_missing" });
  const parsed = parsePhoneNumberFromString(text, { defaultCountry: country, extract: false }, plans);
  if (!parsed || parsed.ext !== undefined) return fail({ reason: "phone_malformed" });
  const phone = parsePhone(parsed.number);
  return phone.ok ? ok({ ...phone.value, typed: trimAscii(typed) }) : phone;
}

/** The countries that there are numbers of. */
export const phoneCountries = (): readonly string[] => getCountries(plans);

/** The country (ISO 3166-1 alpha-2) that a parsed number is of. */
export const countryOf = (e164: string): string | undefined => (EXAMPLE.test(e164) ? "GB" : validNumber(e164)?.country);

/** Whether some number may be of this country. */
export const isCountry = (code: string): boolean => /^[A-Z]{2}$/.test(code) && hasPlan(code);

/** The number without its last four digits: whoever pumps texts walks through the numbers of one prefix. */
export const prefixOf = (e164: string): string => e164.slice(0, -4);

/** A number for showing to whoever may not know it: "+1 ••• ••• 0123". */
export function maskPhone(e164: string): string {
  const callingCode = validNumber(e164)?.countryCallingCode ?? (EXAMPLE.test(e164) ? "44" : "");
  // Of a number of few digits, four would leave little to guess.
  const shown = e164.length - callingCode.length > 9 ? 4 : 2;
  return `+${callingCode}${callingCode && " "}••• ••• ${e164.slice(-shown)}`;
}
