import * as z from "zod/mini";
import type { AddressFailureReason } from "../core/address-failure.ts";
import { parseEmail } from "../core/email.ts";
import type { Address } from "../core/flow.ts";
import { parsePhone } from "../core/phone.ts";
import { transformed } from "../schema.ts";
import { accountId } from "./fields.ts";

const MOST_ADDRESSES = 20;
const LONGEST = { identifier: 255, name: 255, locale: 35, address: 1_024 } as const;

const addressProblems: Readonly<Record<AddressFailureReason, string>> = {
  address_missing: "An address is missing here.",
  email_malformed: "This is not an e-mail address that can be written to.",
  email_too_long: "This is longer than an e-mail address may be.",
  phone_malformed: "This is not a phone number with its country code, such as +447700900123.",
  phone_not_allowed: "Numbers of this kind are not sent to.",
};

// Schemas of this API are made when they are first used (`z.lazy`): most instances never hear from an operator.

/** Ids, subs and usernames are compared byte by byte: white space around one is somebody's mistake. */
export const identifier = z.lazy(() =>
  z.string().check(
    z.minLength(1),
    z.maxLength(LONGEST.identifier),
    z.refine((text) => text.trim() === text, { message: "No white space around it.", params: { code: "untrimmed" } }),
  ),
);

const locale = z.lazy(() =>
  transformed(z.string().check(z.maxLength(LONGEST.locale)), (text, refuse) => {
    try {
      return Intl.getCanonicalLocales(text)[0] ?? text;
    } catch {
      const message = "This is not a language tag (BCP 47), such as en-GB.";
      return refuse({ message, params: { code: "locale_malformed" } });
    }
  }),
);

const ListedAddress = z.lazy(() =>
  transformed(
    z.strictObject({
      channel: z.enum(["email", "phone"]),
      value: z.string().check(z.maxLength(LONGEST.address)),
      primary: z.optional(z.boolean()),
      verified: z.optional(z.boolean()),
    }),
    ({ channel, value, primary, verified }, refuse) => {
      const address = channel === "email" ? parseEmail(value) : parsePhone(value);
      if (address.ok) return { address: address.value, primary: primary ?? false, verified: verified ?? null };
      const { reason } = address.failure;
      return refuse({ path: ["value"], message: addressProblems[reason], params: { code: reason } });
    },
  ),
);

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

const addresses = z.lazy(() =>
  transformed(z.array(ListedAddress).check(z.maxLength(MOST_ADDRESSES)), (list, refuse) => {
    const found = clash(list);
    if (!found) return withPrimaries(list);
    const { path, code } = found;
    return refuse({ path, message: clashes[code] ?? code, params: { code } });
  }),
);

/** What there is to say about a person besides their addresses. `null` is what a read answers where nothing is set. */
const profile = {
  sub: z.optional(z.nullable(identifier)),
  username: z.optional(z.nullable(identifier)),
  name: z.optional(z.nullable(z.string().check(z.minLength(1), z.maxLength(LONGEST.name)))),
  locale: z.optional(z.nullable(locale)),
  status: z.optional(z.enum(["created", "active", "inactive", "archived"])),
};

export const AccountBody = z.lazy(() =>
  z.strictObject({
    id: z.optional(accountId),
    ...profile,
    addresses: z._default(addresses, []),
  }),
);

export type AccountBody = z.output<typeof AccountBody>;

/** A merge patch (RFC 7396): what is absent stays, `null` unsets, the list of addresses is replaced as a whole. */
export const AccountPatch = z.lazy(() => z.strictObject({ ...profile, addresses: z.optional(addresses) }));

export type AccountPatch = z.output<typeof AccountPatch>;

/** A plus sign that was not escaped arrives as a space, which no address has where a plus can be. */
const lookup = (repair: (text: string) => string, parse: typeof parseEmail) =>
  z.optional(
    transformed(z.string(), (text, refuse): Address => {
      const address = parse(repair(text));
      if (address.ok) return address.value;
      const { reason } = address.failure;
      return refuse({ message: addressProblems[reason], params: { code: reason } });
    }),
  );

const emailLookup = lookup((text) => text.replaceAll(" ", "+"), parseEmail);
const phoneLookup = lookup((text) => text.replace(/^ /, "+"), parsePhone);

export const AccountQuery = z.lazy(() =>
  z
    .strictObject({
      email: emailLookup,
      phone: phoneLookup,
      sub: z.optional(identifier),
      username: z.optional(identifier),
    })
    .check(
      z.refine((query) => Object.values(query).filter((value) => value !== undefined).length === 1, {
        message: "Exactly one of email, phone, sub and username.",
        params: { code: "one_of" },
      }),
    ),
);

export type AccountQuery = z.output<typeof AccountQuery>;

export const AddressQuery = z.lazy(() =>
  z.strictObject({ email: emailLookup, phone: phoneLookup }).check(
    z.refine(({ email, phone }) => (email === undefined) !== (phone === undefined), {
      message: "Exactly one of email and phone.",
      params: { code: "one_of" },
    }),
  ),
);
