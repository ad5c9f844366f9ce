import { ButtonLink } from "../../../pages/components.tsx";
import type { PageView } from "../../../pages/pages.tsx";
import { LONGEST_WAIT_MS } from "../../../pages/waiting.ts";
import { askView } from "./ask-view.tsx";
import { codeView, spentView } from "./code-view.tsx";
import { type FlowFault, noticed } from "./faults.ts";
import { limitView } from "./limit-view.tsx";
import { linkAskView, linkSentView } from "./link-view.tsx";
import { type By, pageOf, type Shown } from "./shown.ts";
import { staleLinkView } from "./stale-link-view.tsx";

function doneView(shown: Shown): PageView {
  const { words, look, startedHere, continueUrl, appName } = shown;
  const kind = look.flow.address?.channel === "email" ? "email" : "phone";
  return {
    title: words.say(`done.${kind}.title`),
    self: pageOf(shown),
    body: (
      <>
        <p>{words.say(startedHere ? "done.text" : "done.other_device")}</p>
        <ButtonLink id="continue" href={continueUrl}>
          {words.say("page.continue_to", { app: appName })}
        </ButtonLink>
      </>
    ),
  };
}

/** A flow that something was sent for, to this browser or another one. */
export function sentView(
  shown: Shown,
  said: { fault?: FlowFault | undefined; typed?: string | undefined } = {},
): PageView {
  const { look, whole, visitor, now } = shown;
  const { fault } = said;
  if (fault?.waitMs !== undefined && fault.waitMs > LONGEST_WAIT_MS)
    return limitView(shown, now + fault.waitMs, fault.asked);
  if (look.flow.proof === "link") {
    const token = visitor.brought?.token;
    return token === undefined ? linkSentView(shown, fault) : linkAskView(shown, token);
  }
  const standing = look.issue?.standing ?? "good";
  return whole && standing !== "good" ? spentView(shown, standing) : codeView(shown, said);
}

/** The page of a flow as it stands. `undefined` for a link that does nothing, of which nothing is told. */
export function viewOf(shown: Shown, by: By | undefined): PageView | undefined {
  const { look, notice } = shown;
  const state = look.flow.state;
  if (state === "verified") return doneView(shown);
  if (state !== "open") return sentView(shown, { fault: noticed(shown) });
  const told = notice?.page;
  if (told?.why === "link_dead") return undefined;
  // Whoever wants another address has seen what became of the link.
  if (by === undefined && (told?.why === "link_used" || told?.why === "link_old" || told?.why === "link_replaced")) {
    return staleLinkView(shown, told.why, told.address);
  }
  const fault = noticed(shown);
  return askView({
    shown,
    by: by ?? "email",
    fault,
    typed: notice?.value === undefined ? undefined : { email: notice.value },
  });
}
