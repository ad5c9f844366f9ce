import type { Child } from "hono/jsx";
import type { AddressKind, Flow } from "../../core/flow.ts";
import { kindOf } from "../../core/initiations.ts";
import { Address } from "../../pages/components.tsx";
import { type Medium, mediumKindOf, mediumOf, readContext } from "./context.ts";
import { withQuery } from "./locations.ts";
import { mask } from "./mask.ts";
import { CHANGE_PAGE, CONTINUE, INIT_PAGE, INITIATION, RESEND_PAGE } from "./paths.ts";

/** What a state of a page says. */
export type View = { readonly title: string; readonly body: Child; readonly failed?: boolean };

/** Which login a page belongs to, as its address tells. */
export type Login = { readonly requestId: string | undefined; readonly trackId: string | undefined };

const BULLETS = "•••";

/** An address as its page shows it to whoever did not type it there. */
export const hidden = (kind: AddressKind, value: string): string => mask(kind, value).replace(/\*+/g, BULLETS);

/** Where a flow's message went: as its caller typed it, or hidden. */
export function SentTo({ flow }: { readonly flow: Flow }) {
  if (!flow.address) return null;
  const kind = kindOf(flow.address.channel);
  const own = readContext(flow).given[mediumKindOf(kind)];
  return <Address value={own?.value === flow.address.value ? own.typed : hidden(kind, flow.address.value)} />;
}

const Hidden = ({ name, value }: { readonly name: string; readonly value: string | undefined }) =>
  value ? <input type="hidden" name={name} value={value} /> : null;

/** What the forms of a login's pages send along. */
export const LoginFields = ({ login }: { readonly login: Login }) => (
  <>
    <Hidden name="requestId" value={login.requestId} />
    <Hidden name="trackId" value={login.trackId} />
  </>
);

/** Lets the login go on. */
export const GoOn = ({ trackId, appName }: { readonly trackId: string; readonly appName: string }) => (
  <form method="post" action={`${CONTINUE}/${encodeURIComponent(trackId)}`} novalidate>
    <input type="hidden" name="track_id" value={trackId} />
    <button type="submit">Continue to {appName}</button>
  </form>
);

const ways: Readonly<Record<Medium, string>> = {
  email: "Email me a code",
  sms: "Text me a code",
  ivr: "Call me with a code",
};

/** Has a code sent to an address of whoever's login waits. */
export const AskForCode = ({
  login,
  medium,
  quiet = false,
}: {
  readonly login: Login;
  readonly medium: Medium;
  readonly quiet?: boolean;
}) => (
  <form method="post" action={INITIATION} novalidate>
    <LoginFields login={login} />
    <input type="hidden" name="processingType" value="CODE" />
    <input type="hidden" name="verificationMedium" value={medium} />
    <button type="submit" class={quiet ? "quiet" : undefined}>
      {ways[medium]}
    </button>
  </form>
);

const again: Readonly<Record<Medium, string>> = {
  email: "Send a new code",
  sms: "Send a new code",
  ivr: "Call me again",
};

/** Has the flow's message sent anew; a number can be called instead of texted, and the other way round. */
const Resend = ({ flow, login, medium }: { readonly flow: Flow; readonly login: Login; readonly medium: Medium }) => {
  const { processingType } = readContext(flow);
  const isOther = flow.address !== null && mediumOf(flow.address.channel) !== medium;
  return (
    <form method="post" action={RESEND_PAGE} novalidate>
      <LoginFields login={login} />
      {/* Whoever waits for a link is told no id of its flow. */}
      <Hidden name="accvid" value={processingType === "LINK" ? undefined : flow.id} />
      <input type="hidden" name="processingType" value={processingType} />
      <input type="hidden" name="verificationMedium" value={medium} />
      <button type="submit" class="quiet">
        {isOther ? ways[medium] : processingType === "LINK" ? "Send a new link" : again[medium]}
      </button>
    </form>
  );
};

const help: Readonly<Record<Medium, readonly string[]>> = {
  email: ["Check the spam folder.", "Check that the address is spelled right.", "Wait a minute, then send a new one."],
  sms: ["Check that the number is right.", "Check that you have signal.", "Text messages can take a few minutes."],
  ivr: [
    "Check that the number is right.",
    "Check that your phone rings for unknown callers.",
    "Wait a minute, then ask again.",
  ],
};

const questions: Readonly<Record<Medium, string>> = {
  email: "Not got the email?",
  sms: "Not got the text message?",
  ivr: "Not got the call?",
};

/** What to do when nothing arrives, and the ways on from there. */
export function NotGot({
  flow,
  login,
  calls,
}: {
  readonly flow: Flow;
  readonly login: Login;
  readonly calls: boolean;
}) {
  const medium = flow.address ? mediumOf(flow.address.channel) : "email";
  const other = medium === "sms" ? "ivr" : "sms";
  const { processingType } = readContext(flow);
  const kind = medium === "email" ? "email" : "mobile";
  return (
    <>
      <h2>{questions[medium]}</h2>
      <ul>
        {help[medium].map((line) => (
          <li>{line}</li>
        ))}
      </ul>
      <Resend flow={flow} login={login} medium={medium} />
      {medium !== "email" && calls && processingType !== "LINK" && <Resend flow={flow} login={login} medium={other} />}
      {login.trackId && (
        <p>
          <a href={withQuery(CHANGE_PAGE, { track_id: login.trackId, requestId: login.requestId, medium: kind })}>
            Use a different {kind === "email" ? "email address" : "phone number"}
          </a>
        </p>
      )}
    </>
  );
}

/** Where a login's person can begin again. */
export const StartAgain = ({ login }: { readonly login: Login }) =>
  login.requestId || login.trackId ? (
    <p>
      <a class="button" href={withQuery(INIT_PAGE, { track_id: login.trackId, requestId: login.requestId })}>
        Start again
      </a>
    </p>
  ) : (
    <p>Go back to where you came from, and start again there.</p>
  );
