import { holdsLink } from "./link-filter.ts";
import { fail, ok, type Result } from "./result.ts";

/**
 * Joiners and variation selectors. Nobody sees them, but emoji and some scripts cannot be written without; all else
 * is judged as if they were not there.
 */
export const SHAPING = /\u200c|\u200d|\ufe0e|\ufe0f/g;

/** Controls, what turns text around, what is drawn as nothing, and separators that programs read as a new line. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;

type Rule = {
  /** In Unicode code points. */
  readonly most: number;
  readonly lines: "one" | "many";
};

const problems = {
  kind: "must be a text",
  empty: "must say something",
  unseen: { one: "must be one line of visible characters", many: "must be lines of visible characters" },
  link: "must hold no link, address or number to call, nor what looks like one; put a space after a full stop",
} as const;

/** What a caller may put into a message, or what is wrong with it. Line breaks come out as `\n`. */
export function readFreeText(input: unknown, { most, lines }: Rule): Result<string, string> {
  if (typeof input !== "string") return fail(problems.kind);
  const text = lines === "many" ? input.replaceAll("\r\n", "\n") : input;
  const shown = text.replace(SHAPING, "");
  if (UNSEEN.test(lines === "many" ? shown.replaceAll("\n", " ") : shown)) return fail(problems.unseen[lines]);
  if (shown.trim() === "") return fail(problems.empty);
  if ([...text].length > most) return fail(`must have at most ${most} characters`);
  return holdsLink(shown) ? fail(problems.link) : ok(text);
}
