import { open, type PageState, start } from "./stage.ts";

/** Pages that can do nothing for whoever sees them but say so. */
export const deadEnds: readonly PageState[] = [
  {
    name: "page of nothing",
    heading: "This page does not work",
    reach: (stage) => open(stage, `/identity/verification?flow=${crypto.randomUUID()}`),
  },
  {
    name: "mistyped address",
    heading: "This page does not work",
    reach: (stage) => open(stage, "/identity/verificatoin"),
  },
  {
    name: "page of an error",
    heading: "This page does not work",
    reach: (stage) => open(stage, "/auth/self-service/verification?flow=none"),
  },
  {
    name: "page of another browser",
    heading: "Go on in the browser you started with",
    async reach(stage) {
      await start(stage);
      await stage.page.context().clearCookies();
      await stage.page.reload();
    },
  },
  {
    name: "page of a flow that was stopped",
    heading: "This request was cancelled",
    async reach(stage) {
      await start(stage);
      const flowId = new URL(stage.page.url()).searchParams.get("flow");
      const reply = await stage.server.admin(`/flows/${flowId}/cancel`, { method: "POST" });
      if (!reply.ok) throw new Error(`not cancelled: ${reply.status}`);
      await stage.page.reload();
    },
  },
];
