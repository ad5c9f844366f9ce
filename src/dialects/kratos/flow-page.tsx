import type { Child } from "hono/jsx";
import { Field, Problem } from "../../pages/components.tsx";
import type { AnchorNode, InputNode, UiNode } from "./nodes.ts";
import type { WireFlow } from "./wire.ts";

/** What a state of the page is called, and what it shows. */
export type FlowView = { readonly title: string; readonly body: Child; readonly failed: boolean };

const isInput = (node: UiNode): node is InputNode => node.type === "input";

const find = (flow: WireFlow, name: string, type?: string): InputNode | undefined =>
  flow.ui.nodes
    .filter(isInput)
    .find(({ attributes }) => attributes.name === name && (type === undefined || attributes.type === type));

const Hidden = ({ node }: { readonly node: InputNode | undefined }) =>
  node ? <input type="hidden" name={node.attributes.name} value={node.attributes.value ?? ""} /> : null;

const Csrf = ({ flow }: { readonly flow: WireFlow }) => <Hidden node={find(flow, "csrf_token")} />;

/** The hidden or submitted `method` of the flow's form; a page's buttons say what they do instead. */
const Method = ({ flow }: { readonly flow: WireFlow }) => <input type="hidden" name="method" value={flow.active} />;

function Form({ flow, children }: { readonly flow: WireFlow; readonly children: Child }) {
  return (
    <form method="post" action={flow.ui.action} novalidate>
      <Csrf flow={flow} />
      <Method flow={flow} />
      {children}
    </form>
  );
}

/** The first thing that is wrong: at a field, or with the flow as a whole. */
function faultOf(flow: WireFlow): { readonly text: string; readonly field?: string } | undefined {
  for (const node of flow.ui.nodes) {
    const [message] = node.messages;
    if (message?.type === "error" && isInput(node)) {
      const shown = node.attributes.type === "text" || node.attributes.type === "email";
      return { text: message.text, ...(shown ? { field: node.attributes.name } : {}) };
    }
  }
  const message = flow.ui.messages?.find(({ type }) => type === "error");
  return message && { text: message.text };
}

const Said = ({ flow }: { readonly flow: WireFlow }) => {
  const message = flow.ui.messages?.find(({ type }) => type !== "error");
  return message ? (
    <p class="status" role="status">
      {message.text}
    </p>
  ) : null;
};

function choose(flow: WireFlow): FlowView {
  const node = find(flow, "email");
  const fault = faultOf(flow);
  const byText = node?.attributes.type === "text";
  const question = byText ? "What is your email address or phone number?" : "What is your email address?";
  const body = (
    <>
      {fault && <Problem field={fault.field}>{fault.text}</Problem>}
      <h1>{question}</h1>
      <p>{flow.active === "code" ? "We will send a code to it." : "We will send a link to it."}</p>
      <Form flow={flow}>
        <Field
          name="email"
          label={node?.meta.label?.text ?? "Email address"}
          error={fault?.field === "email" ? fault.text : undefined}
          type={byText ? "text" : "email"}
          autocomplete={byText ? "on" : "email"}
          value={node?.attributes.value}
        />
        <button type="submit">Continue</button>
      </Form>
    </>
  );
  return { title: question, body, failed: fault !== undefined };
}

function enterCode(flow: WireFlow): FlowView {
  const node = find(flow, "code");
  const resend = find(flow, "email", "submit");
  const byText = flow.ui.messages?.some(({ id }) => id === 1080004) ?? !resend?.attributes.value?.includes("@");
  const fault = faultOf(flow);
  const atCode = flow.ui.messages?.some(({ id }) => id === 4070006) ?? false;
  const title = byText ? "Enter the code we texted you" : "Enter the code we emailed you";
  const body = (
    <>
      {fault && <Problem field={atCode ? "code" : undefined}>{fault.text}</Problem>}
      <h1>{title}</h1>
      <Said flow={flow} />
      <p>
        We sent it to{" "}
        <strong>
          <bdi dir="ltr">{resend?.attributes.value}</bdi>
        </strong>
        .
      </p>
      <Form flow={flow}>
        <Field
          name="code"
          label="6-digit code"
          hint="You can paste it. Spaces are fine."
          error={atCode ? fault?.text : undefined}
          type="text"
          inputmode="numeric"
          autocomplete="one-time-code"
          value={node?.attributes.value}
        />
        <button type="submit">{byText ? "Confirm phone number" : "Confirm email address"}</button>
      </Form>
      <h2>{byText ? "Not got the text message?" : "Not got the email?"}</h2>
      <ul>
        {byText ? <li>Check that you have signal.</li> : <li>Check the spam folder.</li>}
        <li>Check that it is spelled right.</li>
        <li>Wait a minute, then send a new code. Only the newest code works.</li>
      </ul>
      <Form flow={flow}>
        <Hidden node={resend} />
        <button type="submit" class="quiet">
          Send a new code
        </button>
      </Form>
    </>
  );
  return { title, body, failed: fault !== undefined };
}

function openLink(flow: WireFlow): FlowView {
  const node = find(flow, "email");
  const fault = faultOf(flow);
  const title = "Open the link we emailed you";
  const body = (
    <>
      {fault && <Problem field={fault.field}>{fault.text}</Problem>}
      <h1>{title}</h1>
      <Said flow={flow} />
      <p>You can close this page and go on from the email. Not got it? Check the spam folder, then send a new link.</p>
      <Form flow={flow}>
        <Field
          name="email"
          label={node?.meta.label?.text ?? "Email address"}
          error={fault?.field === "email" ? fault.text : undefined}
          type="email"
          autocomplete="email"
          value={node?.attributes.value}
        />
        <button type="submit" class="quiet">
          Send a new link
        </button>
      </Form>
    </>
  );
  return { title, body, failed: fault !== undefined };
}

function confirmLink(flow: WireFlow, appName: string): FlowView {
  const fault = faultOf(flow);
  const title = "Confirm this email address?";
  const body = (
    <>
      {fault && <Problem>{fault.text}</Problem>}
      <h1>{title}</h1>
      <p>Someone asked {appName} to confirm your email address. If that was you, press the button.</p>
      <Form flow={flow}>
        <Hidden node={find(flow, "token")} />
        <button type="submit">Yes, confirm it</button>
      </Form>
      <p>If it was not you, close this page. Nothing happens then.</p>
    </>
  );
  return { title, body, failed: fault !== undefined };
}

function done(flow: WireFlow, appName: string): FlowView {
  const byText = flow.ui.messages?.some(({ id }) => id === 1080005) ?? false;
  const title = byText ? "Phone number confirmed" : "Email address confirmed";
  const anchor = flow.ui.nodes.find((node): node is AnchorNode => node.type === "a");
  const body = (
    <>
      <h1>{title}</h1>
      <p>You can go on now. If you started on another device, go back to it.</p>
      {anchor && (
        <p>
          <a class="button" id={anchor.attributes.id} href={anchor.attributes.href}>
            Continue to {appName}
          </a>
        </p>
      )}
    </>
  );
  return { title, body, failed: false };
}

/** The page of a flow, made from nothing but the nodes and messages that any client gets. */
export function viewOf(flow: WireFlow, appName: string): FlowView {
  if (flow.state === "passed_challenge") return done(flow, appName);
  if (flow.state === "choose_method") return choose(flow);
  if (flow.active === "code") return enterCode(flow);
  return find(flow, "token") ? confirmLink(flow, appName) : openLink(flow);
}
