import { expect } from "vitest";
import { CookieJar } from "../../support/cookies.ts";
import type { Frontend, VerificationFlow } from "./clients.ts";

type Node = VerificationFlow["ui"]["nodes"][number];

const instant = (text: string | undefined): number => new Date(text ?? "").getTime();

/** What every client relies on in every flow, whatever state it is in. Answers the flow. */
export function expectFlow(flow: VerificationFlow): VerificationFlow {
  expect(flow.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(instant(flow.issued_at)).toBeLessThan(instant(flow.expires_at));
  expect(["choose_method", "sent_email", "passed_challenge"]).toContain(flow.state);
  expect(["code", "link"]).toContain(flow.active);
  expect(["browser", "api"]).toContain(flow.type);
  expect(URL.canParse(flow.ui.action)).toBe(true);
  expect(flow.ui.method).toBe(flow.state === "passed_challenge" ? "GET" : "POST");
  if ("messages" in flow.ui) expect(flow.ui.messages?.length).toBeGreaterThan(0);
  expect(flow.ui.nodes.length).toBeGreaterThan(0);
  for (const node of flow.ui.nodes) expectNode(node);
  return flow;
}

function expectNode(node: Node): void {
  expect(node).toMatchObject({
    type: expect.stringMatching(/^(input|a)$/),
    group: expect.stringMatching(/^(default|code|link)$/),
    attributes: { node_type: node.type },
    messages: expect.any(Array),
    meta: expect.any(Object),
  });
}

export const messageIdsOf = (flow: VerificationFlow): number[] => flow.ui.messages?.map(({ id }) => id) ?? [];

export const attributesOf = (flow: VerificationFlow, name: string): Record<string, unknown> | undefined =>
  flow.ui.nodes
    .map(({ attributes }) => attributes as unknown as Record<string, unknown>)
    .find(({ name: given, id }) => given === name || id === name);

const csrfOf = (flow: VerificationFlow): string => String(attributesOf(flow, "csrf_token")?.["value"] ?? "");

type Fields = { readonly email?: string; readonly code?: string };

/** A single-page app in a browser of its own: the SDK, and the cookies that it leaves to the browser. */
export function browserOf(api: Frontend) {
  const jar = new CookieJar();
  const cookie = (): string => jar.header["cookie"] ?? "";
  const keep = (lines: unknown): void => jar.keep(Array.isArray(lines) ? lines : []);

  return {
    jar,

    async start(returnTo?: string): Promise<VerificationFlow> {
      const { data, headers } = await api.createBrowserVerificationFlow(returnTo === undefined ? {} : { returnTo }, {
        headers: jar.header,
      });
      keep(headers["set-cookie"]);
      return expectFlow(data);
    },

    async read(id: string): Promise<VerificationFlow> {
      const { data } = await api.getVerificationFlow({ id, cookie: cookie() });
      return expectFlow(data);
    },

    /** Submits the flow's form. A browser takes cookies from a redirect on its way, too. */
    async submit(flow: VerificationFlow, fields: Fields): Promise<VerificationFlow> {
      const { data, status } = await api.updateVerificationFlow(
        {
          flow: flow.id,
          cookie: cookie(),
          updateVerificationFlowBody: { method: "code", csrf_token: csrfOf(flow), ...fields },
        },
        { beforeRedirect: (_options, { headers }) => keep(headers["set-cookie"]) },
      );
      expect(status).toBe(200);
      return expectFlow(data);
    },
  };
}

/** A native app: no cookies, no tokens. */
export function nativeOf(api: Frontend) {
  return {
    async start(returnTo?: string): Promise<VerificationFlow> {
      const { data, headers } = await api.createNativeVerificationFlow(returnTo === undefined ? {} : { returnTo });
      expect(headers["set-cookie"]).toBeUndefined();
      return expectFlow(data);
    },

    async read(id: string): Promise<VerificationFlow> {
      return expectFlow((await api.getVerificationFlow({ id })).data);
    },

    async submit(flow: Pick<VerificationFlow, "id">, fields: Fields): Promise<VerificationFlow> {
      const { data, status } = await api.updateVerificationFlow({
        flow: flow.id,
        updateVerificationFlowBody: { method: "code", ...fields },
      });
      expect(status).toBe(200);
      return expectFlow(data);
    },
  };
}
