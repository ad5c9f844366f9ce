import type { Child } from "hono/jsx";
import { isText, messageIds, type UiText } from "./messages.ts";
import type { InputNode, UiNode } from "./nodes.ts";
import type { WireFlow } from "./wire.ts";

const isInput = (node: UiNode): node is InputNode => node.type === "input";

export const find = (flow: WireFlow, name: string, type?: string): InputNode | undefined =>
  flow.ui.nodes
    .filter(isInput)
    .find(({ attributes }) => attributes.name === name && (type === undefined || attributes.type === type));

export const saysAny = (flow: WireFlow, ...ids: readonly number[]): boolean =>
  flow.ui.messages?.some(({ id }) => ids.includes(id)) ?? false;

/** Whether the newest message is not the first: clients know it by the id of any send. */
export const isSentAgain = (flow: WireFlow): boolean =>
  flow.ui.messages?.some((message) => isText(message, ".again")) ?? false;

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

function inWords(message: UiText, { byText, anyAddress }: { byText: boolean; anyAddress: boolean }): string {
  const { id, text } = message;
  if (id === messageIds.required) {
    return anyAddress ? "Enter your email address or phone number" : "Enter your email address";
  }
  if (isText(message, ".locked")) return "Too many tries. For safety, that code no longer works. Ask for a new one";
  if (id === messageIds.expired) return "That was open for too long. Start again";
  if (id === messageIds.codeWrong) {
    return `That is not the newest code we sent. Check the newest ${byText ? "text message" : "email"}`;
  }
  return text;
}

type FaultFacts = { readonly byText: boolean; readonly codeDigits: number };

/** The first thing that is wrong: at a field, or with the flow as a whole. */
export function faultOf(flow: WireFlow, { byText, codeDigits }: FaultFacts): Fault | undefined {
  const anyAddress = find(flow, "email")?.attributes.type === "text";
  const hasCode = find(flow, "code") !== undefined;
  // To programs an empty form lacks an address; on this page it lacks the code.
  const emptyCode = { text: `Enter the ${codeDigits}-digit code`, field: "code" } as const;
  for (const node of flow.ui.nodes.filter(isInput)) {
    const [message] = node.messages;
    if (message?.type !== "error") continue;
    if (message.id === messageIds.required && hasCode) return emptyCode;
    const { name, type } = node.attributes;
    const shown = name === "email" && (type === "text" || type === "email");
    return { text: inWords(message, { byText, anyAddress }), ...(shown ? { field: "email" } : {}) };
  }
  const message = flow.ui.messages?.find(({ type }) => type === "error");
  if (!message) return undefined;
  if (message.id === messageIds.required && hasCode) return emptyCode;
  const atCode = message.id === messageIds.codeWrong && hasCode;
  return { text: inWords(message, { byText, anyAddress }), ...(atCode ? { field: "code" } : {}) };
}

/** A native flow takes sends from its app alone; and whoever may not know the address has no button for it. */
export const maySend = (flow: WireFlow): boolean =>
  flow.type === "browser" && (flow.active === "link" || find(flow, "email", "submit") !== undefined);

/** Where the same journey starts anew, with its way back: another address is another flow. */
export function startAgainUrl({ request_url }: Pick<WireFlow, "request_url">): string | undefined {
  return URL.parse(request_url)?.pathname.endsWith("/browser") ? request_url : undefined;
}
