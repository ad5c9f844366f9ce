import type { Child } from "hono/jsx";
import { messageIds, type UiText } from "./messages.ts";
import type { InputNode, UiNode } from "./nodes.ts";
import type { WireFlow } from "./wire.ts";

const isInput = (node: UiNode): node is InputNode => node.type === "input";

export const find = (flow: WireFlow, name: string, type?: string): InputNode | undefined =>
  flow.ui.nodes
    .filter(isInput)
    .find(({ attributes }) => attributes.name === name && (type === undefined || attributes.type === type));

export const saysAny = (flow: WireFlow, ...ids: readonly number[]): boolean =>
  flow.ui.messages?.some(({ id }) => ids.includes(id)) ?? false;

export const Hidden = ({ node }: { readonly node: InputNode | undefined }) =>
  node ? <input type="hidden" name={node.attributes.name} value={node.attributes.value ?? ""} /> : null;

/** The flow's form. Its method travels hidden, so that the buttons can say what they do. */
export function Form({ flow, children }: { readonly flow: WireFlow; readonly children: Child }) {
  return (
    <form method="post" action={flow.ui.action} novalidate>
      <Hidden node={find(flow, "csrf_token")} />
      <input type="hidden" name="method" value={flow.active} />
      {children}
    </form>
  );
}

/** What is wrong, in words for people: those of the API are for programs where the two differ. */
export type Fault = { readonly text: string; readonly field?: "email" | "code" };

function inWords({ id, text }: UiText, { byText, anyAddress }: { byText: boolean; anyAddress: boolean }): string {
  if (id === messageIds.required) {
    return anyAddress ? "Enter your email address or phone number" : "Enter your email address";
  }
  if (id === messageIds.expired) return "That was open for too long. Start again";
  if (id === messageIds.codeWrong) {
    return `That is not the newest code we sent. Check the newest ${byText ? "text message" : "email"}`;
  }
  return text;
}

/** The first thing that is wrong: at a field, or with the flow as a whole. */
export function faultOf(flow: WireFlow): Fault | undefined {
  const byText = isByText(flow);
  const anyAddress = find(flow, "email")?.attributes.type === "text";
  for (const node of flow.ui.nodes.filter(isInput)) {
    const [message] = node.messages;
    if (message?.type !== "error") continue;
    const { name, type } = node.attributes;
    // To programs an empty form lacks an address; on this page it lacks the code.
    if (message.id === messageIds.required && find(flow, "code")) {
      return { text: "Enter the 6-digit code", field: "code" };
    }
    const shown = name === "email" && (type === "text" || type === "email");
    return { text: inWords(message, { byText, anyAddress }), ...(shown ? { field: "email" } : {}) };
  }
  const message = flow.ui.messages?.find(({ type }) => type === "error");
  if (!message) return undefined;
  const atCode = message.id === messageIds.codeWrong && find(flow, "code") !== undefined;
  return { text: inWords(message, { byText, anyAddress }), ...(atCode ? { field: "code" } : {}) };
}

/** Whether the flow's code went out as a text message. */
export function isByText(flow: WireFlow): boolean {
  const sentTo = find(flow, "email", "submit")?.attributes.value;
  return sentTo !== undefined && !sentTo.includes("@");
}

/** Where the same journey starts anew, with its way back: another address is another flow. */
export function startAgainUrl({ request_url }: Pick<WireFlow, "request_url">): string | undefined {
  return URL.parse(request_url)?.pathname.endsWith("/browser") ? request_url : undefined;
}
