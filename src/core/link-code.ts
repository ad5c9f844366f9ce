import { fromBase64Url, toBase64Url } from "./base64url.ts";
import { bytesOf, idFrom } from "./ids.ts";

/** What a short link names: a flow, and the token of its issue. */
export type LinkCode = { readonly flowId: string; readonly token: string };

/** The 16 bytes of an id, then a token of either length. */
const CODE = /^([A-Za-z0-9_-]{22})([A-Za-z0-9_-]{24}|[A-Za-z0-9_-]{43})$/;

/** The id of a flow in 22 characters in place of 36. */
export const shortFlowId = (flowId: string): string => toBase64Url(bytesOf(flowId));

/** What stands in an address for a flow and a token. */
export const linkCodeOf = ({ flowId, token }: LinkCode): string => shortFlowId(flowId) + token;

/** Reads a code, or answers undefined. */
export function readLinkCode(text: string): LinkCode | undefined {
  const [, short = "", token = ""] = CODE.exec(text) ?? [];
  const bytes = short === "" ? undefined : fromBase64Url(short);
  const flowId = bytes && idFrom(bytes);
  // The last character has bits to spare: one of its spellings is ours.
  return flowId !== undefined && shortFlowId(flowId) === short ? { flowId, token } : undefined;
}
