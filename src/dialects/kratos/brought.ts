import type { Flow } from "../../core/flow.ts";
import type { Keyring, World } from "../../core/ports.ts";
import { wholeSeconds } from "../../core/seconds.ts";
import type { Notice } from "./messages.ts";
import type { Visitor } from "./visitor.ts";

/**
 * What a browser has because it opened the link of a message, in a sealed cookie of that browser alone: kept with the
 * flow it would show a code to whoever started the flow, who need not be the owner of the address.
 */
export type Brought = {
  /** The flow's, for the browser that showed a live token. A code cannot be checked before it is submitted. */
  readonly guard?: string;
  readonly code?: string;
  readonly token?: string;
  /** What went wrong last, for the page that this browser is sent back to. */
  readonly told?: Notice;
};

const sealContext = (flowId: string): string => `kratos-brought|${flowId}`;

/** The cookie: written, read, and taken back. */
export function createBroughtCookies(
  publicUrl: string,
  { keyring, world }: { readonly keyring: Pick<Keyring, "seal" | "open">; readonly world: Pick<World, "now"> },
) {
  const https = publicUrl.startsWith("https:");
  // Its name is in no contract, so that it has the prefix by which browsers take it from this host alone.
  const nameOf = (flowId: string): string => `${https ? "__Host-" : ""}verification_${flowId.replaceAll("-", "")}`;

  function append(response: Response, flow: Flow, value: string, seconds: number): Response {
    const secure = https ? "; Secure" : "";
    const cookie = `${nameOf(flow.id)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
    response.headers.append("Set-Cookie", cookie);
    return response;
  }

  /** For as long as the flow can still use it. */
  async function give(response: Response, flow: Flow, brought: Brought): Promise<Response> {
    const seconds = wholeSeconds(flow.expiresAt - world.now());
    return append(response, flow, await keyring.seal(sealContext(flow.id), JSON.stringify(brought)), seconds);
  }

  return {
    give,

    async read(cookies: ReadonlyMap<string, string>, flowId: string): Promise<Brought | undefined> {
      const sealed = cookies.get(nameOf(flowId));
      const opened = sealed && (await keyring.open(sealContext(flowId), sealed));
      return opened ? (JSON.parse(opened) as Brought) : undefined;
    },

    /**
     * Takes back a code or token that was used, or that something newer has replaced. Who started the flow needs the
     * cookie no more; for anybody else it goes on being the right to see how the flow stands.
     */
    async spend(response: Response, flow: Flow, visitor: Visitor, told?: Notice): Promise<Response> {
      if (!visitor.brought) return response;
      if (visitor.guard === flow.guard) return append(response, flow, "", 0);
      const { guard } = visitor.brought;
      return give(response, flow, { ...(guard === undefined ? {} : { guard }), ...(told ? { told } : {}) });
    },
  };
}

export type BroughtCookies = ReturnType<typeof createBroughtCookies>;
