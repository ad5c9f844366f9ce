import { isCountry } from "../core/phone.ts";
import { fail, ok, type Result } from "../core/result.ts";
import type { Provider } from "./provider.ts";

/** Who may be named for a channel, and whether each may be kept to some countries. */
export type Choice = { readonly providers: readonly Provider[]; readonly byCountry: boolean };

/** A provider that was named, and where it carries messages to. */
export type Named = { readonly provider: Provider; readonly countries: readonly string[] | "*" };

/** What could be read of an order, and what is wrong with the rest, without a word of it. */
export type Order = { readonly named: readonly Named[]; readonly problems: readonly string[] };

/**
 * Reads who carries messages, in the order they are asked: names with spaces between, each with a list of countries if
 * it carries to these only (`twilio:US,CA amazon-sms`).
 */
export function readOrder(text: string, choice: Choice): Order {
  const items = text.split(/\s+/).filter((item) => item !== "");
  const read = items.map((item, index) => readItem(item, index + 1, choice));
  const named = read.flatMap((result) => (result.ok ? [result.value] : []));
  const wrong = read.flatMap((result) => (result.ok ? [] : [result.failure]));
  const twice = repeated(named.map(({ provider }) => provider.name));
  return { named, problems: [...wrong, ...twice.map((name) => `names ${name} twice`)] };
}

function readItem(item: string, position: number, { providers, byCountry }: Choice): Result<Named, string> {
  const [name, ...rest] = item.split(":");
  const provider = providers.find((known) => known.name === name);
  if (provider === undefined) {
    return fail(`name ${position} is none of ${providers.map((known) => known.name).join(" ")}`);
  }
  if (rest.length === 0) return ok({ provider, countries: "*" });

  const countries = rest.join(":").split(",");
  if (!byCountry) return fail(`gives ${provider.name} countries, which only texts and calls have`);
  if (!countries.every(isCountry)) return fail(`gives ${provider.name} a country that is none: write them as US,CA`);
  return repeated(countries).length > 0 ? fail(`gives ${provider.name} a country twice`) : ok({ provider, countries });
}

/** What stands in a list more than once. */
const repeated = (items: readonly string[]): readonly string[] => [
  ...new Set(items.filter((item, index) => items.indexOf(item) < index)),
];
