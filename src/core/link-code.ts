import { fromBase64Url, toBase64Url } from "./base64url.ts";
import { bytesOf } from "./ids.ts";

/**
 * What a short link names: the token of an issue, and what its flow's id begins with. That beginning leads to the flow,
 * and hardly ever to another one besides: it is there so that no index of tokens has to be kept. The token decides.
 */
export type LinkCode = { readonly flowStart: string; readonly token: string };

/** Before the version in a UUID, all of it random; and all that a link of 80 characters has room for beside a token. */
const START_BYTES = 6;
/** The first bytes of an id, then a token in either of its forms. */
const CODE = /^([A-Za-z0-9_-]{8})([A-Za-z0-9_-]{43}|[0-9a-f-]{36})$/;

/** The bytes that a flow's id begins with, in eight characters. */
export const shortFlowId = (flowId: string): string => toBase64Url(bytesOf(flowId).slice(0, START_BYTES));

/** What stands in the address of a short link. `token` may be a place where one is put in. */
export const linkCodeOf = (flowId: string, token: string): string => shortFlowId(flowId) + token;

/** Reads a code, or answers undefined. */
export function readLinkCode(text: string): LinkCode | undefined {
  const [, start = "", token = ""] = CODE.exec(text) ?? [];
  const bytes = start === "" ? undefined : fromBase64Url(start);
  if (bytes?.length !== START_BYTES) return undefined;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { flowStart: `${digits.slice(0, 8)}-${digits.slice(8)}`, token };
}
