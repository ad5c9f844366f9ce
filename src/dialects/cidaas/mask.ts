import type { AddressKind } from "../../core/flow.ts";

const HIDDEN = "***";
/** As many for every number: how many digits one has tells its country. */
const HIDDEN_DIGITS = "*".repeat(9);

/** The first sign that invented addresses begin with, too. */
const firstOf = (text: string): string => /[a-z0-9]/i.exec(text)?.[0].toLowerCase() ?? "x";

/**
 * An address as this API shows it to whoever did not send it: "a***@e***", "+*********21". It shows so little that an
 * invented one (`core/stand-in.ts`) cannot be told from somebody's by one look, and is as long for everybody.
 */
export function mask(kind: AddressKind, value: string): string {
  if (kind === "phone") return `+${HIDDEN_DIGITS}${value.slice(-2)}`;
  const at = value.lastIndexOf("@");
  return `${firstOf(value.slice(0, at))}${HIDDEN}@${firstOf(value.slice(at + 1))}${HIDDEN}`;
}
