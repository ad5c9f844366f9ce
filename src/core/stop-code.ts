import { fromBase64Url, toBase64Url } from "./base64url.ts";
import { bytesOf } from "./ids.ts";

/**
 * What a stop link names: the token of an issue, and the first group of its flow's id. That group alone leads to the
 * flow, or to a handful of them: it is there so that no index of tokens has to be kept. The token decides.
 */
export type StopCode = { readonly flowStart: string; readonly token: string };

const START_BYTES = 4;
/** The first bytes of an id, then a token in any of its forms. */
const CODE = /^([A-Za-z0-9_-]{6})([A-Za-z0-9_-]{43}|[A-Za-z0-9_-]{24}|[0-9a-f-]{36})$/;

/** The bytes that a flow's id begins with, in six characters: all that a link needs besides the token. */
const startOf = (flowId: string): string => toBase64Url(bytesOf(flowId).slice(0, START_BYTES));

/** What stands behind the address of the page that stops a request. `token` may be a place where one is put in. */
export const stopCodeOf = (flowId: string, token: string): string => startOf(flowId) + token;

/** Reads a code, or answers undefined. */
export function readStopCode(text: string): StopCode | undefined {
  const [, start = "", token = ""] = CODE.exec(text) ?? [];
  const bytes = start === "" ? undefined : fromBase64Url(start);
  if (bytes?.length !== START_BYTES) return undefined;
  const flowStart = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { flowStart, token };
}
