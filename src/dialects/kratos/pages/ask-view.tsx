import { AddressField, atField } from "../../../pages/address-field.tsx";
import { TextLink } from "../../../pages/components.tsx";
import type { PageView } from "../../../pages/pages.tsx";
import { typoPage } from "../../../pages/typo.tsx";
import type { FlowFault } from "./faults.ts";
import { FORM, Form } from "./form.tsx";
import { type By, CHANGE_PAGE, pageOf, type Shown, type Typed } from "./shown.ts";

export type AskProps = {
  readonly shown: Shown;
  readonly by: By;
  readonly fault?: FlowFault | undefined;
  readonly typed?: Typed | undefined;
};

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
          <AddressField words={words} by={by} countries={shown.countries} fault={fault} typed={props.typed} />
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
          <AddressField words={words} by={by} countries={shown.countries} fault={fault} typed={props.typed} />
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

/** An address whose domain is nearly a common one. */
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
  const children = <Form shown={shown} hidden={{ by: "email", sure: "1", from }} />;
  return { ...typoPage({ words: shown.words, typed, meant, form: FORM, children }), self: pageOf(shown) };
}
