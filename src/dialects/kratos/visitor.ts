import type { Keyring } from "../../core/ports.ts";
import { digestSecret, readSecret } from "./csrf.ts";

/*
 * Who is asking. A browser may act on a flow because it started it, or because it arrived by the link of one of the
 * flow's messages. The second right, and whatever the link carried, travel in a sealed cookie of that browser alone:
 * kept with the flow it would show a code to whoever started the flow, who need not be the owner of the address.
 */

/** What a browser brought along from a message. */
export type Brought = { readonly guard: string; readonly code?: string; readonly token?: string };

export type Visitor = {
  /** The CSRF secret of this browser; undefined when it has none yet. */
  readonly secret: string | undefined;
  /** The guard of flows that this browser starts. */
  readonly guard: string | undefined;
  readonly brought: Brought | undefined;
  /** Whether the request carried cookies at all, other than those a Cloudflare edge adds. */
  readonly hasCookies: boolean;
};

export const apiGuard = "api";
export const browserGuard = async (secret: string): Promise<string> => `browser:${await digestSecret(secret)}`;

export const broughtCookieName = (flowId: string): string => `verification_${flowId.replaceAll("-", "")}`;
const sealContext = (flowId: string): string => `kratos-brought|${flowId}`;

export const sealBrought = (keyring: Keyring, flowId: string, brought: Brought): Promise<string> =>
  keyring.seal(sealContext(flowId), JSON.stringify(brought));

const EDGE_COOKIE = /^(?:__cf|_cf|cf_)/;

/** Cookies as name and value; the first of a name counts. */
function readCookies(header: string | null): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const part of header?.split(";") ?? []) {
    const split = part.indexOf("=");
    if (split < 1) continue;
    const name = part.slice(0, split).trim();
    if (!cookies.has(name)) cookies.set(name, decodeURIComponentSafely(part.slice(split + 1).trim()));
  }
  return cookies;
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Reads who is asking from the request's cookies. */
export async function readVisitor(
  headers: Headers,
  { flowId, cookieName, keyring }: { flowId: string | undefined; cookieName: string; keyring: Keyring },
): Promise<Visitor> {
  const cookies = readCookies(headers.get("cookie"));
  const secret = readSecret(cookies.get(cookieName));
  const sealed = flowId === undefined ? undefined : cookies.get(broughtCookieName(flowId));
  const opened = sealed && flowId ? await keyring.open(sealContext(flowId), sealed) : undefined;
  return {
    secret,
    guard: secret && (await browserGuard(secret)),
    brought: opened === undefined ? undefined : (JSON.parse(opened) as Brought),
    hasCookies: [...cookies.keys()].some((name) => !EDGE_COOKIE.test(name)),
  };
}

/** The guards this visitor may claim for reading a flow. */
export const readingGuards = ({ guard, brought }: Visitor): readonly string[] => [
  apiGuard,
  ...(guard ? [guard] : []),
  ...(brought ? [brought.guard] : []),
];
