import { type LinkCode, linkCodeOf, readLinkCode } from "../core/link-code.ts";
import { bareQuery } from "../http/bare-query.ts";
import { readBody } from "../http/body.ts";

/** The name of the form's field. */
const FIELD = "link";

/** What the form behind a short link sends on. */
export const fieldsOf = (link: LinkCode): Readonly<Record<string, string>> => ({ [FIELD]: linkCodeOf(link) });

/** Which link is opened; undefined: none of ours. */
export const readOpened = ({ url }: Request): LinkCode | undefined => readLinkCode(bareQuery(url));

/** Which link's button is pressed; undefined: none of ours. */
export async function readPressed(request: Request): Promise<LinkCode | undefined> {
  const body = await readBody(request);
  return body.ok ? readLinkCode(new URLSearchParams(body.value.text).get(FIELD) ?? "") : undefined;
}
