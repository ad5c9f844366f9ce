import { type AddressFailure, LONGEST_TYPED } from "./address-failure.ts";
import { parseEmail } from "./email.ts";
import type { Address, AddressKind } from "./flow.ts";
import { maskPhone, parsePhone } from "./phone.ts";
import type { Result } from "./result.ts";

/**
 * An address of either kind: with an `@` an e-mail address, else a phone number. For the edges whose field takes
 * both; whoever knows the kind calls its parser.
 */
export function parseAddress(typed: string): Result<Address, AddressFailure> {
  // NFKC first, so that a full-width `@` is judged, and refused, as the e-mail address that it was meant to be.
  const text = typed.length > LONGEST_TYPED ? typed : typed.normalize("NFKC");
  return text.includes("@") ? parseEmail(typed) : parsePhone(typed);
}

/** What stands for an address once it is digested: in counters, and among those that take no messages. */
export const addressSubject = (appId: string, { kind, key }: Pick<Address, "kind" | "key">): string =>
  `${appId}|${kind}|${key}`;

/** First and last character, where that leaves at least two unseen. */
function maskEmail(value: string): string {
  const at = value.lastIndexOf("@");
  const local = value.slice(0, at);
  const first = local.length > 1 ? local.charAt(0) : "";
  const last = local.length > 3 ? local.slice(-1) : "";
  return `${first}•••${last}${value.slice(at)}`;
}

/** An address for showing where the reader need not be its owner: "j•••e@example.com", "+1 ••• ••• 0123". */
export const maskAddress = (kind: AddressKind, value: string): string =>
  kind === "email" ? maskEmail(value) : maskPhone(value);
