import type { Address, AddressKind } from "./flow.ts";
import type { Identifier, StandIn } from "./initiation.ts";
import type { Keyring } from "./ports.ts";
import { reachOf } from "./reach.ts";

const SHOWN = "abcdefghijklmnopqrstuvwxyz0123456789";

const sign = (text: string, at: number): string =>
  SHOWN.charAt((text.charCodeAt(at) * 64 + text.charCodeAt(at + 2)) % SHOWN.length);
const digit = (text: string, at: number): string => String(text.charCodeAt(at) % 10);

/**
 * An address that nobody can have, and that looks under a mask like anybody's: what shows of it is as good as drawn by
 * lot, and the same each time for whoever is asked for.
 */
function invented(kind: AddressKind, mac: string): string {
  if (kind === "phone") return `+000${digit(mac, 0)}${digit(mac, 1)}`;
  return `${sign(mac, 0)}.${mac}@${sign(mac, 1)}.invalid`;
}

/**
 * What a verification is sent to, on paper, when the person who was named is not found: the very address that was
 * given, if it is of the wanted kind; else an invented one.
 */
export async function standInFor(
  keyring: Pick<Keyring, "subject">,
  {
    appId,
    kind,
    given,
    identifier,
  }: {
    readonly appId: string;
    readonly kind: AddressKind;
    readonly given: Address | undefined;
    readonly identifier: Identifier | null;
  },
): Promise<StandIn> {
  if (given) {
    const { digest, range } = await reachOf(keyring, appId, given);
    return { value: given.value, key: given.key, digest, range };
  }
  const named = identifier?.by === "address" ? identifier.address.key : (identifier?.text ?? "");
  const mac = await keyring.subject(`${appId}|stand-in|${kind}|${identifier?.by ?? ""}|${named}`);
  return { value: invented(kind, mac), key: `stand-in:${mac}`, digest: mac, range: mac };
}
