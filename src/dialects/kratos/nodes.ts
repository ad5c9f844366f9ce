import type { Flow } from "../../core/flow.ts";
import { labels, messageIds, type Notice, type UiText } from "./messages.ts";

type Group = "default" | "code" | "link";
type InputAttributes = {
  readonly name: string;
  readonly type: "text" | "email" | "hidden" | "submit";
  readonly value?: string;
  readonly required?: true;
  readonly autocomplete?: "one-time-code" | "email";
  readonly disabled: false;
  readonly node_type: "input";
};
type AnchorAttributes = {
  readonly href: string;
  readonly title: UiText;
  readonly id: "continue";
  readonly node_type: "a";
};
type Common = {
  readonly group: Group;
  readonly messages: readonly UiText[];
  readonly meta: { readonly label?: UiText };
};
export type InputNode = Common & { readonly type: "input"; readonly attributes: InputAttributes };
export type AnchorNode = Common & { readonly type: "a"; readonly attributes: AnchorAttributes };
export type UiNode = InputNode | AnchorNode;

/** What the nodes of a flow depend on besides the flow. */
export type NodeSetting = {
  /** The CSRF node's value; null where the flow has no such node. */
  readonly csrf: string | null;
  readonly textMessages: boolean;
  /** Where the flow was sent to, if whoever is looking may know. */
  readonly address: string | undefined;
  readonly notice: Notice | undefined;
  readonly continueUrl: string;
  /** What the person who is looking brought along from a message: filled in, never stored with the flow. */
  readonly brought: { readonly code?: string; readonly token?: string } | undefined;
};

function input(
  group: Group,
  attributes: Omit<InputAttributes, "disabled" | "node_type">,
  { label, messages = [] }: { label?: UiText; messages?: readonly UiText[] } = {},
): InputNode {
  // The order of the attributes is the contract's: name, type, value, required, autocomplete, disabled, node_type.
  const { name, type, value, required, autocomplete } = attributes;
  return {
    type: "input",
    group,
    attributes: {
      name,
      type,
      ...(value === undefined ? {} : { value }),
      ...(required ? { required } : {}),
      ...(autocomplete ? { autocomplete } : {}),
      disabled: false,
      node_type: "input",
    },
    messages,
    meta: label ? { label } : {},
  };
}

const csrfNode = (value: string): InputNode =>
  input("default", { name: "csrf_token", type: "hidden", value, required: true });

const submitNode = (group: "code" | "link", messages: readonly UiText[] = []): InputNode =>
  input(group, { name: "method", type: "submit", value: group }, { label: labels.continue, messages });

function emailNode(flow: Flow, { textMessages, notice }: NodeSetting, sent: string | undefined): InputNode {
  const byText = textMessages && flow.proof === "code";
  const faulty = notice?.field === "email";
  const value = faulty ? (notice.value ?? "") : sent;
  return input(
    flow.proof,
    { name: "email", type: byText ? "text" : "email", ...(value === undefined ? {} : { value }), required: true },
    { label: byText ? labels.emailOrPhone : labels.email, messages: faulty ? [notice.text] : [] },
  );
}

const methodMessages = ({ notice }: NodeSetting): readonly UiText[] =>
  notice?.field === "method" ? [notice.text] : [];

function codeNodes(flow: Flow, setting: NodeSetting): UiNode[] {
  const { csrf, address, notice } = setting;
  // A code that was just refused is not offered again.
  const code = notice?.text.id === messageIds.codeWrong ? undefined : setting.brought?.code;
  const csrfNodes = csrf === null ? [] : [csrfNode(csrf)];
  const faults = methodMessages(setting);
  if (flow.state === "open") return [emailNode(flow, setting, undefined), submitNode("code", faults), ...csrfNodes];
  // Its value is the address: whoever may not know that is shown no way to send again.
  const resend = address !== undefined && [
    input(
      "code",
      { name: "email", type: "submit", value: address },
      { label: labels.resend, messages: notice?.field === "email" ? [notice.text] : [] },
    ),
  ];
  return [
    input("code", { name: "method", type: "hidden", value: "code" }, { messages: faults }),
    input(
      "code",
      {
        name: "code",
        type: "text",
        ...(code === undefined ? {} : { value: code }),
        required: true,
        autocomplete: "one-time-code",
      },
      { label: labels.code },
    ),
    submitNode("code"),
    ...csrfNodes,
    ...(resend || []),
  ];
}

function linkNodes(flow: Flow, setting: NodeSetting): UiNode[] {
  const csrf = csrfNode(setting.csrf ?? "");
  const submit = submitNode("link", methodMessages(setting));
  const token = setting.brought?.token;
  // Whoever has opened the link is asked for one press, not for the address again.
  if (flow.state === "sent" && token !== undefined) {
    return [csrf, input("link", { name: "token", type: "hidden", value: token, required: true }), submit];
  }
  return [csrf, emailNode(flow, setting, setting.address), submit];
}

/** The form of a flow, node by node, in the order of the contract. */
export function nodesOf(flow: Flow, setting: NodeSetting): readonly UiNode[] {
  if (flow.state === "verified") {
    const { continueUrl, csrf } = setting;
    const anchor: AnchorNode = {
      type: "a",
      group: flow.proof,
      attributes: { href: continueUrl, title: labels.continue, id: "continue", node_type: "a" },
      messages: [],
      meta: { label: labels.continue },
    };
    return [csrfNode(csrf ?? ""), anchor];
  }
  return flow.proof === "code" ? codeNodes(flow, setting) : linkNodes(flow, setting);
}
