import type { Flow } from "../core/flow.ts";
import type { Keyring, World } from "../core/ports.ts";
import { wholeSeconds } from "../core/seconds.ts";
import { readCookies } from "../http/cookies.ts";

/** How much longer than its link a cookie lives: one that went with it could never tell that the link is too old. */
const LONGER_MS = 24 * 60 * 60 * 1_000;
const NAME_LENGTH = 16;

export type OpenedLinks = {
  /** Has the browser remember, with this answer, that it had the link of `flow` while that worked. */
  remember(response: Response, link: string, flow: Pick<Flow, "expiresAt">): Promise<Response>;
  knows(headers: Headers, link: string): Promise<boolean>;
};

/**
 * Which links a browser has had while they worked: what became of one is told there, and to nobody else who comes by it.
 * Each is a sealed cookie without content, bound to its link and sent to the link's page alone; a link is named by
 * everything that is secret about it.
 */
export function createOpenedLinks(
  { publicUrl, path }: { readonly publicUrl: string; readonly path: string },
  {
    keyring,
    world,
  }: { readonly keyring: Pick<Keyring, "digest" | "open" | "seal">; readonly world: Pick<World, "now"> },
): OpenedLinks {
  const https = publicUrl.startsWith("https:");
  const sealContext = (link: string): string => `opened-link|${path}|${link}`;

  async function nameOf(link: string): Promise<string> {
    const digest = await keyring.digest(sealContext(link));
    return `${https ? "__Secure-" : ""}opened_${digest.slice(0, NAME_LENGTH)}`;
  }

  return {
    async remember(response, link, { expiresAt }) {
      const [name, value] = await Promise.all([nameOf(link), keyring.seal(sealContext(link), "")]);
      const seconds = wholeSeconds(expiresAt + LONGER_MS - world.now());
      const attributes = `Path=${path}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${https ? "; Secure" : ""}`;
      response.headers.append("Set-Cookie", `${name}=${value}; ${attributes}`);
      return response;
    },

    async knows(headers, link) {
      const sealed = readCookies(headers.get("cookie")).get(await nameOf(link));
      return sealed !== undefined && (await keyring.open(sealContext(link), sealed)) !== undefined;
    },
  };
}
