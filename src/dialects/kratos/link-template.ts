import type { Proof } from "../../core/flow.ts";

type Linked = { readonly flowId: string; readonly proof: Proof; readonly sameBrowser: boolean };

/** The template of a message's link, as Kratos spells it; `base` is the public address with the dialect's base path. */
export function linkTemplateOf(base: string, { flowId, proof, sameBrowser }: Linked): string {
  const page = `${base}/self-service/verification`;
  if (proof === "link") return `${page}?flow=${flowId}&token={token}`;
  // With the token, a browser that may not type the code can at least stop the request.
  return `${page}?code={code}&flow=${flowId}${sameBrowser ? "&token={token}" : ""}`;
}
