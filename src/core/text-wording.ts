import { readFreeText } from "./free-text.ts";
import { fail, ok, type Result } from "./result.ts";
import type { WordingFailure } from "./wording.ts";

/** Of the template: names and codes differ in length, and a caller cannot know them. */
const LONGEST_MESSAGE = 140;

/** GSM senders have eleven places. One of digits alone would pass for a number. */
const SENDER_ID = /^(?=.*[A-Za-z])[A-Za-z0-9-]{1,11}$/;

/** The template with other words in the places of `{otp}` and `{app}`, in one pass: what is put in is not read again. */
export const fillIn = (template: string, { otp, app }: { readonly otp: string; readonly app: string }): string =>
  template.replace(/\{(?:otp|app)\}/g, (place) => (place === "{otp}" ? otp : app));

/** The template of a text message with a code. */
export function readCustomMessage(input: unknown, field: string): Result<string, WordingFailure> {
  const read = readFreeText(input, { most: LONGEST_MESSAGE, lines: "many" });
  if (!read.ok) return fail({ field, problem: read.failure });
  const template = read.value;
  if (!template.includes("{otp}") || !template.includes("{app}")) {
    return fail({ field, problem: "must contain both {otp} and {app}" });
  }
  // A line such as "@host #code" binds a code to a website, and that line is ours alone.
  if (/^\s*@/m.test(template)) return fail({ field, problem: "must have no line that starts with @" });
  // Judged again as it will be read: "pay.{app}" is a domain as soon as there is a name in it.
  const filled = readFreeText(fillIn(template, { otp: "0", app: "app" }), { most: LONGEST_MESSAGE, lines: "many" });
  return filled.ok ? ok(template) : fail({ field, problem: filled.failure });
}

/** An alphanumeric sender. Whether a country shows it is for the provider to know. */
export const readSenderId = (input: unknown, field: string): Result<string, WordingFailure> =>
  typeof input === "string" && SENDER_ID.test(input)
    ? ok(input)
    : fail({ field, problem: "must be 1 to 11 letters, digits or hyphens, at least one of them a letter" });
