import { isCountry } from "../core/phone.ts";
import { fail, ok, type Result } from "../core/result.ts";
import type { Provider } from "./provider.ts";

/** Who may be named for a channel, and whether each may be kept to some countries. */
export type Choice = { readonly providers: readonly Provider[]; readonly byCountry: boolean };

/** A provider that was named, and where it carries messages to. */
export type Named = { readonly provider: Provider; readonly countries: readonly string[] | "*" };

/**
 * Reads who carries messages, in the order they are asked: names with spaces between, each with a list of countries if
 * it carries to these only (`twilio:US,CA amazon-sms`). A failure says what is wrong without quoting what was written.
 */
export function readOrder(text: string, choice: Choice): Result<readonly Named[], readonly string[]> {
  const items = text.split(/\s+/).filter((item) => item !== "");
  const read = items.map((item, index) => readItem(item, index + 1, choice));
  const order = read.flatMap((named) => (named.ok ? [named.value] : []));
  const problems = [
    ...read.flatMap((named) => (named.ok ? [] : [named.failure])),
    ...repeated(order.map(({ provider }) => provider.name)).map((name) => `names ${name} twice`),
  ];
  return problems.length === 0 ? ok(order) : fail(problems);
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
