import { Moment, TextLink } from "../../../pages/components.tsx";
import type { PageView } from "../../../pages/pages.tsx";
import { channelOf, kindOf, OtherWays } from "./code-view.tsx";
import { pageOf, type Shown } from "./shown.ts";

/** So many were sent to the address that it takes longer than anybody waits. */
export function limitView(shown: Shown, retryAt: number): PageView {
  const { words, byPhone, now } = shown;
  const kind = kindOf(channelOf(shown));
  const time = <Moment words={words} at={retryAt} day={retryAt - now > 12 * 3_600_000} />;
  const text = kind === "phone" ? "limit.phone.or_email" : byPhone ? "limit.email.or_phone" : "limit.email.text";
  return {
    status: 429,
    title: words.say(`limit.${kind}.title`),
    headers: { "Retry-After": String(Math.max(1, Math.ceil((retryAt - now) / 1_000))) },
    self: pageOf(shown),
    body: (
      <>
        <p>{words.pieces(text, { time })}</p>
        <OtherWays shown={shown} />
        <TextLink href={pageOf(shown)}>{words.say("change.keep")}</TextLink>
      </>
    ),
  };
}

/** So many wrong codes were typed for the address, over all its flows, that none is looked at for a while. */
export function guessLaterView(shown: Shown, retryAt: number): PageView {
  const { words, now } = shown;
  const time = <Moment words={words} at={retryAt} day={retryAt - now > 12 * 3_600_000} />;
  return {
    status: 429,
    title: words.say("limit.guess.title"),
    headers: { "Retry-After": String(Math.max(1, Math.ceil((retryAt - now) / 1_000))) },
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
