import { type AddressFailure, LONGEST_TYPED } from "./address-failure.ts";
import { trimAscii } from "./ascii.ts";
import type { Address } from "./flow.ts";
import { fail, ok, type Result } from "./result.ts";

/** Octets, which are characters here: what is measured is ASCII. RFC 5321 4.5.3.1; 254 by RFC 3696 erratum 1690. */
const LONGEST = { local: 64, label: 63, domain: 255, whole: 254 } as const;

/**
 * Controls, unassigned and private characters, every kind of white space, and what is drawn as nothing: two addresses
 * that look the same must not differ by these.
 */
const UNSEEN = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** An RFC 5322 atom, ASCII only: a quoted local part is a way to smuggle a second address past somebody's parser. */
const ATOM = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+$/;

const LABEL = /^[a-z0-9-]+$/;

const hasOneAt = (text: string): boolean => text.indexOf("@") > 0 && text.indexOf("@") === text.lastIndexOf("@");

/** RFC 5321 `Dot-string`. Split first, so that no regex has a repeat within a repeat. */
const isDotAtom = (local: string): boolean => local.split(".").every((atom) => ATOM.test(atom));

/**
 * The domain in A-labels and lower case by UTS #46, or undefined. The platform's only UTS #46 is inside its URL
 * parser, which would also understand ports, users, paths, percent-escapes and IP literals: the characters that mean
 * those are refused before, and again after, since mapping can produce them (U+FF0F is a slash).
 */
function toAsciiDomain(domain: string): string | undefined {
  if (/[^A-Za-z0-9.\u0080-\u{10ffff}-]/u.test(domain)) return undefined;
  const host = URL.parse(`http://${domain}`)?.hostname;
  return host !== undefined && isDomainName(host) ? host : undefined;
}

/** Whether an ASCII, lower-case text is a domain of at least two labels. A numeric last label is an IPv4 address. */
function isDomainName(host: string): boolean {
  const labels = host.split(".");
  if (labels.length < 2 || /^[0-9]+$/.test(labels.at(-1) ?? "")) return false;
  return labels.every((label) => LABEL.test(label) && !label.startsWith("-") && !label.endsWith("-"));
}

const isTooLong = (local: string, domain: string): boolean =>
  local.length > LONGEST.local ||
  domain.length > LONGEST.domain ||
  local.length + 1 + domain.length > LONGEST.whole ||
  domain.split(".").some((label) => label.length > LONGEST.label);

/**
 * One mailbox from what was typed.
 *
 * `value`, the only form that is ever mailed, keeps the local part as typed: mail servers may tell its case apart.
 * `key` folds ASCII case in both parts, since nobody has two mailboxes that differ by case, while one person types
 * both; it is only ever compared. Tags and dots are part of an address and stay in both.
 */
export function parseEmail(typed: string): Result<Address, AddressFailure> {
  if (!typed.isWellFormed()) return fail({ reason: "email_malformed" });
  if (typed.length > LONGEST_TYPED) return fail({ reason: "email_too_long" });
  const trimmed = trimAscii(typed);
  if (trimmed === "") return fail({ reason: "address_missing" });

  const text = trimmed.normalize("NFC");
  if (UNSEEN.test(text)) return fail({ reason: "email_malformed" });
  // The second look is for whoever normalises after us: U+FF20 must not become a second `@` there.
  if (!hasOneAt(text) || !hasOneAt(text.normalize("NFKC"))) return fail({ reason: "email_malformed" });

  const at = text.indexOf("@");
  const local = text.slice(0, at);
  // NFC makes an ASCII K of the Kelvin sign: a local part must have been ASCII before it, too.
  if (!isDotAtom(local) || !trimmed.startsWith(`${local}@`)) return fail({ reason: "email_malformed" });
  const domain = toAsciiDomain(text.slice(at + 1));
  if (domain === undefined) return fail({ reason: "email_malformed" });
  if (isTooLong(local, domain)) return fail({ reason: "email_too_long" });

  const value = `${local}@${domain}`;
  // All ASCII by now, so `toLowerCase` folds A to Z and nothing else, in every locale.
  return ok({ kind: "email", typed: text, value, key: value.toLowerCase() });
}
