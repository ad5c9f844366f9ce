import { isUuid } from "../core/ids.ts";
import { type LinkCode, linkCodeOf, readLinkCode } from "../core/link-code.ts";
import { bareQuery } from "../http/bare-query.ts";
import { readBody } from "../http/body.ts";

/** A link whose flow is known: what its button sends. */
export type PressedLink = { readonly flowId: string; readonly token: string };

/** What the form behind a short link sends on: the whole id, so that nothing has to be searched when it is pressed. */
export const fieldsOf = ({ flowId, token }: PressedLink): Readonly<Record<string, string>> => ({ flow: flowId, token });

/** Which link is opened; undefined: none of ours. */
export const readOpened = ({ url }: Request): LinkCode | undefined => readLinkCode(bareQuery(url));

/** A link by the id of its flow and its token; undefined: none of ours. */
export const linkOf = (flowId: string, token: string): PressedLink | undefined =>
  isUuid(flowId) && readLinkCode(linkCodeOf(flowId, token)) ? { flowId, token } : undefined;

/** Which link's button is pressed; undefined: none of ours. */
export async function readPressed(request: Request): Promise<PressedLink | undefined> {
  const body = await readBody(request);
  if (!body.ok) return undefined;
  const fields = new URLSearchParams(body.value.text);
  return linkOf(fields.get("flow") ?? "", fields.get("token") ?? "");
}
