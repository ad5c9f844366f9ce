import type { AddressKind, Flow } from "../../core/flow.ts";
import { kindOf } from "../../core/initiations.ts";
import { addressOf, missingOf, type Track } from "../../core/track.ts";
import { withParameters } from "../../http/with-parameter.ts";
import { Address, ButtonLink, type Fault, Lifetime, Status, TextLink } from "../../pages/components.tsx";
import { CodeField, EmailField, PhoneField } from "../../pages/fields.tsx";
import type { PageView } from "../../pages/pages.tsx";
import { Poll } from "../../pages/sending.tsx";
import { channelOf, type MediumKind, mediumKindOf } from "./context.ts";
import {
  AskForCode,
  type Facts,
  FlowFields,
  FORM,
  GoOn,
  hidden,
  LoginFields,
  mediumOfFlow,
  NotGot,
  SentTo,
  StartAgain,
} from "./page-parts.tsx";
import { CHANGE_PAGE, COMPLETE_PAGE, INIT_PAGE, INITIATION, RESEND_PAGE } from "./paths.ts";

/** How a page that waits for something is shown: what happened before, where it is, and how it finds out. */
export type Waiting = {
  readonly fault?: Fault | undefined;
  readonly typed?: string | undefined;
  readonly again?: boolean;
  /** Until when the code works (epoch milliseconds), where that is known. */
  readonly until?: number | null;
  /** Where the page is to be had by GET. */
  readonly here: string;
  readonly statusUrl: string;
};

const kindOfFlow = (flow: Flow): AddressKind => kindOf(flow.address?.channel ?? "email");

const Watch = ({
  flow,
  facts: { words, now },
  wait,
}: {
  readonly flow: Flow;
  readonly facts: Facts;
  wait: Waiting;
}) => (
  <Poll
    words={words}
    statusUrl={wait.statusUrl}
    state="verified"
    secondsLeft={Math.max(0, Math.ceil((flow.expiresAt - now) / 1_000))}
    next={wait.here}
  />
);

export function enterCode(flow: Flow, facts: Facts, wait: Waiting): PageView {
  const { words, codeDigits: digits, login, appName } = facts;
  const channel = channelOf[mediumOfFlow(flow)];
  const { fault, typed, again = false, here, until = null } = wait;
  const address = <SentTo words={words} flow={flow} />;
  return {
    title: words.say(`code.title.${channel}`),
    fault,
    news: again ? words.say("code.resent_news") : undefined,
    self: here,
    body: (
      <>
        {again && <Status>{words.pieces("code.resent", { address })}</Status>}
        <p>
          {words.pieces(`code.sent.${channel}`, { digits, address })}{" "}
          {channel === "voice" ? words.say("code.press_key") : words.say("code.from", { app: appName })}{" "}
          {until !== null && <Lifetime words={words} from={until - facts.codeLifetimeMs} until={until} />}
        </p>
        <form id={FORM} method="post" action={COMPLETE_PAGE} novalidate data-otp={channel === "sms" ? "" : undefined}>
          <FlowFields flow={flow} login={login} />
          <CodeField
            words={words}
            digits={digits}
            error={fault?.field === "code" ? fault.text : undefined}
            value={typed}
          />
          <button type="submit">{words.say(`code.confirm.${kindOfFlow(flow)}`)}</button>
        </form>
        <NotGot flow={flow} facts={facts} />
        <Watch flow={flow} facts={facts} wait={wait} />
      </>
    ),
  };
}

export function openLink(flow: Flow | null, facts: Facts, wait: Waiting): PageView {
  const { words, login } = facts;
  const { fault, again = false, here } = wait;
  const byText = flow?.address?.channel === "sms";
  const address = flow && <SentTo words={words} flow={flow} />;
  return {
    title: words.say(byText ? "sent.title_sms" : "sent.title"),
    fault,
    news: again ? words.say("sent.again_news") : undefined,
    self: here,
    body: (
      <>
        {address === null ? (
          <p>{words.say("sent.somewhere")}</p>
        ) : again ? (
          <Status>{words.pieces("sent.again", { address })}</Status>
        ) : (
          <p>{words.pieces("sent.text", { address })}</p>
        )}
        <TextLink href={here}>{words.say("sent.opened")}</TextLink>
        {flow && (
          <>
            <form id={FORM} method="post" action={RESEND_PAGE} novalidate>
              <FlowFields flow={flow} login={login} />
            </form>
            <NotGot flow={flow} facts={facts} />
            <Watch flow={flow} facts={facts} wait={wait} />
          </>
        )}
      </>
    ),
  };
}

/**
 * The login goes on only where the page's own address names it: whoever has read the message need not be whose login
 * waits. `goOnAt`: where one that no track waits for goes on, if that is known.
 */
export function verified(flow: Flow, facts: Facts, goOnAt: string | null): PageView {
  const { words, appName, login } = facts;
  const { trackId } = login;
  return {
    title: words.say(`done.${kindOfFlow(flow)}.title`),
    body: (
      <>
        <p>{words.say(trackId || goOnAt ? "done.text" : "done.other_device")}</p>
        {trackId ? <GoOn trackId={trackId} facts={facts} /> : null}
        {!trackId && goOnAt && <ButtonLink href={goOnAt}>{words.say("page.continue_to", { app: appName })}</ButtonLink>}
      </>
    ),
  };
}

export type Ended = "locked" | "cancelled" | "expired";

/** The flow is over, and nothing came of it. */
export function over(why: Ended, { words, login }: Facts): PageView {
  const titles = {
    locked: "code.locked.title",
    cancelled: "ended.replaced.title",
    expired: "ended.old.title",
  } as const;
  const texts = { locked: "ended.locked.text", cancelled: "ended.replaced.text", expired: "ended.old.text" } as const;
  return {
    status: 410,
    title: words.say(titles[why]),
    body: (
      <>
        <p>{words.say(texts[why])}</p>
        <StartAgain words={words} login={login} />
      </>
    ),
  };
}

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

/** Where the person of a waiting login begins. */
export function begin(track: Track, facts: Facts): PageView {
  const { words, appName } = facts;
  const missing = missingOf(track);
  const isDone = missing.length === 0;
  return {
    title: words.say(isDone ? "login.done" : "login.title"),
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
export const askEmail = ({ words, login }: Facts): PageView => ({
  title: words.say("ask.email.title"),
  body: (
    <>
      <p>{words.say("ask.email.code")}</p>
      <form method="post" action={INITIATION} novalidate>
        <LoginFields login={login} />
        <input type="hidden" name="processingType" value="CODE" />
        <EmailField words={words} />
        <button type="submit">{words.say("page.continue")}</button>
      </form>
    </>
  ),
});

/** Where a mistyped address is put right. */
export function change(
  kind: MediumKind,
  facts: Facts,
  wrong?: { readonly fault: Fault; readonly typed: string },
): PageView {
  const { words, login } = facts;
  const back = { track_id: login.trackId, requestId: login.requestId };
  const field = { words, error: wrong?.fault.field ? wrong.fault.text : undefined, value: wrong?.typed };
  return {
    title: words.say(kind === "email" ? "change.email.title" : "change.phone.title"),
    fault: wrong?.fault,
    self: withParameters(CHANGE_PAGE, { ...back, medium: kind }),
    body: (
      <>
        <p>{words.say("change.email.text_code")}</p>
        <form method="post" action={CHANGE_PAGE} novalidate>
          <LoginFields login={login} />
          <input type="hidden" name="medium" value={kind} />
          {kind === "email" ? <EmailField {...field} /> : <PhoneField {...field} />}
          <button type="submit">{words.say("change.email.send_code")}</button>
        </form>
        <TextLink href={withParameters(INIT_PAGE, back)}>{words.say("change.keep")}</TextLink>
      </>
    ),
  };
}
