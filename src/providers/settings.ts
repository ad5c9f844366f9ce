import * as z from "zod/mini";
import { fromBase64Url } from "../core/base64url.ts";
import { transformed } from "../schema.ts";
import { isPrivateOnTheWire } from "../settings/hosts.ts";

/** A mailbox as settings spell it: `codes@example.org` or `Acme <codes@example.org>`. */
export type Mailbox = { readonly name: string | null; readonly address: string };

const NAMED = /^(?<name>[^<>"\p{Cc}]+|"[^<>"\\\p{Cc}]+")\s*<(?<address>[^<>\s]+)>$/u;
// RFC 5322 "specials": a name that holds one must be quoted.
const SPECIAL = /[()<>[\]:;@\\,."]/;

const isEmail = (text: string): boolean => z.email().safeParse(text).success;

/** Reads a sender or reply address. */
export const mailbox = transformed(z.string(), (text, refuse): Mailbox => {
  const named = NAMED.exec(text.trim())?.groups;
  const address = named?.["address"] ?? text.trim();
  if (!isEmail(address)) {
    return refuse({ message: 'write it as "codes@example.org" or "Acme <codes@example.org>"' });
  }
  const name = named?.["name"]?.trim().replace(/^"|"$/g, "").trim() ?? "";
  return { name: name === "" ? null : name, address };
});

/** Who e-mails are from and whom an answer to one goes to: the same for every provider. */
export const mailSettings = { MAIL_FROM: mailbox, MAIL_REPLY_TO: z.optional(mailbox) };

/** The mailbox under the name that one message asks for, if it asks for one. */
export const renamed = (mailbox: Mailbox, name: string | undefined): Mailbox =>
  name === undefined ? mailbox : { ...mailbox, name };

/** A mailbox as a mail header spells it. */
export function mailboxText({ name, address }: Mailbox): string {
  if (name === null) return address;
  return `${SPECIAL.test(name) ? `"${name.replace(/["\\]/g, "\\$&")}"` : name} <${address}>`;
}

/** A key as vendors hand them out, without the newline that a shell may have added. */
export const apiKey = z.string().check(z.trim(), z.regex(/^[\x21-\x7e]+$/, "has a space or a character no key has"));

const WEBHOOK_SECRET = /^whsec_[A-Za-z0-9+/]+={0,2}$/;
const MOST_SECRETS = 2;

/** Secrets of Standard Webhooks: one, or a new and an old one with a space between while they are being changed. */
export const webhookSecrets = transformed(z.string(), (text, refuse): readonly Uint8Array<ArrayBuffer>[] => {
  const written = text.trim().split(/\s+/);
  const secrets = written.flatMap((secret) => secretBytes(secret) ?? []);
  if (secrets.length === written.length && secrets.length <= MOST_SECRETS) return secrets;
  return refuse({ message: "write it as whsec_ and base64 of 24 to 64 bytes" });
});

function secretBytes(secret: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes = WEBHOOK_SECRET.test(secret) ? fromBase64Url(secret.slice("whsec_".length)) : undefined;
  return bytes !== undefined && bytes.length >= 24 && bytes.length <= 64 ? bytes : undefined;
}

/** Where a vendor's interface is; no slash at the end. Plain http only to this machine, for a local stand-in. */
export const baseUrl = (vendor: string) =>
  transformed(
    z._default(
      z.url("write it as https://host").check(z.refine(isPrivateOnTheWire, "must start with https://")),
      vendor,
    ),
    (text) => text.replace(/\/+$/, ""),
  );
