import { isVisibleAscii } from "./ascii.ts";
import {
  hasHiddenSteps,
  isLoopback,
  isPlainHost,
  isWebScheme,
  parseTargets,
  type RedirectTarget,
} from "./redirect-target.ts";

export { parseTargets } from "./redirect-target.ts";

const LONGEST = 2_048;

/** "prefix": the registered path and what is below it. "exact": the registered path and query, nothing else. */
export type RedirectMatch = "prefix" | "exact";

/** Where people may be sent. Asked when a flow starts and again when its redirect is made. */
export type RedirectPolicy = {
  /** The address to send to, spelled by the URL parser and never as it came; undefined: send nobody there. */
  allows(raw: string, match?: RedirectMatch): string | undefined;
  /** The same for what may also be a path such as "/welcome", which is meant on the host of `base`. */
  resolve(raw: string, base: string): string | undefined;
};

/** What could be read differently by a browser, a proxy and us is not read at all. */
const isPlainText = (raw: string): boolean => raw.length <= LONGEST && isVisibleAscii(raw) && !raw.includes("\\");

function parseStrictly(raw: string): URL | undefined {
  if (!isPlainText(raw)) return undefined;
  // Never with a base: against one, "//host", "/\host" and "https:host" are other people's hosts.
  const url = URL.parse(raw);
  if (url === null || url.username !== "" || url.password !== "") return undefined;
  // As a redirect, a path that starts with two slashes is a host.
  if (url.pathname.startsWith("//") || hasHiddenSteps(url.pathname)) return undefined;
  return isWebScheme(url.protocol) && !isPlainHost(url.hostname) ? undefined : url;
}

/** What an app that registered nothing may name: any page over https, and those of this machine. */
export const anyPage: Pick<RedirectPolicy, "allows"> = {
  allows(raw) {
    const url = parseStrictly(raw);
    return url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname)) ? url.href : undefined;
  },
};

const matchesHost = (target: RedirectTarget, hostname: string): boolean =>
  target.wildcard ? hostname.endsWith(`.${target.hostname}`) : hostname === target.hostname;

function matchesPath(target: RedirectTarget, url: URL, match: RedirectMatch): boolean {
  if (url.pathname === target.pathname) {
    return url.search === target.search || (match === "prefix" && target.search === "");
  }
  // A native target, and one with a query, is one address and no tree.
  if (match === "exact" || target.kind === "native" || target.search !== "") return false;
  return url.pathname.startsWith(target.pathname.endsWith("/") ? target.pathname : `${target.pathname}/`);
}

/** IP literals, schemes and ports need no rule of their own: only what a target names is equal to it. */
const matches = (target: RedirectTarget, url: URL, match: RedirectMatch): boolean =>
  url.protocol === target.scheme &&
  url.port === target.port &&
  matchesHost(target, url.hostname) &&
  matchesPath(target, url, match);

/**
 * The one rule for `return_to`, `redirect_uri` and their like. Targets are judged when they are set (`parseTargets`);
 * one that does not pass here, because the rules have since become stricter, allows nothing, and spoils no other.
 */
export function createRedirectPolicy(targets: readonly string[]): RedirectPolicy {
  const registered = targets.flatMap((text) => {
    const parsed = parseTargets([text]);
    return parsed.ok ? parsed.value : [];
  });

  const allows = (raw: string, match: RedirectMatch = "prefix"): string | undefined => {
    const url = parseStrictly(raw);
    return url !== undefined && registered.some((target) => matches(target, url, match)) ? url.href : undefined;
  };

  return {
    allows,
    resolve(raw, base) {
      if (!raw.startsWith("/")) return allows(raw);
      if (!isPlainText(raw) || raw.startsWith("//")) return undefined;
      const home = URL.parse(base);
      if (home === null || !isWebScheme(home.protocol)) return undefined;
      const resolved = URL.parse(raw, home.origin);
      return resolved === null ? undefined : allows(resolved.href);
    },
  };
}
