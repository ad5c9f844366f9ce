import type { Flow } from "../../core/flow.ts";
import { withParameters } from "../../http/with-parameter.ts";
import { ButtonLink } from "../../pages/components.tsx";
import type { PageView } from "../../pages/pages.tsx";
import { type Facts, FlowFields, FORM, SentTo } from "./page-parts.tsx";
import { CHANGE_PAGE, RESEND_PAGE } from "./paths.ts";

/** The mail came back: the address is to be put right, where the track lets it be. `here`: the page, by GET. */
export function unreached(
  flow: Flow,
  facts: Facts,
  { mayCorrect, here, whole }: { readonly mayCorrect: boolean; readonly here: string; readonly whole: boolean },
): PageView {
  const { words, login, targets } = facts;
  const change = withParameters(CHANGE_PAGE, { track_id: login.trackId, requestId: login.requestId, medium: "email" });
  return {
    title: words.say("bounced.title"),
    self: here,
    formTarget: targets.pages,
    body: (
      <>
        <p>{words.say("bounced.text")}</p>
        <p>
          <SentTo words={words} flow={flow} whole={whole} />
        </p>
        {mayCorrect && <ButtonLink href={change}>{words.say("change.email.title")}</ButtonLink>}
        <form id={FORM} method="post" action={RESEND_PAGE} novalidate>
          <FlowFields flow={flow} facts={facts} />
          <button type="submit" class={mayCorrect ? "quiet" : undefined}>
            {words.say("page.try_again")}
          </button>
        </form>
      </>
    ),
  };
}
