import type { AddressKind, Flow } from "../../core/flow.ts";
import { kindOf } from "../../core/initiations.ts";
import { type Fault, Lifetime, Live, Status, TextLink } from "../../pages/components.tsx";
import { CodeField } from "../../pages/fields.tsx";
import type { PageView } from "../../pages/pages.tsx";
import { Poll } from "../../pages/sending.tsx";
import { LONGEST_WAIT_MS } from "../../pages/waiting.ts";
import { channelOf } from "./context.ts";
import { Again, type Facts, FlowFields, FORM, mediumOfFlow, NotGot, OtherWays, SentTo, sentOf } from "./page-parts.tsx";
import { COMPLETE_PAGE, RESEND_PAGE } from "./paths.ts";

/** How a page that waits for something is shown: what happened before, where it is, and how it finds out. */
export type Waiting = {
  readonly fault?: Fault | undefined;
  readonly typed?: string | undefined;
  readonly again?: boolean;
  /** Until when the code works (epoch milliseconds), where that is known. */
  readonly until?: number | null;
  /** When there may be one more (epoch milliseconds), if that is not now. */
  readonly sendAgainAt?: number | null;
  /** Whether the browser may be told the whole address. */
  readonly whole?: boolean;
  /** Where the page is to be had by GET. */
  readonly here: string;
  readonly statusUrl: string;
};

export const kindOfFlow = (flow: Flow): AddressKind => kindOf(flow.address?.channel ?? "email");

/** For how long its button counts down; longer than anybody waits it does not, and says so when it is pressed. */
function waitSecondsOf({ sendAgainAt }: Waiting, { now }: Facts): number {
  const waitMs = (sendAgainAt ?? now) - now;
  return waitMs <= 0 || waitMs > LONGEST_WAIT_MS ? 0 : Math.ceil(waitMs / 1_000);
}

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
  const { words, codeDigits: digits, appName, targets } = facts;
  const channel = channelOf[mediumOfFlow(flow)];
  const { fault, typed, again = false, here, until = null, whole, sendAgainAt = null } = wait;
  const address = <SentTo words={words} flow={flow} whole={whole} />;
  return {
    title: words.say(`code.title.${channel}`),
    fault,
    news: again ? words.say("code.resent_news") : undefined,
    self: here,
    formTarget: targets.pages,
    body: (
      <>
        {again && <Status>{words.pieces("code.resent", { address })}</Status>}
        <p>
          {words.pieces(`code.sent.${channel}`, { digits, address })}{" "}
          {channel === "voice" ? words.say("code.press_key") : words.say("code.from", { app: appName })}{" "}
          {until !== null && <Lifetime words={words} from={until - facts.codeLifetimeMs} until={until} />}
        </p>
        <form id={FORM} method="post" action={COMPLETE_PAGE} novalidate data-otp={channel === "sms" ? "" : undefined}>
          <FlowFields flow={flow} facts={facts} sendAgainAt={sendAgainAt} />
          <CodeField
            words={words}
            digits={digits}
            error={fault?.field === "code" ? fault.text : undefined}
            value={typed}
          />
          <button type="submit">{words.say(`code.confirm.${kindOfFlow(flow)}`)}</button>
        </form>
        <NotGot flow={flow} facts={facts} waitSeconds={waitSecondsOf(wait, facts)} />
        <Watch flow={flow} facts={facts} wait={wait} />
      </>
    ),
  };
}

/** What was sent is worn out or too old: whatever is typed or opened now makes no difference. A new one is one press away. */
export function spent(
  flow: Flow,
  facts: Facts,
  { standing, ...wait }: Waiting & { standing: "locked" | "old" },
): PageView {
  const { words, targets } = facts;
  const { proof, channel } = sentOf(flow);
  const isLocked = standing === "locked";
  const title = isLocked
    ? "code.locked.title"
    : proof === "link"
      ? "link.old.title"
      : (`code.title.${channel}` as const);
  const text = isLocked ? "code.locked.text" : proof === "link" ? "link.old.text" : "code.expired.text";
  const why = { text: words.say(isLocked ? "code.error.locked" : "code.error.expired"), field: "again" };
  return {
    title: words.say(title),
    fault: wait.fault ?? (proof === "link" ? undefined : why),
    self: wait.here,
    formTarget: targets.pages,
    body: (
      <>
        <p>{words.say(text)}</p>
        <form id={FORM} method="post" action={RESEND_PAGE} novalidate>
          <FlowFields flow={flow} facts={facts} />
        </form>
        <Again flow={flow} facts={facts} waitSeconds={waitSecondsOf(wait, facts)} main />
        <OtherWays flow={flow} facts={facts} />
        <Live />
      </>
    ),
  };
}

export function openLink(flow: Flow | null, facts: Facts, wait: Waiting): PageView {
  const { words, targets } = facts;
  const { fault, again = false, here, whole } = wait;
  const byText = flow?.address?.channel === "sms";
  const address = flow && <SentTo words={words} flow={flow} whole={whole} />;
  return {
    title: words.say(byText ? "sent.title_sms" : "sent.title"),
    fault,
    news: again ? words.say("sent.again_news") : undefined,
    self: here,
    formTarget: targets.pages,
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
              <FlowFields flow={flow} facts={facts} />
            </form>
            <NotGot flow={flow} facts={facts} waitSeconds={waitSecondsOf(wait, facts)} />
            <Watch flow={flow} facts={facts} wait={wait} />
          </>
        )}
      </>
    ),
  };
}
