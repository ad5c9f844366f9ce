import type { Keyring } from "../../core/ports.ts";
import { type ErrorKind, errorKinds } from "./errors.ts";

/*
 * A browser is sent to the error page with an id, and the page asks for what it stands for. The id carries its
 * meaning: eight hex digits of seconds, two of the kind, and a MAC over both, spelled as a UUID (version 8). So
 * nothing is stored for a request that was refused, and a made-up id is unknown.
 */

const MAC_DIGITS = 20;

const hexOf = (text: string): string =>
  [...text].map((character) => character.charCodeAt(0).toString(16).padStart(2, "0")).join("");

async function sign(keyring: Pick<Keyring, "errorMac">, head: string): Promise<string> {
  return hexOf(await keyring.errorMac(`kratos|${head}`)).slice(0, MAC_DIGITS);
}

function spell(head: string, mac: string): string {
  const kind = head.slice(8);
  return `${head.slice(0, 8)}-${kind}${mac.slice(0, 2)}-8${mac.slice(2, 5)}-8${mac.slice(5, 8)}-${mac.slice(8, 20)}`;
}

export async function writeErrorId(keyring: Pick<Keyring, "errorMac">, kind: ErrorKind, now: number): Promise<string> {
  const seconds = Math.floor(now / 1_000)
    .toString(16)
    .padStart(8, "0")
    .slice(-8);
  const head = seconds + errorKinds.indexOf(kind).toString(16).padStart(2, "0");
  return spell(head, await sign(keyring, head));
}

/** The kind and the instant behind an id; undefined if it is not one of ours. */
export async function readErrorId(
  keyring: Pick<Keyring, "errorMac">,
  id: string,
): Promise<{ readonly kind: ErrorKind; readonly at: number } | undefined> {
  const head = id.slice(0, 8) + id.slice(9, 11);
  if (!/^[0-9a-f]{10}$/.test(head) || spell(head, await sign(keyring, head)) !== id) return undefined;
  const kind = errorKinds[Number.parseInt(head.slice(8), 16)];
  return kind && { kind, at: Number.parseInt(head.slice(0, 8), 16) * 1_000 };
}
