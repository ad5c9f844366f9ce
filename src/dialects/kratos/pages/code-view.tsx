import type { Channel } from "../../../core/flow.ts";
import { wholeSeconds } from "../../../core/seconds.ts";
import { Address, Lifetime, Live, Status, TextLink } from "../../../pages/components.tsx";
import { CodeField } from "../../../pages/fields.tsx";
import type { PageView } from "../../../pages/pages.tsx";
import { NotGotIt, otherWay, SendAgain, SendBy, type Sent } from "../../../pages/sending.tsx";
import { waitNews } from "../../../pages/waiting.ts";
import type { FlowFault } from "./faults.ts";
import { FORM, Form } from "./form.tsx";
import { addressFor, CHANGE_PAGE, channelOf, maySend, pageOf, type Shown, startAgainUrl } from "./shown.ts";
import { Watch } from "./watch.tsx";

export const kindOf = (channel: Channel): "email" | "phone" => (channel === "email" ? "email" : "phone");

const waitSecondsOf = ({ look, now }: Shown): number =>
  look.sendAgainAt === null ? 0 : Math.max(0, Math.ceil((look.sendAgainAt - now) / 1_000));

/** The button that has a number called instead of texted, or texted instead; none where there is no such way. */
export function OtherWay({ shown, than }: { readonly shown: Shown; readonly than: Sent }) {
  const way = otherWay(than, shown.phoneWays);
  if (way === undefined || !maySend(shown)) return null;
  return <SendBy words={shown.words} way={way} form={FORM} name="again" value={way} />;
}

/** The ways on besides the page's own form: other addresses, other channels. */
export function OtherWays({ shown }: { readonly shown: Shown }) {
  const { words, byPhone, context } = shown;
  const kind = kindOf(channelOf(shown));
  if (!maySend(shown)) {
    const elsewhere = startAgainUrl(context);
    return (
      <>
        <p>{words.say("help.elsewhere")}</p>
        {elsewhere !== undefined && <TextLink href={elsewhere}>{words.say("page.start_again")}</TextLink>}
      </>
    );
  }
  const sameKind = kind === "phone" ? "&by=phone" : "";
  const otherKind = kind === "phone" ? "" : "&by=phone";
  return (
    <>
      <TextLink href={pageOf(shown, CHANGE_PAGE, sameKind)}>{words.say(`change.${kind}.title`)}</TextLink>
      {byPhone && (
        <TextLink href={pageOf(shown, CHANGE_PAGE, otherKind)}>
          {words.say(kind === "email" ? "ask.phone.instead" : "ask.email.instead")}
        </TextLink>
      )}
    </>
  );
}

function WhereTo({ shown }: { readonly shown: Shown }) {
  const { words, digits } = shown;
  const channel = channelOf(shown);
  const value = addressFor(shown);
  if (value === undefined) return <>{words.say(`code.sent_somewhere.${channel}`, { digits })}</>;
  const address = <Address words={words} value={value} />;
  return <>{words.pieces(`code.sent.${channel}`, { digits, address })}</>;
}

function Resent({ shown }: { readonly shown: Shown }) {
  const { words } = shown;
  const value = addressFor(shown);
  if (value === undefined) return <Status>{words.say("code.resent_somewhere")}</Status>;
  const address = <Address words={words} value={value} />;
  return <Status>{words.pieces("code.resent", { address })}</Status>;
}

/** The page for typing a code in. */
export function codeView(
  shown: Shown,
  { fault, typed }: { fault?: FlowFault | undefined; typed?: string | undefined },
): PageView {
  const { words, look, digits, appName, notice, whole } = shown;
  const channel = channelOf(shown);
  const sent: Sent = { proof: "code", channel };
  const resent = fault === undefined && notice?.page?.why === "again";
  const waiting = fault?.waitMs === undefined ? undefined : wholeSeconds(fault.waitMs);
  // Texts and calls have waits of their own.
  const forThis = (fault?.asked ?? channel) === channel ? waiting : undefined;
  const { issue, flow } = look;
  return {
    title: words.say(`code.title.${channel}`),
    news: waiting !== undefined ? waitNews(words, waiting) : resent ? words.say("code.resent_news") : undefined,
    fault,
    self: pageOf(shown),
    body: (
      <>
        {resent && <Resent shown={shown} />}
        <p>
          <WhereTo shown={shown} />{" "}
          {channel === "voice" ? words.say("code.press_key") : words.say("code.from", { app: appName })}{" "}
          {whole && issue && <Lifetime words={words} from={issue.createdAt} until={issue.expiresAt} />}
        </p>
        <Form shown={shown} otp={channel === "sms"} hidden={{ to: maySend(shown) ? flow.address?.value : undefined }}>
          <CodeField
            words={words}
            digits={digits}
            error={fault?.field === "code" ? fault.text : undefined}
            value={typed ?? (fault?.field === "code" ? undefined : shown.visitor.brought?.code)}
          />
          <button type="submit">{words.say(`code.confirm.${kindOf(channel)}`)}</button>
        </Form>
        <NotGotIt words={words} sent={sent} other={shown.byPhone && maySend(shown)} />
        {maySend(shown) && (
          <SendAgain words={words} sent={sent} form={FORM} waitSeconds={forThis ?? waitSecondsOf(shown)} />
        )}
        <OtherWay shown={shown} than={sent} />
        <OtherWays shown={shown} />
        <Watch shown={shown} />
      </>
    ),
  };
}

/** The code is worn out or too old: whatever is typed now makes no difference, so there is no field. */
export function spentView(shown: Shown, standing: "locked" | "old"): PageView {
  const { words, look } = shown;
  const sent: Sent = { proof: "code", channel: channelOf(shown) };
  const locked = standing === "locked";
  return {
    title: words.say(locked ? "code.locked.title" : `code.title.${sent.channel}`),
    fault: { text: words.say(locked ? "code.error.locked" : "code.error.expired"), field: "again" },
    self: pageOf(shown),
    body: (
      <>
        <p>{words.say(locked ? "code.locked.text" : "code.expired.text")}</p>
        <Form shown={shown} hidden={{ to: look.flow.address?.value }} />
        <SendAgain words={words} sent={sent} form={FORM} main waitSeconds={waitSecondsOf(shown)} />
        <OtherWay shown={shown} than={sent} />
        <OtherWays shown={shown} />
        <Live />
      </>
    ),
  };
}
