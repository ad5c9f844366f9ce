import type { Child } from "hono/jsx";
import { stopCodeOf } from "../../core/stop-code.ts";
import { Address, Field, Moment, Problem } from "../../pages/components.tsx";
import { DenyForm } from "../../pages/deny.tsx";
import { type Fault, Form, faultOf, find, Hidden, isSentAgain, maySend, saysAny } from "./flow-parts.tsx";
import type { AnchorNode } from "./nodes.ts";
import { SEND_ELSEWHERE, SendAgain, SentTo } from "./send-again.tsx";
import type { WireFlow } from "./wire.ts";

/** What a state of the page is called, and what it shows. */
export type FlowView = { readonly title: string; readonly body: Child; readonly failed: boolean };

/** What the page says besides what the flow's nodes tell any client. */
export type FlowFacts = {
  readonly appName: string;
  /** How long codes are. */
  readonly codeDigits: number;
  /** Whether the flow's code went out as a text message. */
  readonly byText: boolean;
  /** For whoever comes by a link, and need not be the one who typed it. */
  readonly maskedAddress: string | undefined;
};

const view = (heading: string, fault: Fault | undefined, rest: Child, news?: string): FlowView => ({
  title: news ? `${news} – ${heading}` : heading,
  failed: fault !== undefined,
  body: (
    <>
      {fault && <Problem field={fault.field}>{fault.text}</Problem>}
      <h1>{heading}</h1>
      {rest}
    </>
  ),
});

const EmailField = ({ flow, fault }: { readonly flow: WireFlow; readonly fault: Fault | undefined }) => {
  const node = find(flow, "email");
  return (
    <Field
      name="email"
      label={node?.meta.label?.text ?? "Email address"}
      error={fault?.field === "email" ? fault.text : undefined}
      type={node?.attributes.type === "text" ? "text" : "email"}
      autocomplete="email"
      value={node?.attributes.value}
    />
  );
};

function choose(flow: WireFlow, facts: FlowFacts): FlowView {
  const fault = faultOf(flow, facts);
  const anyAddress = find(flow, "email")?.attributes.type === "text";
  return view(
    anyAddress ? "What is your email address or phone number?" : "What is your email address?",
    fault,
    <>
      <p>{flow.active === "code" ? "We will send a code to it." : "We will send a link to it."}</p>
      <Form flow={flow}>
        <EmailField flow={flow} fault={fault} />
        <button type="submit">Continue</button>
      </Form>
    </>,
  );
}

function enterCode(flow: WireFlow, facts: FlowFacts): FlowView {
  const { byText, codeDigits } = facts;
  const resend = find(flow, "email", "submit");
  const fault = faultOf(flow, facts);
  return view(
    byText ? "Enter the code we texted you" : "Enter the code we emailed you",
    fault,
    <>
      <p class="status" role="status">
        We sent a {isSentAgain(flow) ? "new " : ""}
        {codeDigits}-digit code
        <SentTo node={resend} />. Only the newest one works.
      </p>
      <Form flow={flow}>
        <Field
          name="code"
          label={`${codeDigits}-digit code`}
          hint="You can paste it. Spaces are fine."
          error={fault?.field === "code" ? fault.text : undefined}
          type="text"
          inputmode="numeric"
          autocomplete="one-time-code"
          value={find(flow, "code")?.attributes.value}
        />
        <button type="submit">{byText ? "Confirm phone number" : "Confirm email address"}</button>
      </Form>
      {maySend(flow) ? <SendAgain flow={flow} byText={byText} /> : <p>{SEND_ELSEWHERE}</p>}
    </>,
    isSentAgain(flow) ? "New code sent" : undefined,
  );
}

function openLink(flow: WireFlow, facts: FlowFacts): FlowView {
  const fault = faultOf(flow, facts);
  return view(
    "Open the link we emailed you",
    fault,
    <>
      <p class="status" role="status">
        We sent a {isSentAgain(flow) ? "new " : ""}link
        <SentTo node={find(flow, "email")} />. Only the newest one works.
      </p>
      <p>You can go on from the email and close this page, or come back to it.</p>
      <p>
        <a href={`?flow=${flow.id}`}>I have opened the link</a>
      </p>
      <h2>Not got the email?</h2>
      <ul>
        <li>Check the spam folder.</li>
        <li>Check that the address is spelled right.</li>
        {maySend(flow) && <li>Wait a minute, then send a new link.</li>}
      </ul>
      {maySend(flow) ? (
        <Form flow={flow}>
          <EmailField flow={flow} fault={fault} />
          <button type="submit" class="quiet">
            Send a new link
          </button>
        </Form>
      ) : (
        <p>{SEND_ELSEWHERE}</p>
      )}
    </>,
    isSentAgain(flow) ? "New link sent" : undefined,
  );
}

function confirmLink(flow: WireFlow, facts: FlowFacts): FlowView {
  const { appName, maskedAddress } = facts;
  const token = find(flow, "token");
  return view(
    "Confirm this email address?",
    faultOf(flow, facts),
    <>
      <p>
        Someone asked {appName} to confirm {maskedAddress ? <Address value={maskedAddress} /> : "your email address"} on{" "}
        <Moment at={flow.issued_at} />. Was that you?
      </p>
      <Form flow={flow}>
        <Hidden node={token} />
        <button type="submit">Yes, confirm it</button>
      </Form>
      <DenyForm code={stopCodeOf(flow.id, token?.attributes.value ?? "")} />
    </>,
  );
}

function done(flow: WireFlow, { appName }: FlowFacts): FlowView {
  const anchor = flow.ui.nodes.find((node): node is AnchorNode => node.type === "a");
  return view(
    saysAny(flow, 1080005) ? "Phone number confirmed" : "Email address confirmed",
    undefined,
    <>
      <p>You can go on now. If you started on another device, go back to it.</p>
      {anchor && (
        <p>
          <a class="button" id={anchor.attributes.id} href={anchor.attributes.href}>
            Continue to {appName}
          </a>
        </p>
      )}
    </>,
  );
}

/** The page of a flow, made from the nodes and messages that any client gets. */
export function viewOf(flow: WireFlow, facts: FlowFacts): FlowView {
  if (flow.state === "passed_challenge") return done(flow, facts);
  if (flow.state === "choose_method") return choose(flow, facts);
  if (flow.active === "code") return enterCode(flow, facts);
  return find(flow, "token") ? confirmLink(flow, facts) : openLink(flow, facts);
}
