import type { Translator } from "../copy/translator.ts";
import { parseEmail } from "../core/email.ts";
import { parsePhoneOf } from "../core/phone.ts";
import { fail, ok, type Result } from "../core/result.ts";
import type { Fault } from "./components.tsx";

/** An address as it is sent to, or what is wrong with what was typed. */
type Read = Result<string, Fault>;

export function readEmail({ words }: { readonly words: Translator }, typed: string): Read {
  const email = parseEmail(typed);
  if (email.ok) return ok(email.value.typed);
  const empty = email.failure.reason === "address_missing";
  return fail({ text: words.say(empty ? "email.empty" : "email.format"), field: "email" });
}

/** What a number is read with: the page's words, and the countries that texts and calls go to. */
type PhoneReader = { readonly words: Translator; readonly countries: readonly string[] | "*" };

/**
 * A number as people write their own. `chosen`: the country that the person said it is of, or nothing. Where that is
 * missing, what is wrong is at the field `country`.
 */
export function readPhone({ words, countries }: PhoneReader, typed: string, chosen: string | undefined): Read {
  const only = countries !== "*" && countries.length === 1 ? countries[0] : undefined;
  const phone = parsePhoneOf(chosen || only, typed);
  if (phone.ok) return ok(phone.value.value);
  const field = "phone";
  switch (phone.failure.reason) {
    case "address_missing":
      return fail({ text: words.say("phone.empty"), field });
    case "country_missing":
      // Where texts go to no country at all there is none to choose.
      if (countries.length === 0) return fail({ text: words.say("phone.country_off"), field });
      return fail({ text: words.say("phone.country"), field: "country" });
    case "phone_not_allowed":
      return fail({ text: words.say("phone.not_allowed"), field });
    default:
      return fail({ text: words.say("phone.format"), field });
  }
}
