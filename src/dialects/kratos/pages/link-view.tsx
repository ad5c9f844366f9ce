import { maskAddress } from "../../../core/address.ts";
import { linkCodeOf } from "../../../core/link-code.ts";
import { wholeSeconds } from "../../../core/seconds.ts";
import { Address, isDayClear, Lifetime, Moment, Status, TextLink } from "../../../pages/components.tsx";
import { DenyForm } from "../../../pages/deny.tsx";
import { Asked, ConfirmForm } from "../../../pages/link-parts.tsx";
import type { PageView } from "../../../pages/pages.tsx";
import { NotGotIt, SendAgain, type Sent } from "../../../pages/sending.tsx";
import { waitNews } from "../../../pages/waiting.ts";
import { OtherWays } from "./code-view.tsx";
import type { FlowFault } from "./faults.ts";
import { FORM, Form } from "./form.tsx";
import { addressFor, maySend, pageOf, type Shown } from "./shown.ts";
import { Watch } from "./watch.tsx";

const sent: Sent = { proof: "link", channel: "email" };

/** The page to come back to while the link is on its way. */
export function linkSentView(shown: Shown, fault: FlowFault | undefined): PageView {
  const { words, look, whole, notice, now } = shown;
  const value = addressFor(shown);
  const resent = fault === undefined && notice?.page?.why === "again";
  const waiting = fault?.waitMs === undefined ? undefined : wholeSeconds(fault.waitMs);
  const { issue, flow, sendAgainAt } = look;
  const waitSeconds = waiting ?? (sendAgainAt === null ? 0 : Math.max(0, Math.ceil((sendAgainAt - now) / 1_000)));
  const address = value === undefined ? undefined : <Address words={words} value={value} />;
  return {
    title: words.say("sent.title"),
    news: waiting !== undefined ? waitNews(words, waiting) : resent ? words.say("sent.again_news") : undefined,
    fault,
    self: pageOf(shown),
    body: (
      <>
        {resent && address && <Status>{words.pieces("sent.again", { address })}</Status>}
        {!resent && <p>{address ? words.pieces("sent.text", { address }) : words.say("sent.somewhere")}</p>}
        {whole && issue?.standing === "good" && (
          <p>
            <Lifetime words={words} from={issue.createdAt} until={issue.expiresAt} of="link" />
          </p>
        )}
        <p>{words.say("sent.go_on")}</p>
        <TextLink href={pageOf(shown)}>{words.say("sent.opened")}</TextLink>
        <NotGotIt words={words} sent={sent} other={false} />
        {maySend(shown) && (
          <>
            <Form shown={shown} hidden={{ to: flow.address?.value }} />
            <SendAgain words={words} sent={sent} form={FORM} waitSeconds={waitSeconds} />
          </>
        )}
        <OtherWays shown={shown} />
        <Watch shown={shown} />
      </>
    ),
  };
}

/** The page of a link that was opened: only a press of its button confirms. */
export function linkAskView(shown: Shown, token: string): PageView {
  const { words, look, whole, appName, context, now } = shown;
  const { flow, issue } = look;
  const at = issue?.createdAt ?? flow.createdAt;
  const time = <Moment words={words} at={at} day={!isDayClear(at, now)} />;
  const address =
    whole && flow.address ? <Address words={words} value={maskAddress("email", flow.address.value)} /> : undefined;
  return {
    title: words.say("link.ask.title"),
    self: pageOf(shown),
    body: (
      <>
        <Asked words={words} app={appName} address={address} time={time} device={context.device} />
        <ConfirmForm
          words={words}
          action={pageOf(shown)}
          fields={{ token }}
          deny={<DenyForm words={words} code={linkCodeOf(shown.look.flow.id, token)} />}
        />
      </>
    ),
  };
}
