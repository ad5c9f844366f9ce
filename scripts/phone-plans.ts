/**
 * `npm run phone:generate`, after an update of libphonenumber-js: writes what the Worker has of its metadata. How each
 * country writes its numbers is half of them, and is used by nothing here.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import metadata from "libphonenumber-js/min/metadata";

export const FILE = join(import.meta.dirname, "../src/core/phone-plans.json");

/** Where in the list that is a country the ways to write its numbers are, in version 4 of the metadata. */
const WAYS_TO_WRITE = 4;

const withoutWays = (countries: Readonly<Record<string, readonly unknown[]>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(countries).map(([name, country]) => [
      name,
      country.map((item, index) => (index === WAYS_TO_WRITE ? 0 : item)),
    ]),
  );

/** The text of the file as it should be. */
export function plansText(): string {
  const { version, countries, nonGeographic, ...rest } = metadata as unknown as {
    readonly version: number;
    readonly countries: Readonly<Record<string, readonly unknown[]>>;
    readonly nonGeographic: Readonly<Record<string, readonly unknown[]>>;
  };
  if (version !== 4) throw new Error(`metadata of version ${version}: look where it has the ways to write`);
  const plans = { version, ...rest, countries: withoutWays(countries), nonGeographic: withoutWays(nonGeographic) };
  return `${JSON.stringify(plans)}\n`;
}

if (import.meta.main) writeFileSync(FILE, plansText());
