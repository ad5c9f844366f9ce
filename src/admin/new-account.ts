import type { AddressEntry, NewAccount } from "../core/account.ts";
import { accountId, timeOrderedId } from "../core/ids.ts";
import type { World } from "../core/ports.ts";
import type { AccountBody, ListedAddress } from "./contracts.ts";

type Chance = Pick<World, "now" | "random">;

/** Listed addresses with ids for those that are new; a millisecond apart, so that they stay in the order of the list. */
export const toEntries = (list: readonly ListedAddress[], { now, random }: Chance): readonly AddressEntry[] =>
  list.map((listed, index) => ({ id: timeOrderedId(random, now() + index), ...listed }));

/** An account as it was asked for, with what the asker left to us. */
export const toNewAccount = (body: AccountBody, world: Chance): NewAccount => ({
  id: body.id ?? accountId(world.random, world.now()),
  sub: body.sub ?? null,
  username: body.username ?? null,
  name: body.name ?? null,
  locale: body.locale ?? null,
  status: body.status ?? "active",
  addresses: toEntries(body.addresses, world),
});
