import { fromBase64Url, toBase64Url } from "./base64url.ts";

/**
 * What a stop link names: the token of an issue, and the first group of its flow's id. That group alone leads to the
 * flow, or to a handful of them: it is there so that no index of tokens has to be kept. The token decides.
 */
export type StopCode = { readonly flowStart: string; readonly token: string };

const GROUP = /^[0-9a-f]{8}/;
/** Four bytes of an id, then a token in either of its spellings. */
const CODE = /^([A-Za-z0-9_-]{6})([A-Za-z0-9_-]{43}|[0-9a-f-]{36})$/;

/** The bytes that a flow's id begins with, in six characters: all that a link needs besides the token. */
function startOf(flowId: string): string {
  const [group = ""] = GROUP.exec(flowId) ?? [];
  return toBase64Url(Uint8Array.from(group.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)));
}

/** What stands behind the address of the page that stops a request. `token` may be a place where one is put in. */
export const stopCodeOf = (flowId: string, token: string): string => startOf(flowId) + token;

/** Reads a code, or answers undefined. */
export function readStopCode(text: string): StopCode | undefined {
  const [, start = "", token = ""] = CODE.exec(text) ?? [];
  const bytes = start === "" ? undefined : fromBase64Url(start);
  if (bytes?.length !== 4) return undefined;
  const flowStart = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { flowStart, token };
}
