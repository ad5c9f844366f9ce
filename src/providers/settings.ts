import * as z from "zod";

/** A mailbox as settings spell it: `codes@example.org` or `Acme <codes@example.org>`. */
export type Mailbox = { readonly name: string | null; readonly address: string };

const NAMED = /^(?<name>[^<>"\p{Cc}]+|"[^<>"\\\p{Cc}]+")\s*<(?<address>[^<>\s]+)>$/u;
// RFC 5322 "specials": a name that holds one must be quoted.
const SPECIAL = /[()<>[\]:;@\\,."]/;

const isEmail = (text: string): boolean => z.email().safeParse(text).success;

/** Reads a sender or reply address. */
export const mailbox = z.string().transform((text, context): Mailbox => {
  const named = NAMED.exec(text.trim())?.groups;
  const address = named?.["address"] ?? text.trim();
  if (!isEmail(address)) {
    context.addIssue({ code: "custom", message: 'write it as "codes@example.org" or "Acme <codes@example.org>"' });
    return z.NEVER;
  }
  const name = named?.["name"]?.trim().replace(/^"|"$/g, "").trim() ?? "";
  return { name: name === "" ? null : name, address };
});

/** The mailbox under the name that one message asks for, if it asks for one. */
export const renamed = (mailbox: Mailbox, name: string | undefined): Mailbox =>
  name === undefined ? mailbox : { ...mailbox, name };

/** A mailbox as a mail header spells it. */
export function mailboxText({ name, address }: Mailbox): string {
  if (name === null) return address;
  return `${SPECIAL.test(name) ? `"${name.replace(/["\\]/g, "\\$&")}"` : name} <${address}>`;
}

/** A key as vendors hand them out, without the newline that a shell may have added. */
export const apiKey = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]+$/, "has a space or a character no key has");

const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])$/;

/** Where a vendor's interface is; no slash at the end. Plain http only to this machine, for a local stand-in. */
export const baseUrl = (vendor: string) =>
  z
    .url("write it as https://host")
    .refine((text) => {
      const url = URL.parse(text);
      return url !== null && (url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.test(url.hostname)));
    }, "must start with https://")
    .default(vendor)
    .transform((text) => text.replace(/\/+$/, ""));
