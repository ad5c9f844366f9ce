import { preferencesOf } from "../../copy/choose.ts";
import type { Translator } from "../../copy/translator.ts";
import type { TranslatorFor } from "../../copy/translators.ts";
import type { Flow } from "../../core/flow.ts";
import { readCookies } from "../../http/cookies.ts";
import type { Brought, BroughtCookies } from "./brought.ts";
import { digestSecret, readSecret } from "./csrf.ts";

/*
 * Who is asking. A browser may act on a flow because it started it, or because it arrived by a live link of one of the
 * flow's messages.
 */

export type Visitor = {
  /** The CSRF secret of this browser; undefined when it has none yet. */
  readonly secret: string | undefined;
  /** The guard of flows that this browser starts. */
  readonly guard: string | undefined;
  readonly brought: Brought | undefined;
  /** The language they read. */
  readonly copy: Translator;
  /** Whether the request carried cookies at all, other than those a Cloudflare edge adds. */
  readonly hasCookies: boolean;
};

export const apiGuard = "api";
export const browserGuard = async (secret: string): Promise<string> => `browser:${await digestSecret(secret)}`;

const EDGE_COOKIE = /^(?:__cf|_cf|cf_)/;

type Reading = {
  readonly flowId: string | undefined;
  readonly cookieName: string;
  readonly broughtCookies: BroughtCookies;
  readonly translatorFor: TranslatorFor;
};

/** Reads who is asking from the request's cookies. */
export async function readVisitor(
  headers: Headers,
  { flowId, cookieName, broughtCookies, translatorFor }: Reading,
): Promise<Visitor> {
  const cookies = readCookies(headers.get("cookie"));
  const secret = readSecret(cookies.get(cookieName));
  return {
    secret,
    guard: secret && (await browserGuard(secret)),
    brought: flowId === undefined ? undefined : await broughtCookies.read(cookies, flowId),
    copy: await translatorFor(...preferencesOf(headers)),
    hasCookies: [...cookies.keys()].some((name) => !EDGE_COOKIE.test(name)),
  };
}

/** What of a visitor decides what it is shown. */
export type Viewer = Pick<Visitor, "secret" | "guard" | "brought" | "copy">;

/** Whether a flow is this visitor's: a native one is anybody's who knows its id, a browser's is whose guard it is. */
export const holdsGuard = ({ guard }: Pick<Flow, "guard">, viewer: Pick<Viewer, "guard" | "brought">): boolean =>
  [apiGuard, viewer.guard, viewer.brought?.guard].includes(guard);

/** Whether this visitor may look at the flow: at all of it, or, having come by a mail's link, at what is no secret. */
export const mayRead = (flow: Pick<Flow, "guard">, viewer: Pick<Viewer, "guard" | "brought">): boolean =>
  viewer.brought !== undefined || holdsGuard(flow, viewer);

/**
 * The guards of flows that a visitor may finish where a secret is not enough: of those that belong to no browser, and
 * of those that this browser started. Having come by a link does not count.
 */
export const finishing = ({ guard }: Pick<Viewer, "guard">): readonly string[] =>
  guard === undefined ? [apiGuard] : [apiGuard, guard];
