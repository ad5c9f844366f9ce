import type { Flow } from "../../core/flow.ts";
import { ButtonLink } from "../../pages/components.tsx";
import type { PageView } from "../../pages/pages.tsx";
import { type Facts, GoOn, StartAgain } from "./page-parts.tsx";
import { kindOfFlow } from "./waiting-views.tsx";

/**
 * The login goes on only where the page's own address names it: whoever has read the message need not be whose login
 * waits. `goOnAt`: where one that no track waits for goes on, if that is known.
 */
export function verified(flow: Flow, facts: Facts, goOnAt: string | null): PageView {
  const { words, appName, login, targets } = facts;
  const { trackId } = login;
  return {
    title: words.say(`done.${kindOfFlow(flow)}.title`),
    formTarget: trackId ? targets.goOn : [],
    body: (
      <>
        <p>{words.say(trackId || goOnAt ? "done.text" : "done.other_device")}</p>
        {trackId ? <GoOn trackId={trackId} facts={facts} /> : null}
        {!trackId && goOnAt && <ButtonLink href={goOnAt}>{words.say("page.continue_to", { app: appName })}</ButtonLink>}
      </>
    ),
  };
}

/** `denied`: whoever got the message said that they did not ask for it; `cancelled`: something newer is in its place. */
export type Ended = "locked" | "denied" | "cancelled" | "expired";

const titles = {
  locked: "code.locked.title",
  denied: "ended.replaced.title",
  cancelled: "ended.replaced.title",
  expired: "ended.old.title",
} as const;

const texts = {
  locked: "ended.locked.text",
  denied: "ended.denied.text",
  cancelled: "ended.replaced.text",
  expired: "ended.old.text",
} as const;

/** The flow is over, and nothing came of it. */
export const over = (why: Ended, { words, login }: Facts): PageView => ({
  status: 410,
  title: words.say(titles[why]),
  body: (
    <>
      <p>{words.say(texts[why])}</p>
      <StartAgain words={words} login={login} />
    </>
  ),
});
