import type { AddressKind } from "../../core/flow.ts";

const HIDDEN = "***";
/** As many for every number: how many digits one has tells its country. */
const HIDDEN_DIGITS = "*".repeat(9);

/**
 * An address as this API shows it to whoever did not send it: "a***@e***", "+*********21". It shows so little that an
 * invented one (`core/stand-in.ts`) cannot be told from somebody's, and is as long for everybody.
 */
export function mask(kind: AddressKind, value: string): string {
  if (kind === "phone") return `+${HIDDEN_DIGITS}${value.slice(-2)}`;
  const at = value.lastIndexOf("@");
  return `${value.slice(0, 1).toLowerCase()}${HIDDEN}@${value.slice(at + 1, at + 2)}${HIDDEN}`;
}
