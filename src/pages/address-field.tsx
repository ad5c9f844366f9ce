import type { Translator } from "../copy/translator.ts";
import { phoneCountries } from "../core/phone.ts";
import type { Fault } from "./components.tsx";
import { type Country, EmailField, PhoneField } from "./fields.tsx";

type Countries = readonly string[] | "*";

/** Countries to choose from, by their names in the page's language; none where there is nothing to choose. */
function countriesOf(countries: Countries, words: Translator): readonly Country[] {
  const codes = countries === "*" ? phoneCountries() : countries;
  if (codes.length < 2) return [];
  const names = new Intl.DisplayNames([words.lang], { type: "region" });
  return codes
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .sort((one, other) => one.name.localeCompare(other.name, words.lang));
}

export type AddressFieldProps = {
  readonly words: Translator;
  readonly by: "email" | "phone";
  /** That texts and calls go to. */
  readonly countries: Countries;
  readonly fault?: Fault | undefined;
  readonly typed?:
    | { readonly email?: string; readonly phone?: string; readonly country?: string | undefined }
    | undefined;
};

/** The field for an address of this kind. The country is asked for once a number did not tell it. */
export function AddressField({ words, by, countries, fault, typed }: AddressFieldProps) {
  const error = fault?.field === by || fault?.field === "country" ? fault.text : undefined;
  if (by === "email") return <EmailField words={words} error={error} value={typed?.email} />;
  const asks = typed?.country !== undefined || fault?.field === "country";
  const choice = asks ? countriesOf(countries, words) : [];
  return <PhoneField words={words} error={error} value={typed?.phone} countries={choice} country={typed?.country} />;
}

/** A problem with the country is one with the number: the field's own words say both ways to mend it. */
export const atField = <F extends Fault>(by: "email" | "phone", fault: F | undefined): F | undefined =>
  fault?.field === "country" ? { ...fault, field: by } : fault;

/** The country that the platform takes a request to come from; a guess, to be confirmed. */
export function countryOf({ cf }: Pick<Request, "cf">): string | undefined {
  const { country } = (cf ?? {}) as { readonly country?: unknown };
  return typeof country === "string" ? country : undefined;
}
