import type { DevClient } from "../support/dev-server.ts";
import { type LocalServer, startLocalServer } from "../support/local-server.ts";

/** What the login server found out about a track that went on. */
export type Redeemed = { readonly status: number; readonly body: Record<string, unknown> };

export type LoginServer = LocalServer & {
  /** Every result that somebody came back with, and what asking about it came to. */
  readonly redeemed: readonly Redeemed[];
  /** What it was told about where people came from. */
  readonly referrers: readonly (string | undefined)[];
  /** To be told where the verification runs, which starts after this. */
  use(verification: DevClient): void;
  /** Interrupts a login: the address that its person is sent to. */
  interrupt(account_id: string, required: readonly string[]): Promise<string>;
};

/**
 * A login server as small as can be: `/login` interrupts a login and sends its person off, `/continue` takes them back,
 * asks server-side what was verified, and signs them in.
 */
export async function startLoginServer(): Promise<LoginServer> {
  const redeemed: Redeemed[] = [];
  const referrers: (string | undefined)[] = [];
  let verification: DevClient | undefined;
  const verifier = (): DevClient => {
    if (!verification) throw new Error("the login server was not told where the verification runs");
    return verification;
  };

  async function redeem(code: string): Promise<Redeemed> {
    const reply = await verifier().admin("/tracks/redeem", { method: "POST", body: JSON.stringify({ code }) });
    const found = { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
    redeemed.push(found);
    return found;
  }

  const server: LocalServer = await startLocalServer(async ({ url = "", headers }, response) => {
    const { pathname, searchParams } = new URL(url, "http://login.test");
    response.setHeader("content-type", "text/html; charset=utf-8");
    if (pathname !== "/continue") return response.writeHead(404).end();
    referrers.push(headers.referer);
    const { status } = await redeem(searchParams.get("code") ?? "");
    const heading = status === 200 ? "Signed in" : "Not signed in";
    return response.end(`<!doctype html><title>${heading}</title><h1>${heading}</h1>`);
  });

  return {
    ...server,
    redeemed,
    referrers,
    use(client) {
      verification = client;
    },
    async interrupt(account_id, required) {
      const continue_url = `${server.origin}/continue?state=s1`;
      const body = JSON.stringify({ account_id, required, continue_url });
      const reply = await verifier().admin("/tracks", { method: "POST", body });
      const { url } = (await reply.json()) as { url: string };
      return url;
    },
  };
}
