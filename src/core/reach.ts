import { addressSubject } from "./address.ts";
import type { Address } from "./flow.ts";
import { countryOf, prefixOf } from "./phone.ts";
import type { Keyring } from "./ports.ts";
import type { Reach } from "./track.ts";

/** What stands for a range of numbers in counters. */
export const rangeSubject = (e164: string): string => `prefix|${prefixOf(e164)}`;

/**
 * What limits and countries know an address by. It is kept beside the address, so that a send to one which only the
 * database finds is judged in the same step. An empty country is one that no setting names.
 */
export async function reachOf(
  keyring: Pick<Keyring, "subject">,
  appId: string,
  address: Pick<Address, "kind" | "key" | "value">,
): Promise<Reach> {
  const digest = await keyring.subject(addressSubject(appId, address));
  if (address.kind === "email") return { digest, country: null, range: null };
  const range = await keyring.subject(`${appId}|${rangeSubject(address.value)}`);
  return { digest, country: countryOf(address.value) ?? "", range };
}
