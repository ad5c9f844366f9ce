import type { Translator } from "../../copy/translator.ts";
import type { Flow } from "../../core/flow.ts";
import { inWords, labels, messageIds, type Notice, type UiText } from "./messages.ts";

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
  /** The language of whoever is looking. */
  readonly copy: Translator;
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

const submitNode = (group: "code" | "link", copy: Translator, messages: readonly UiText[] = []): InputNode =>
  input(group, { name: "method", type: "submit", value: group }, { label: inWords(labels.continue, copy), messages });

/** What is wrong at a field, in a list as nodes have it. */
const faultsAt = ({ notice, copy }: NodeSetting, field: Notice["field"]): readonly UiText[] =>
  notice !== undefined && notice.field === field ? [inWords(notice.text, copy)] : [];

function emailNode(flow: Flow, setting: NodeSetting, sent: string | undefined): InputNode {
  const { textMessages, notice, copy } = setting;
  const byText = textMessages && flow.proof === "code";
  const value = notice?.field === "email" ? (notice.value ?? "") : sent;
  return input(
    flow.proof,
    { name: "email", type: byText ? "text" : "email", ...(value === undefined ? {} : { value }), required: true },
    { label: inWords(byText ? labels.emailOrPhone : labels.email, copy), messages: faultsAt(setting, "email") },
  );
}

function codeNodes(flow: Flow, setting: NodeSetting): UiNode[] {
  const { csrf, address, notice, copy } = setting;
  // A code that was just refused is not offered again.
  const code = notice?.text.id === messageIds.codeWrong ? undefined : setting.brought?.code;
  const csrfNodes = csrf === null ? [] : [csrfNode(csrf)];
  const faults = faultsAt(setting, "method");
  if (flow.state === "open")
    return [emailNode(flow, setting, undefined), submitNode("code", copy, faults), ...csrfNodes];
  // Its value is the address: whoever may not know that is shown no way to send again.
  const resend = address !== undefined && [
    input(
      "code",
      { name: "email", type: "submit", value: address },
      { label: inWords(labels.resend, copy), messages: faultsAt(setting, "email") },
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
      { label: inWords(labels.code, copy) },
    ),
    submitNode("code", copy),
    ...csrfNodes,
    ...(resend || []),
  ];
}

function linkNodes(flow: Flow, setting: NodeSetting): UiNode[] {
  const csrf = csrfNode(setting.csrf ?? "");
  const submit = submitNode("link", setting.copy, faultsAt(setting, "method"));
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
    const { continueUrl, csrf, copy } = setting;
    const label = inWords(labels.continue, copy);
    const anchor: AnchorNode = {
      type: "a",
      group: flow.proof,
      attributes: { href: continueUrl, title: label, id: "continue", node_type: "a" },
      messages: [],
      meta: { label },
    };
    return [csrfNode(csrf ?? ""), anchor];
  }
  return flow.proof === "code" ? codeNodes(flow, setting) : linkNodes(flow, setting);
}
