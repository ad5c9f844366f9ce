import { ButtonLink, TextLink } from "../../../pages/components.tsx";
import type { PageView } from "../../../pages/pages.tsx";
import { SendAgain } from "../../../pages/sending.tsx";
import { OtherWays } from "./code-view.tsx";
import { FORM, Form } from "./form.tsx";
import { pageOf, type Shown } from "./shown.ts";

/** A link that does nothing any more, in the browser that asked for it or that had it while it worked. */
export function staleLinkView(
  shown: Shown,
  why: "link_used" | "link_old" | "link_replaced",
  address: string | null,
): PageView {
  const { words, look, continueUrl, appName } = shown;
  if (why === "link_used") {
    return {
      title: words.say("link.used.title"),
      self: pageOf(shown),
      body: (
        <>
          <p>{words.say("link.used.text")}</p>
          <ButtonLink id="continue" href={continueUrl}>
            {words.say("page.continue_to", { app: appName })}
          </ButtonLink>
        </>
      ),
    };
  }
  const key = why === "link_old" ? "link.old" : "link.replaced";
  return {
    status: 410,
    title: words.say(`${key}.title`),
    self: pageOf(shown),
    body: (
      <>
        <p>{words.say(`${key}.text`)}</p>
        {address !== null && (
          <>
            <Form shown={shown} hidden={{ to: address }} />
            <SendAgain words={words} sent={{ proof: "link", channel: "email" }} form={FORM} main />
          </>
        )}
        {look.flow.state === "open" ? (
          <TextLink href={pageOf(shown, undefined, "&by=email")}>{words.say("change.email.title")}</TextLink>
        ) : (
          <OtherWays shown={shown} />
        )}
      </>
    ),
  };
}
