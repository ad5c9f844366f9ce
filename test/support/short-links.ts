import { type LinkCode, readLinkCode } from "../../src/core/link-code.ts";

/** What a short link names. */
export function namedBy(link: string | URL | null | undefined): LinkCode {
  const named = readLinkCode(new URL(link ?? "about:blank").search.slice(1));
  if (!named) throw new Error(`no short link: ${link}`);
  return named;
}

/** What the button of a link's page sends on. */
export const pressOf = ({ search }: Pick<URL, "search">): URLSearchParams =>
  new URLSearchParams({ link: search.slice(1) });
