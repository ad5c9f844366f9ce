import { readFreeText } from "./free-text.ts";
import { imageType } from "./image.ts";
import { fail, ok, type Result } from "./result.ts";
import type { EmailWording, WordingFailure } from "./wording.ts";

type Read = (input: unknown) => Result<string, string>;

/** In characters: so that a logo does not make a mail longer than mail programs show. */
const LONGEST_LOGO = 20_000;

const COLOUR = /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i;

const line =
  (most: number): Read =>
  (input) =>
    readFreeText(input, { most, lines: "one" });

const paragraphs =
  (most: number): Read =>
  (input) =>
    readFreeText(input, { most, lines: "many" });

const colour: Read = (input) =>
  typeof input === "string" && COLOUR.test(input) ? ok(input) : fail("must be a colour such as #6981FF");

const logo: Read = (input) => {
  if (typeof input !== "string") return fail("must be a text");
  if (input.length > LONGEST_LOGO) return fail(`must have at most ${LONGEST_LOGO} characters`);
  return imageType(input) === undefined
    ? fail("must be a PNG, JPEG or GIF image in base64, with nothing before it")
    : ok(input);
};

const readers: Readonly<Record<keyof EmailWording, Read>> = {
  subject: line(200),
  primaryColor: colour,
  base64logo: logo,
  headerText: line(200),
  bodyText: paragraphs(2_000),
  linkText: line(60),
  infoText: paragraphs(1_000),
  footerText: paragraphs(500),
  senderName: line(64),
};

const isField = (name: string): name is keyof EmailWording => Object.hasOwn(readers, name);

/** A name that somebody else chose, as it may be said back to them. */
const shortened = (name: string): string => [...name].slice(0, 40).join("");

/**
 * The wording of an e-mail as a caller sent it, or the first thing that is wrong with it. `field` is what the caller
 * calls it: failures name their field below it. A field that is not known is refused, for it may be one misspelt.
 */
export function readEmailWording(input: unknown, field: string): Result<EmailWording, WordingFailure> {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    return fail({ field, problem: "must be an object" });
  }
  const wording: Partial<Record<keyof EmailWording, string>> = {};
  for (const [name, value] of Object.entries(input)) {
    if (!isField(name)) return fail({ field: `${field}.${shortened(name)}`, problem: "is not a field we know" });
    const read = readers[name](value);
    if (!read.ok) return fail({ field: `${field}.${name}`, problem: read.failure });
    wording[name] = read.value;
  }
  const { subject, ...rest } = wording;
  return subject === undefined ? fail({ field: `${field}.subject`, problem: "is required" }) : ok({ subject, ...rest });
}
