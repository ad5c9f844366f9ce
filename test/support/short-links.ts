import { env } from "cloudflare:workers";
import { type LinkCode, readLinkCode } from "../../src/core/link-code.ts";

type Link = string | URL | null | undefined;

/** What a short link names. */
export function namedBy(link: Link): LinkCode {
  const named = readLinkCode(new URL(link ?? "about:blank").search.slice(1));
  if (!named) throw new Error(`no short link: ${link}`);
  return named;
}

/** The id of the flow that a short link is of. */
export async function flowIdOf(link: Link): Promise<string> {
  const flow = env.DB.prepare("SELECT id FROM flows WHERE id LIKE ? || '%'").bind(namedBy(link).flowStart);
  return (await flow.first<string>("id")) ?? "";
}

/** What the button of a link's page sends on; of an address that is none of ours, what can be read of it. */
export async function pressOf(link: Link): Promise<URLSearchParams> {
  const code = new URL(link ?? "about:blank").search.slice(1);
  return new URLSearchParams({ flow: readLinkCode(code) ? await flowIdOf(link) : "", token: code.slice(8) });
}
