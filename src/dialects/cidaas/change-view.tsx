import { withParameters } from "../../http/with-parameter.ts";
import { AddressField, atField } from "../../pages/address-field.tsx";
import { type Fault, TextLink } from "../../pages/components.tsx";
import type { PageView } from "../../pages/pages.tsx";
import { beginningOf } from "./begin-views.tsx";
import type { MediumKind } from "./context.ts";
import { type Facts, type Login, LoginFields } from "./page-parts.tsx";
import { CHANGE_PAGE } from "./paths.ts";

/** What was typed into the form, and what is wrong with it. */
export type Wrong = {
  readonly fault: Fault;
  readonly typed: string;
  /** The country that is chosen, or guessed, where the number does not tell it. */
  readonly country?: string | undefined;
};

/** Where the page is to be had by GET. */
export const changePageOf = (kind: MediumKind, { trackId, requestId }: Login): string =>
  withParameters(CHANGE_PAGE, { track_id: trackId, requestId, medium: kind });

/** Where a mistyped address is put right; `adds`: where there is none yet. */
export function change(kind: MediumKind, facts: Facts, { adds, wrong }: { adds: boolean; wrong?: Wrong }): PageView {
  const { words, login, countries, texts, targets } = facts;
  const by = kind === "email" ? "email" : "phone";
  const says = adds
    ? ({
        title: `login.add_${by}`,
        text: by === "phone" && texts ? "ask.phone.code" : "ask.email.code",
        press: "page.continue",
        back: "login.back",
      } as const)
    : ({
        title: `change.${by}.title`,
        text: "change.email.text_code",
        press: "change.email.send_code",
        back: "change.keep",
      } as const);
  const typed = wrong && { [by]: wrong.typed, ...(wrong.country === undefined ? {} : { country: wrong.country }) };
  return {
    title: words.say(says.title),
    fault: atField(by, wrong?.fault),
    self: changePageOf(kind, login),
    formTarget: targets.pages,
    body: (
      <>
        <p>{words.say(says.text)}</p>
        <form method="post" action={CHANGE_PAGE} novalidate>
          <LoginFields facts={facts} />
          <input type="hidden" name="medium" value={kind} />
          <AddressField words={words} by={by} countries={countries} fault={wrong?.fault} typed={typed} />
          <button type="submit">{words.say(says.press)}</button>
        </form>
        <TextLink href={beginningOf(login)}>{words.say(says.back)}</TextLink>
      </>
    ),
  };
}
