import { phoneCountries } from "../../../core/phone.ts";
import { TextLink } from "../../../pages/components.tsx";
import { type Country, EmailField, PhoneField } from "../../../pages/fields.tsx";
import type { PageView } from "../../../pages/pages.tsx";
import type { FlowFault } from "./faults.ts";
import { FORM, Form } from "./form.tsx";
import { type By, CHANGE_PAGE, pageOf, type Shown, type Typed } from "./shown.ts";

export type AskProps = {
  readonly shown: Shown;
  readonly by: By;
  readonly fault?: FlowFault | undefined;
  readonly typed?: Typed | undefined;
};

/** Countries to choose from, by their names in the page's language; none where there is nothing to choose. */
function countriesOf({ countries, words }: Shown): readonly Country[] {
  const codes = countries === "*" ? phoneCountries() : countries;
  if (codes.length < 2) return [];
  const names = new Intl.DisplayNames([words.lang], { type: "region" });
  return codes
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .sort((one, other) => one.name.localeCompare(other.name, words.lang));
}

/** The field for an address of this kind. The country is asked for once a number did not tell it. */
function AddressField({ shown, by, fault, typed }: AskProps) {
  const { words } = shown;
  const error = fault?.field === by || fault?.field === "country" ? fault.text : undefined;
  if (by === "email") return <EmailField words={words} error={error} value={typed?.email} />;
  const asks = typed?.country !== undefined || fault?.field === "country";
  const countries = asks ? countriesOf(shown) : [];
  return <PhoneField words={words} error={error} value={typed?.phone} countries={countries} country={typed?.country} />;
}

/** A problem with the country is one with the number: the field's own words say both ways to mend it. */
const atField = (by: By, fault: FlowFault | undefined): FlowFault | undefined =>
  fault?.field === "country" ? { ...fault, field: by } : fault;

/** The first page: where to send to. */
export function askView(props: AskProps): PageView {
  const { shown, by, fault } = props;
  const { words, look, byPhone } = shown;
  const proof = look.flow.proof;
  return {
    title: words.say(`ask.${by}.title`),
    fault: atField(by, fault),
    self: pageOf(shown, undefined, by === "phone" ? "&by=phone" : ""),
    body: (
      <>
        <p>{words.say(by === "phone" ? "ask.phone.code" : proof === "code" ? "ask.email.code" : "ask.email.link")}</p>
        <Form shown={shown} hidden={{ by }}>
          <AddressField {...props} />
          <button type="submit">{words.say("page.continue")}</button>
        </Form>
        {byPhone && by === "email" && (
          <TextLink href={pageOf(shown, undefined, "&by=phone")}>{words.say("ask.phone.instead")}</TextLink>
        )}
        {by === "phone" && <TextLink href={pageOf(shown)}>{words.say("ask.email.instead")}</TextLink>}
      </>
    ),
  };
}

/** Another address for the same flow: the code or link that was sent before stops working. */
export function changeView(props: AskProps): PageView {
  const { shown, by, fault } = props;
  const { words, look, byPhone } = shown;
  const sendsLink = look.flow.proof === "link";
  return {
    title: words.say(`change.${by}.title`),
    fault: atField(by, fault),
    self: pageOf(shown, CHANGE_PAGE, by === "phone" ? "&by=phone" : ""),
    body: (
      <>
        <p>{words.say(sendsLink ? "change.email.text_link" : "change.email.text_code")}</p>
        <Form shown={shown} hidden={{ by, from: "change" }}>
          <AddressField {...props} />
          <button type="submit">{words.say(sendsLink ? "change.email.send_link" : "change.email.send_code")}</button>
        </Form>
        <TextLink href={pageOf(shown)}>{words.say("change.keep")}</TextLink>
        {byPhone && (
          <TextLink href={pageOf(shown, CHANGE_PAGE, by === "email" ? "&by=phone" : "")}>
            {words.say(by === "email" ? "ask.phone.instead" : "ask.email.instead")}
          </TextLink>
        )}
      </>
    ),
  };
}

/** An address whose domain is nearly a common one: both ways on, and nothing to type again. */
export function typoView({
  shown,
  typed,
  meant,
  from,
}: {
  shown: Shown;
  typed: string;
  meant: string;
  from?: string | undefined;
}): PageView {
  const { words } = shown;
  const use = (address: string, quiet: boolean) => (
    <button type="submit" form={FORM} name="email" value={address} class={quiet ? "quiet" : undefined}>
      {words.say("typo.use", { address })}
    </button>
  );
  const mark = (address: string) => (
    <bdi class="address" dir="ltr">
      {address}
    </bdi>
  );
  return {
    status: 422,
    title: words.say("typo.title"),
    self: pageOf(shown),
    body: (
      <>
        <p role="alert">{words.pieces("typo.question", { typed: mark(typed), meant: mark(meant) })}</p>
        <Form shown={shown} hidden={{ by: "email", sure: "1", from }} />
        <p>
          {use(meant, false)}
          {use(typed, true)}
        </p>
      </>
    ),
  };
}
