import type { AddressKind } from "../../core/flow.ts";
import { addressOf, missingOf, type Track } from "../../core/track.ts";
import { withParameters } from "../../http/with-parameter.ts";
import { Address, ButtonLink, type Fault, TextLink } from "../../pages/components.tsx";
import { EmailField } from "../../pages/fields.tsx";
import type { PageView } from "../../pages/pages.tsx";
import { typoPage } from "../../pages/typo.tsx";
import { mediumKindOf } from "./context.ts";
import { AskForCode, type Facts, FORM, GoOn, hidden, type Login, LoginFields } from "./page-parts.tsx";
import { CHANGE_PAGE, INIT_PAGE } from "./paths.ts";

/** Where somebody's login begins, by GET. */
export const beginningOf = ({ requestId, trackId }: Login): string =>
  withParameters(INIT_PAGE, { track_id: trackId, requestId });

function Missing({ track, kind, facts }: { readonly track: Track; readonly kind: AddressKind; readonly facts: Facts }) {
  const { words, calls, texts } = facts;
  const address = addressOf(track, kind);
  const change = withParameters(CHANGE_PAGE, {
    track_id: track.id,
    requestId: track.requestId,
    medium: mediumKindOf(kind),
  });
  return (
    <>
      <h2>{words.say(`login.${kind}`)}</h2>
      {address ? (
        <>
          <p>
            {words.pieces("login.will_send", {
              address: <Address words={words} value={hidden(kind, address.value)} />,
            })}
          </p>
          {kind === "email" && <AskForCode facts={facts} medium="email" />}
          {kind === "phone" && texts && <AskForCode facts={facts} medium="sms" />}
          {kind === "phone" && calls && <AskForCode facts={facts} medium="ivr" quiet={texts} />}
          <TextLink href={change}>{words.say(`change.${kind}.title`)}</TextLink>
        </>
      ) : (
        <ButtonLink href={change}>{words.say(`login.add_${kind}`)}</ButtonLink>
      )}
    </>
  );
}

/** Where the person of a waiting login begins; `fault`: why nothing was sent. */
export function begin(track: Track, facts: Facts, fault?: Fault): PageView {
  const { words, appName, targets } = facts;
  const missing = missingOf(track);
  const isDone = missing.length === 0;
  return {
    title: words.say(isDone ? "login.done" : "login.title"),
    fault,
    self: beginningOf({ requestId: track.requestId, trackId: track.id }),
    formTarget: isDone ? targets.goOn : targets.pages,
    body: (
      <>
        {isDone ? <GoOn trackId={track.id} facts={facts} /> : <p>{words.say("login.why", { app: appName })}</p>}
        {missing.map((kind) => (
          <Missing track={track} kind={kind} facts={facts} />
        ))}
      </>
    ),
  };
}

/** Where somebody begins whom no track tells of. */
export function askEmail(facts: Facts, wrong?: { readonly fault: Fault; readonly typed: string }): PageView {
  const { words, login, targets } = facts;
  return {
    title: words.say("ask.email.title"),
    fault: wrong?.fault,
    self: beginningOf(login),
    formTarget: targets.pages,
    body: (
      <>
        <p>{words.say("ask.email.code")}</p>
        <form method="post" action={INIT_PAGE} novalidate>
          <LoginFields facts={facts} />
          <EmailField words={words} error={wrong?.fault.text} value={wrong?.typed} />
          <button type="submit">{words.say("page.continue")}</button>
        </form>
      </>
    ),
  };
}

/** What a page that asks for an e-mail address puts to whoever typed one that is nearly a common one. */
export type Slip = { readonly typed: string; readonly meant: string };

/** Asks back; both answers go to `action`, and the page itself is to be had at `self`. */
export const typo = (
  { typed, meant }: Slip,
  facts: Facts,
  { action, self }: { action: string; self: string },
): PageView => ({
  ...typoPage({
    words: facts.words,
    typed,
    meant,
    form: FORM,
    children: (
      <form id={FORM} method="post" action={action} novalidate>
        <LoginFields facts={facts} />
        <input type="hidden" name="sure" value="1" />
      </form>
    ),
  }),
  self,
  formTarget: facts.targets.pages,
});
