import * as z from "zod";
import type { AddressFailureReason } from "../core/address-failure.ts";
import { parseEmail } from "../core/email.ts";
import type { Address } from "../core/flow.ts";
import { parsePhone } from "../core/phone.ts";

const MOST_ADDRESSES = 20;
const LONGEST = { identifier: 255, name: 255, locale: 35, address: 1_024 } as const;

const addressProblems: Readonly<Record<AddressFailureReason, string>> = {
  address_missing: "An address is missing here.",
  email_malformed: "This is not an e-mail address that can be written to.",
  email_too_long: "This is longer than an e-mail address may be.",
  phone_malformed: "This is not a phone number with its country code, such as +447700900123.",
  phone_not_allowed: "Numbers of this kind are not sent to.",
};

/** Ids, subs and usernames are compared byte by byte: white space around one is somebody's mistake. */
export const identifier = z
  .string()
  .min(1)
  .max(LONGEST.identifier)
  .refine((text) => text.trim() === text, { message: "No white space around it.", params: { code: "untrimmed" } });

const locale = z
  .string()
  .max(LONGEST.locale)
  .transform((text, context) => {
    try {
      return Intl.getCanonicalLocales(text)[0] ?? text;
    } catch {
      const message = "This is not a language tag (BCP 47), such as en-GB.";
      context.addIssue({ code: "custom", message, params: { code: "locale_malformed" } });
      return z.NEVER;
    }
  });

const ListedAddress = z
  .strictObject({
    channel: z.enum(["email", "phone"]),
    value: z.string().max(LONGEST.address),
    primary: z.boolean().optional(),
    verified: z.boolean().optional(),
  })
  .transform(({ channel, value, primary, verified }, context) => {
    const address = channel === "email" ? parseEmail(value) : parsePhone(value);
    if (address.ok) return { address: address.value, primary: primary ?? false, verified: verified ?? null };
    const { reason } = address.failure;
    context.addIssue({ code: "custom", path: ["value"], message: addressProblems[reason], params: { code: reason } });
    return z.NEVER;
  });

export type ListedAddress = z.output<typeof ListedAddress>;

/** Two of `list` that are one, or two first ones: at the place of the second. */
function clash(list: readonly ListedAddress[]): { readonly path: [number, string]; readonly code: string } | undefined {
  const seen = new Set<string>();
  for (const [index, { address, primary }] of list.entries()) {
    const same = `${address.kind} ${address.key}`;
    if (seen.has(same)) return { path: [index, "value"], code: "repeated" };
    if (primary && seen.has(address.kind)) return { path: [index, "primary"], code: "second_primary" };
    seen.add(same);
    if (primary) seen.add(address.kind);
  }
  return undefined;
}

/** Where none of a kind is said to be primary, the first is. */
const withPrimaries = (list: readonly ListedAddress[]): readonly ListedAddress[] =>
  list.map((item, index) => {
    const kin = ({ address }: ListedAddress): boolean => address.kind === item.address.kind;
    const chosen = list.some((other) => kin(other) && other.primary);
    return chosen ? item : { ...item, primary: list.findIndex(kin) === index };
  });

const clashes: Readonly<Record<string, string>> = {
  repeated: "This address is in the list already.",
  second_primary: "Only one address of a channel can be primary.",
};

const addresses = z
  .array(ListedAddress)
  .max(MOST_ADDRESSES)
  .transform((list, context) => {
    const found = clash(list);
    if (!found) return withPrimaries(list);
    const { path, code } = found;
    context.addIssue({ code: "custom", path, message: clashes[code] ?? code, params: { code } });
    return z.NEVER;
  });

/** What there is to say about a person besides their addresses. `null` is what a read answers where nothing is set. */
const profile = {
  sub: identifier.nullable().optional(),
  username: identifier.nullable().optional(),
  name: z.string().min(1).max(LONGEST.name).nullable().optional(),
  locale: locale.nullable().optional(),
  status: z.enum(["created", "active", "inactive", "archived"]).optional(),
};

export const isAccountId = (text: string): boolean => /^[0-9a-f]{24}$/.test(text);

export const AccountBody = z.strictObject({
  id: z
    .string()
    .refine(isAccountId, { message: "24 lower-case hexadecimal digits.", params: { code: "id_malformed" } })
    .optional(),
  ...profile,
  addresses: addresses.default([]),
});

export type AccountBody = z.output<typeof AccountBody>;

/** A merge patch (RFC 7396): what is absent stays, `null` unsets, the list of addresses is replaced as a whole. */
export const AccountPatch = z.strictObject({ ...profile, addresses: addresses.optional() });

export type AccountPatch = z.output<typeof AccountPatch>;

/** A plus sign that was not escaped arrives as a space, which no address has where a plus can be. */
const lookup = (repair: (text: string) => string, parse: typeof parseEmail) =>
  z
    .string()
    .transform((text, context): Address => {
      const address = parse(repair(text));
      if (address.ok) return address.value;
      const { reason } = address.failure;
      context.addIssue({ code: "custom", message: addressProblems[reason], params: { code: reason } });
      return z.NEVER;
    })
    .optional();

const emailLookup = lookup((text) => text.replaceAll(" ", "+"), parseEmail);
const phoneLookup = lookup((text) => text.replace(/^ /, "+"), parsePhone);

export const AccountQuery = z
  .strictObject({
    email: emailLookup,
    phone: phoneLookup,
    sub: identifier.optional(),
    username: identifier.optional(),
  })
  .refine((query) => Object.values(query).filter((value) => value !== undefined).length === 1, {
    message: "Exactly one of email, phone, sub and username.",
    params: { code: "one_of" },
  });

export type AccountQuery = z.output<typeof AccountQuery>;

export const AddressQuery = z
  .strictObject({ email: emailLookup, phone: phoneLookup })
  .refine(({ email, phone }) => (email === undefined) !== (phone === undefined), {
    message: "Exactly one of email and phone.",
    params: { code: "one_of" },
  });
