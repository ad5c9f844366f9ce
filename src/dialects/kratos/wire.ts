import type { Flow } from "../../core/flow.ts";
import type { KratosContext } from "./context.ts";
import { inWords, type Notice, standing, type UiText } from "./messages.ts";
import { type NodeSetting, nodesOf, type UiNode } from "./nodes.ts";

/** A verification flow as Kratos clients read it. */
export type WireFlow = {
  readonly id: string;
  readonly type: "browser" | "api";
  readonly expires_at: string;
  readonly issued_at: string;
  readonly request_url: string;
  readonly return_to?: string;
  readonly active: "code" | "link";
  readonly ui: {
    readonly action: string;
    readonly method: "POST" | "GET";
    readonly nodes: readonly UiNode[];
    readonly messages?: readonly UiText[];
  };
  readonly state: "choose_method" | "sent_email" | "passed_challenge";
  readonly transient_payload?: Readonly<Record<string, unknown>>;
};

export type WireSetting = Omit<NodeSetting, "notice"> & {
  readonly context: KratosContext;
  readonly notice: Notice | undefined;
  readonly publicUrl: string;
};

export const submitUrl = (publicUrl: string, { mount }: Pick<KratosContext, "mount">, flowId: string): string =>
  `${publicUrl}${mount}/self-service/verification?flow=${flowId}`;

const stateOf = (flow: Flow): WireFlow["state"] =>
  flow.state === "verified" ? "passed_challenge" : flow.state === "open" ? "choose_method" : "sent_email";

/** Translates a flow. A notice, if any, stands where the contract puts it: at a field, or above the form. */
export function toWireFlow(flow: Flow, { context, publicUrl, ...setting }: WireSetting): WireFlow {
  const verified = flow.state === "verified";
  const notice = verified ? undefined : setting.notice;
  const nodes = nodesOf(flow, { ...setting, notice });
  const atField = nodes.some(({ messages }) => messages.length > 0);
  const told = notice ? (atField ? undefined : notice.text) : standing(flow);
  return {
    id: flow.id,
    type: context.type,
    expires_at: new Date(flow.expiresAt).toISOString(),
    issued_at: new Date(flow.createdAt).toISOString(),
    request_url: context.requestUrl,
    ...(context.returnTo === null ? {} : { return_to: context.returnTo }),
    active: flow.proof,
    ui: {
      action: verified ? setting.continueUrl : submitUrl(publicUrl, context, flow.id),
      method: verified ? "GET" : "POST",
      nodes,
      ...(told ? { messages: [inWords(told, setting.copy)] } : {}),
    },
    state: stateOf(flow),
  };
}
