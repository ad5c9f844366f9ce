import type { Channel } from "../../../core/flow.ts";
import { wholeSeconds } from "../../../core/seconds.ts";
import { isDayClear, Moment, TextLink } from "../../../pages/components.tsx";
import type { PageView } from "../../../pages/pages.tsx";
import { otherWay, type Sent } from "../../../pages/sending.tsx";
import { kindOf, OtherWay, OtherWays } from "./code-view.tsx";
import { Form } from "./form.tsx";
import { channelOf, maySend, pageOf, type Shown } from "./shown.ts";

/** So many were sent to the address that it takes longer than anybody waits; `asked`: by what one more was to come. */
export function limitView(shown: Shown, retryAt: number, asked: Channel = channelOf(shown)): PageView {
  const { words, look, byPhone, phoneWays, now } = shown;
  const sent: Sent = { proof: look.flow.proof, channel: asked };
  const kind = kindOf(asked);
  const time = <Moment words={words} at={retryAt} day={!isDayClear(retryAt, now)} />;
  const text = kind === "phone" ? "limit.phone.or_email" : byPhone ? "limit.email.or_phone" : "limit.email.text";
  return {
    status: 429,
    title: words.say(`limit.${kind}.title`),
    headers: { "Retry-After": String(wholeSeconds(retryAt - now)) },
    self: pageOf(shown),
    body: (
      <>
        <p>{words.pieces(text, { time })}</p>
        {maySend(shown) && otherWay(sent, phoneWays) && (
          <>
            <Form shown={shown} hidden={{ to: look.flow.address?.value }} />
            <OtherWay shown={shown} than={sent} />
          </>
        )}
        <OtherWays shown={shown} />
        {look.flow.state === "sent" && look.issue?.standing === "good" && (
          <TextLink href={pageOf(shown)}>
            {words.say(look.flow.proof === "link" ? "sent.title" : `code.title.${channelOf(shown)}`)}
          </TextLink>
        )}
      </>
    ),
  };
}

/** So many wrong codes were typed for the address, over all its flows, that none is looked at for a while. */
export function guessLaterView(shown: Shown, retryAt: number): PageView {
  const { words, now } = shown;
  const time = <Moment words={words} at={retryAt} day={!isDayClear(retryAt, now)} />;
  return {
    status: 429,
    title: words.say("limit.guess.title"),
    headers: { "Retry-After": String(wholeSeconds(retryAt - now)) },
    self: pageOf(shown),
    body: (
      <>
        <p>{words.pieces("limit.guess.text", { time })}</p>
        <TextLink href={pageOf(shown)}>{words.say("page.try_again")}</TextLink>
        <OtherWays shown={shown} />
      </>
    ),
  };
}
