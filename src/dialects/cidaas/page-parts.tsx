import type { Translator } from "../../copy/translator.ts";
import type { AddressKind, Flow } from "../../core/flow.ts";
import { kindOf } from "../../core/initiations.ts";
import { withParameters } from "../../http/with-parameter.ts";
import { Address, ButtonLink, TextLink } from "../../pages/components.tsx";
import { NotGotIt, otherWay, SendAgain, SendBy, type Sent } from "../../pages/sending.tsx";
import { channelOf, givenFor, type Medium, mediumKindOf, mediumOf, readContext } from "./context.ts";
import { mask } from "./mask.ts";
import { CHANGE_PAGE, CONTINUE, INIT_PAGE, RESEND_PAGE } from "./paths.ts";

/** Which login a page belongs to, as its address tells. */
export type Login = { readonly requestId: string | undefined; readonly trackId: string | undefined };

/** Where the answers to the forms of pages may lead, besides to our own pages. */
export type Targets = {
  /** Of those that send or check something: pages of the app's own. */
  readonly pages: readonly string[];
  /** Of the one that lets a login go on, wherever that was interrupted. */
  readonly goOn: readonly string[];
};

/** What pages know besides the flow or the track. */
export type Facts = {
  readonly words: Translator;
  readonly appName: string;
  readonly codeDigits: number;
  readonly codeLifetimeMs: number;
  /** Whether phones can be called, and texted. */
  readonly calls: boolean;
  readonly texts: boolean;
  /** Countries that texts and calls go to. */
  readonly countries: readonly string[] | "*";
  readonly login: Login;
  readonly targets: Targets;
  readonly now: number;
};

/** The id of a page's one form: its other buttons send the same fields elsewhere. */
export const FORM = "verify";

const BULLETS = "•••";

/** An address as its page shows it to whoever did not type it there. */
export const hidden = (kind: AddressKind, value: string): string => mask(kind, value).replace(/\*+/g, BULLETS);

type SentToProps = { readonly words: Translator; readonly flow: Flow; readonly whole?: boolean | undefined };

/** Where a flow's message went: as its caller typed it in the browser that did (`whole`), else hidden. */
export function SentTo({ words, flow, whole = false }: SentToProps) {
  if (!flow.address) return null;
  const given = whole ? givenFor(flow) : undefined;
  const value = given?.typed ?? hidden(kindOf(flow.address.channel), flow.address.value);
  return <Address words={words} value={value} />;
}

export const mediumOfFlow = (flow: Flow): Medium => mediumOf(flow.address?.channel ?? "email");

const Hidden = ({ name, value }: { readonly name: string; readonly value: string | undefined }) =>
  value ? <input type="hidden" name={name} value={value} /> : null;

/** What the forms of a login's pages send along: what is sent is in the language of the page that it was asked for on. */
export const LoginFields = ({ facts: { login, words } }: { readonly facts: Facts }) => (
  <>
    <Hidden name="requestId" value={login.requestId} />
    <Hidden name="trackId" value={login.trackId} />
    <input type="hidden" name="lang" value={words.lang} />
  </>
);

/**
 * What a flow's form sends along. Whoever waits for a link is told no id of its flow. `sendAgainAt` (epoch
 * milliseconds) is for the page that answers it, which does not ask the store twice.
 */
export function FlowFields({ flow, facts, sendAgainAt }: FlowFieldsProps) {
  const { processingType } = readContext(flow);
  return (
    <>
      <LoginFields facts={facts} />
      <Hidden name="accvid" value={processingType === "LINK" ? undefined : flow.id} />
      <Hidden name="processingType" value={processingType} />
      <Hidden name="type" value={mediumOfFlow(flow)} />
      <Hidden name="again_at" value={sendAgainAt ? String(sendAgainAt) : undefined} />
    </>
  );
}

type FlowFieldsProps = { readonly flow: Flow; readonly facts: Facts; readonly sendAgainAt?: number | null };

/** Lets the login go on. */
export const GoOn = ({ trackId, facts: { words, appName } }: { readonly trackId: string; readonly facts: Facts }) => (
  <form method="post" action={`${CONTINUE}/${encodeURIComponent(trackId)}`} novalidate>
    <input type="hidden" name="track_id" value={trackId} />
    <button type="submit">{words.say("page.continue_to", { app: appName })}</button>
  </form>
);

type AskProps = { readonly facts: Facts; readonly medium: Medium; readonly quiet?: boolean };

/** Has a code sent to an address of whoever's login waits. */
export const AskForCode = ({ facts, medium, quiet = false }: AskProps) => (
  <form method="post" action={INIT_PAGE} novalidate>
    <LoginFields facts={facts} />
    <input type="hidden" name="verificationMedium" value={medium} />
    <button type="submit" class={quiet ? "quiet" : undefined}>
      {facts.words.say(`way.${channelOf[medium]}`)}
    </button>
  </form>
);

export const sentOf = (flow: Flow): Sent => ({
  proof: readContext(flow).processingType === "LINK" ? "link" : "code",
  channel: channelOf[mediumOfFlow(flow)],
});

type WaysProps = { readonly flow: Flow; readonly facts: Facts };

/** The button for a new code or link, which counts down for `waitSeconds`; `main`: it is what the page is for. */
export const Again = ({
  flow,
  facts: { words },
  ...rest
}: WaysProps & { readonly waitSeconds: number; readonly main?: boolean }) => (
  <SendAgain words={words} sent={sentOf(flow)} form={FORM} action={RESEND_PAGE} {...rest} />
);

/** The ways on besides: a number can be called instead of texted, and a mistyped address be put right. */
export function OtherWays({ flow, facts: { words, login, calls, texts } }: WaysProps) {
  const medium = mediumOfFlow(flow);
  const other = otherWay(sentOf(flow), { texts, calls });
  const kind = medium === "email" ? "email" : "phone";
  return (
    <>
      {other !== undefined && (
        <SendBy
          words={words}
          way={other}
          form={FORM}
          formaction={RESEND_PAGE}
          name="verificationMedium"
          value={mediumOf(other)}
        />
      )}
      {login.trackId && (
        <TextLink
          href={withParameters(CHANGE_PAGE, {
            track_id: login.trackId,
            requestId: login.requestId,
            medium: mediumKindOf(kind),
          })}
        >
          {words.say(`change.${kind}.title`)}
        </TextLink>
      )}
    </>
  );
}

/** What to do when nothing arrives. */
export const NotGot = ({ flow, facts, waitSeconds }: WaysProps & { readonly waitSeconds: number }) => (
  <>
    <NotGotIt words={facts.words} sent={sentOf(flow)} other={false} />
    <Again flow={flow} facts={facts} waitSeconds={waitSeconds} />
    <OtherWays flow={flow} facts={facts} />
  </>
);

/** Where a login's person can begin again. */
export const StartAgain = ({ words, login }: Pick<Facts, "words" | "login">) =>
  login.requestId || login.trackId ? (
    <ButtonLink href={withParameters(INIT_PAGE, { track_id: login.trackId, requestId: login.requestId })}>
      {words.say("page.start_again")}
    </ButtonLink>
  ) : (
    <p>{words.say("back.text")}</p>
  );
