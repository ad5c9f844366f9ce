import type { Address, Channel } from "./flow.ts";
import type { Attempt } from "./message.ts";
import type { Route, Routes } from "./message-store.ts";
import { countryOf } from "./phone.ts";

/** A provider that drops repeats is asked again, with the same key, this often before another one is. */
const REPEATS = 2;

const carries = ({ countries }: Route, recipient: Address["value"]): boolean => {
  if (countries === "*") return true;
  const country = countryOf(recipient);
  return country !== undefined && countries.includes(country);
};

/** Whether anybody is set up to carry messages of this channel to this address. */
export const isCarried = (
  routes: Routes,
  channel: Channel,
  { kind, value }: Pick<Address, "kind" | "value">,
): boolean => (channel === "email") === (kind === "email") && routes[channel].some((route) => carries(route, value));

/**
 * Providers for a message, in the order to ask them: those that carry its recipient, as configured. After an answer
 * that never came, the one that may have the message is asked first if it drops repeats, and else last: whoever else
 * sends the same code again does no harm.
 */
export function routesFor(
  routes: readonly Route[],
  { recipient, attempts }: { readonly recipient: string; readonly attempts: readonly Attempt[] },
): readonly Route[] {
  const eligible = routes.filter((route) => carries(route, recipient));
  const last = attempts.at(-1);
  const doubtful =
    last?.kind === "ambiguous" ? eligible.find(({ sender }) => sender.name === last.provider) : undefined;
  if (!doubtful) return eligible;
  const doubts = attempts.filter(({ provider, kind }) => provider === last?.provider && kind === "ambiguous").length;
  const others = eligible.filter((route) => route !== doubtful);
  return doubtful.sender.idempotent && doubts <= REPEATS ? [doubtful, ...others] : [...others, doubtful];
}
