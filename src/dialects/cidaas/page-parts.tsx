import type { Translator } from "../../copy/translator.ts";
import type { AddressKind, Flow } from "../../core/flow.ts";
import { kindOf } from "../../core/initiations.ts";
import { withParameters } from "../../http/with-parameter.ts";
import { Address, ButtonLink, TextLink } from "../../pages/components.tsx";
import { NotGotIt, otherWay, SendAgain, SendBy } from "../../pages/sending.tsx";
import { channelOf, givenFor, type Medium, mediumKindOf, mediumOf, readContext } from "./context.ts";
import { mask } from "./mask.ts";
import { CHANGE_PAGE, CONTINUE, INIT_PAGE, INITIATION, RESEND_PAGE } from "./paths.ts";

/** Which login a page belongs to, as its address tells. */
export type Login = { readonly requestId: string | undefined; readonly trackId: string | undefined };

/** What pages know besides the flow or the track. */
export type Facts = {
  readonly words: Translator;
  readonly appName: string;
  readonly codeDigits: number;
  readonly codeLifetimeMs: number;
  /** Whether phones can be called, and texted. */
  readonly calls: boolean;
  readonly texts: boolean;
  readonly login: Login;
  readonly now: number;
};

/** The id of a page's one form: its other buttons send the same fields elsewhere. */
export const FORM = "verify";

const BULLETS = "•••";

/** An address as its page shows it to whoever did not type it there. */
export const hidden = (kind: AddressKind, value: string): string => mask(kind, value).replace(/\*+/g, BULLETS);

/** Where a flow's message went: as its caller typed it, or hidden. */
export function SentTo({ words, flow }: { readonly words: Translator; readonly flow: Flow }) {
  if (!flow.address) return null;
  const kind = kindOf(flow.address.channel);
  const value = givenFor(flow)?.typed ?? hidden(kind, flow.address.value);
  return <Address words={words} value={value} />;
}

export const mediumOfFlow = (flow: Flow): Medium => mediumOf(flow.address?.channel ?? "email");

const Hidden = ({ name, value }: { readonly name: string; readonly value: string | undefined }) =>
  value ? <input type="hidden" name={name} value={value} /> : null;

/** What the forms of a login's pages send along. */
export const LoginFields = ({ login }: { readonly login: Login }) => (
  <>
    <Hidden name="requestId" value={login.requestId} />
    <Hidden name="trackId" value={login.trackId} />
  </>
);

/** What a flow's form sends along. Whoever waits for a link is told no id of its flow. */
export function FlowFields({ flow, login }: { readonly flow: Flow; readonly login: Login }) {
  const { processingType } = readContext(flow);
  return (
    <>
      <LoginFields login={login} />
      <Hidden name="accvid" value={processingType === "LINK" ? undefined : flow.id} />
      <Hidden name="processingType" value={processingType} />
      <Hidden name="type" value={mediumOfFlow(flow)} />
    </>
  );
}

/** Lets the login go on. */
export const GoOn = ({ trackId, facts: { words, appName } }: { readonly trackId: string; readonly facts: Facts }) => (
  <form method="post" action={`${CONTINUE}/${encodeURIComponent(trackId)}`} novalidate>
    <input type="hidden" name="track_id" value={trackId} />
    <button type="submit">{words.say("page.continue_to", { app: appName })}</button>
  </form>
);

type AskProps = { readonly facts: Facts; readonly medium: Medium; readonly quiet?: boolean };

/** Has a code sent to an address of whoever's login waits. */
export const AskForCode = ({ facts: { words, login }, medium, quiet = false }: AskProps) => (
  <form method="post" action={INITIATION} novalidate>
    <LoginFields login={login} />
    <input type="hidden" name="processingType" value="CODE" />
    <input type="hidden" name="verificationMedium" value={medium} />
    <button type="submit" class={quiet ? "quiet" : undefined}>
      {words.say(`way.${channelOf[medium]}`)}
    </button>
  </form>
);

/** What to do when nothing arrives, and the ways on from there. A number can be called instead of texted. */
export function NotGot({ flow, facts }: { readonly flow: Flow; readonly facts: Facts }) {
  const { words, login, calls, texts } = facts;
  const medium = mediumOfFlow(flow);
  const proof = readContext(flow).processingType === "LINK" ? "link" : "code";
  const sent = { proof, channel: channelOf[medium] } as const;
  const other = otherWay(sent, { texts, calls });
  const kind = medium === "email" ? "email" : "phone";
  return (
    <>
      <NotGotIt words={words} sent={sent} other={false} />
      <SendAgain words={words} sent={sent} form={FORM} action={RESEND_PAGE} />
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

/** Where a login's person can begin again. */
export const StartAgain = ({ words, login }: Pick<Facts, "words" | "login">) =>
  login.requestId || login.trackId ? (
    <ButtonLink href={withParameters(INIT_PAGE, { track_id: login.trackId, requestId: login.requestId })}>
      {words.say("page.start_again")}
    </ButtonLink>
  ) : (
    <p>{words.say("back.text")}</p>
  );
