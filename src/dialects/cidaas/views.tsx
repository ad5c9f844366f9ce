import type { AddressKind, Flow } from "../../core/flow.ts";
import { kindOf } from "../../core/initiations.ts";
import { addressOf, missingOf, type Track } from "../../core/track.ts";
import { Address, Field, Problem } from "../../pages/components.tsx";
import { type MediumKind, mediumKindOf, mediumOf, readContext } from "./context.ts";
import { withQuery } from "./locations.ts";
import {
  AskForCode,
  GoOn,
  hidden,
  type Login,
  LoginFields,
  NotGot,
  SentTo,
  StartAgain,
  type View,
} from "./page-parts.tsx";
import { CHANGE_PAGE, COMPLETE_PAGE, INITIATION } from "./paths.ts";

/** What pages know besides the flow or the track. */
export type Facts = {
  readonly appName: string;
  readonly codeDigits: number;
  /** Whether phones can be called, and texted. */
  readonly calls: boolean;
  readonly texts: boolean;
  readonly login: Login;
};

/** Something that went wrong, and what was typed: told at the field. */
export type Fault = { readonly text: string; readonly typed: string };

const headings = {
  email: "Enter the code we emailed you",
  sms: "Enter the code we texted you",
  ivr: "Enter the code from our call",
} as const;
const actions: Readonly<Record<AddressKind, string>> = {
  email: "Confirm email address",
  phone: "Confirm phone number",
};
const confirmed: Readonly<Record<AddressKind, string>> = {
  email: "Email address confirmed",
  phone: "Phone number confirmed",
};

export function enterCode(
  flow: Flow,
  { codeDigits, login, calls, texts }: Facts,
  fault?: Fault,
  sentAgain = false,
): View {
  const medium = flow.address ? mediumOf(flow.address.channel) : "email";
  const kind = kindOf(flow.address?.channel ?? "email");
  return {
    title: headings[medium],
    failed: fault !== undefined,
    body: (
      <>
        {fault && <Problem field="code">{fault.text}</Problem>}
        <h1>{headings[medium]}</h1>
        <p class="status" role="status">
          {medium === "ivr" ? "We are calling" : `We sent a ${sentAgain ? "new " : ""}${codeDigits}-digit code to`}{" "}
          <SentTo flow={flow} />.{medium === "ivr" ? " Press any key on your phone to hear the code." : ""} Only the
          newest code works.
        </p>
        <form method="post" action={COMPLETE_PAGE} novalidate>
          <LoginFields login={login} />
          <input type="hidden" name="accvid" value={flow.id} />
          <Field
            name="code"
            label={`${codeDigits}-digit code`}
            hint="You can paste it. Spaces are fine."
            error={fault?.text}
            type="text"
            inputmode="numeric"
            autocomplete="one-time-code"
            value={fault?.typed}
          />
          <button type="submit">{actions[kind]}</button>
        </form>
        <NotGot flow={flow} login={login} calls={calls && texts} />
      </>
    ),
  };
}

export function openLink(flow: Flow | null, { login, calls }: Facts, here: string, sentAgain = false): View {
  const byText = flow?.address?.channel === "sms";
  const title = byText ? "Open the link we texted you" : "Open the link we emailed you";
  return {
    title,
    body: (
      <>
        <h1>{title}</h1>
        <p class="status" role="status">
          {flow ? (
            <>
              We sent a {sentAgain ? "new " : ""}link to <SentTo flow={flow} />. Only the newest link works.
            </>
          ) : (
            "We sent you a link. Only the newest link works."
          )}
        </p>
        <p>This page moves on by itself when you have opened the link and pressed its button, on any device.</p>
        <p>
          <a href={here}>I have opened the link</a>
        </p>
        {flow && <NotGot flow={flow} login={login} calls={calls} />}
      </>
    ),
  };
}

/** `goOnAt`: where a login that no track waits for goes on, if that is known. */
export function verified(flow: Flow, { appName, login }: Facts, goOnAt: string | null): View {
  const kind = kindOf(flow.address?.channel ?? "email");
  const trackId = readContext(flow).trackId ?? login.trackId;
  return {
    title: confirmed[kind],
    body: (
      <>
        <h1>{confirmed[kind]}</h1>
        <p>If you started on another device, go back to it. You can close this page.</p>
        {trackId ? <GoOn trackId={trackId} appName={appName} /> : null}
        {!trackId && goOnAt && (
          <p>
            <a class="button" href={goOnAt}>
              Continue to {appName}
            </a>
          </p>
        )}
      </>
    ),
  };
}

const overTitles = {
  locked: "That code no longer works",
  cancelled: "This request was stopped",
  expired: "This request is too old",
} as const;

const overTexts = {
  locked: "There were too many tries. For safety nobody can use that code any more. You can get a new one.",
  cancelled: "Something newer has taken its place. Use the newest message, or start again.",
  expired: "Its code no longer works. You can get a new one.",
} as const;

export const over = (why: keyof typeof overTitles, { login }: Pick<Facts, "login">): View => ({
  title: overTitles[why],
  body: (
    <>
      <h1>{overTitles[why]}</h1>
      <p>{overTexts[why]}</p>
      <StartAgain login={login} />
    </>
  ),
});

const names: Readonly<Record<AddressKind, string>> = { email: "email address", phone: "phone number" };

function Missing({ track, kind, facts }: { readonly track: Track; readonly kind: AddressKind; readonly facts: Facts }) {
  const { login, calls, texts } = facts;
  const address = addressOf(track, kind);
  const change = withQuery(CHANGE_PAGE, { track_id: track.id, requestId: track.requestId, medium: mediumKindOf(kind) });
  return (
    <>
      <h2>Confirm your {names[kind]}</h2>
      {address ? (
        <>
          <p>
            We will send a code to <Address value={hidden(kind, address.value)} />.
          </p>
          {kind === "email" && <AskForCode login={login} medium="email" />}
          {kind === "phone" && texts && <AskForCode login={login} medium="sms" />}
          {kind === "phone" && calls && <AskForCode login={login} medium="ivr" quiet={texts} />}
          <p>
            <a href={change}>Use a different {names[kind]}</a>
          </p>
        </>
      ) : (
        <p>
          <a class="button" href={change}>
            Add your {names[kind]}
          </a>
        </p>
      )}
    </>
  );
}

/** Where the person of a waiting login begins. */
export function begin(track: Track, facts: Facts): View {
  const missing = missingOf(track);
  const title = missing.length === 0 ? "All is confirmed" : "Before you go on";
  return {
    title,
    body: (
      <>
        <h1>{title}</h1>
        {missing.length === 0 ? (
          <GoOn trackId={track.id} appName={facts.appName} />
        ) : (
          <p>{facts.appName} asks you to confirm that this is yours.</p>
        )}
        {missing.map((kind) => (
          <Missing track={track} kind={kind} facts={facts} />
        ))}
      </>
    ),
  };
}

/** Where somebody begins whom no track tells of. */
export const askEmail = ({ login }: Pick<Facts, "login">): View => ({
  title: "What is your email address?",
  body: (
    <>
      <h1>What is your email address?</h1>
      <p>We will send a code to it.</p>
      <form method="post" action={INITIATION} novalidate>
        <LoginFields login={login} />
        <input type="hidden" name="processingType" value="CODE" />
        <Field name="email" label="Email address" type="email" autocomplete="email" />
        <button type="submit">Continue</button>
      </form>
    </>
  ),
});

/** Where a mistyped address is put right. */
export function change(kind: MediumKind, { login }: Pick<Facts, "login">, fault?: Fault): View {
  const title = kind === "email" ? "What is your email address?" : "What is your phone number?";
  return {
    title,
    failed: fault !== undefined,
    body: (
      <>
        {fault && <Problem field={kind}>{fault.text}</Problem>}
        <h1>{title}</h1>
        <p>We will send a new code to it. The code before it will not work any more.</p>
        <form method="post" action={CHANGE_PAGE} novalidate>
          <LoginFields login={login} />
          <input type="hidden" name="medium" value={kind} />
          <Field
            name={kind}
            label={kind === "email" ? "Email address" : "Phone number"}
            hint={kind === "email" ? undefined : "With its country code, such as +44 7700 900123."}
            error={fault?.text}
            type={kind === "email" ? "email" : "tel"}
            autocomplete={kind === "email" ? "email" : "tel"}
            value={fault?.typed}
          />
          <button type="submit">Send a code there</button>
        </form>
        <p>
          <a href={withQuery("/identity/verification_init", { track_id: login.trackId, requestId: login.requestId })}>
            Keep this one
          </a>
        </p>
      </>
    ),
  };
}
