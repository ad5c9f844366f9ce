import { isVisibleAscii } from "./ascii.ts";
import { fail, ok, type Result } from "./result.ts";

/** A place that people may be sent to, as an app registered it. */
export type RedirectTarget = {
  /** With its colon, as URLs have it. */
  readonly scheme: string;
  readonly hostname: string;
  readonly port: string;
  readonly pathname: string;
  /** With its question mark; empty: any query. */
  readonly search: string;
  /** `https:` to anywhere and `http:` to the own machine; anything else is an app on the device. */
  readonly kind: "web" | "native";
  /** `hostname` stands for all names below it, and not for itself. */
  readonly wildcard: boolean;
};

/** Schemes that run a script, show what the address itself says, read the device, or start any app at all. */
const NEVER = new Set(
  "javascript data vbscript blob file filesystem about intent view-source ws wss ftp"
    .split(" ")
    .map((name) => `${name}:`),
);

/** Second-level names that registries of countries sell names below: `co.uk`, `com.au`, `or.jp`. */
const REGISTRY_LABELS = new Set("ac co com edu gob gov ltd me net ne nom or org plc".split(" "));

/** Names below which strangers get names for the asking. */
const SHARED_HOSTS = new Set(
  (
    "workers.dev pages.dev github.io gitlab.io vercel.app netlify.app web.app firebaseapp.com appspot.com run.app " +
    "herokuapp.com onrender.com fly.dev azurewebsites.net cloudfront.net ngrok.io ngrok.app ngrok-free.app deno.dev"
  ).split(" "),
);

/** Whether anybody can have a name directly below `host`. A short list, for slips: operators register targets. */
function isPublicSuffix(host: string): boolean {
  const [second, top, ...more] = host.split(".");
  if (second === undefined || top === undefined) return true;
  return more.length === 0 && (SHARED_HOSTS.has(host) || (top.length === 2 && REGISTRY_LABELS.has(second)));
}

/** What can only be this machine, where development runs and TLS has nothing to protect. */
export const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127(?:\.[0-9]{1,3}){3}$/.test(hostname);

/** Host names of letters, digits, hyphens and underscores, no empty label, so no trailing dot; or an IP literal. */
export const isPlainHost = (hostname: string): boolean =>
  /^\[[0-9a-f:.]+\]$/.test(hostname) || hostname.split(".").every((label) => /^[a-z0-9_-]+$/.test(label));

/** Percent-escaped slash, backslash, dot, control or percent of these, and `..;`: what some servers resolve late. */
export const hasHiddenSteps = (pathname: string): boolean =>
  /%(?:25)*(?:[01][0-9a-f]|2[ef]|5c|7f)|\/\.{1,2};/i.test(pathname);

/** Schemes that are for pages; all others are somebody's app. */
export const isWebScheme = (scheme: string): boolean => scheme === "https:" || scheme === "http:";

/** `*.` where a host begins. Parsed without it: what a URL parser makes of an asterisk is nobody's promise. */
const WILDCARD = /^([a-z][a-z0-9+.-]*:\/\/)\*\./i;

function parseTarget(text: string): Result<RedirectTarget, string> {
  const refused = (why: string) => fail(`redirect target ${JSON.stringify(text)}: ${why}`);
  if (!isVisibleAscii(text) || text.includes("\\")) return refused("only visible ASCII, without a backslash");
  const wildcard = WILDCARD.test(text);
  const url = URL.parse(text.replace(WILDCARD, "$1"));
  if (url === null) return refused("not an absolute URL");
  const { protocol: scheme, hostname, port, pathname, search } = url;
  if (NEVER.has(scheme)) return refused(`${scheme} is never a target`);
  if (url.username !== "" || url.password !== "") return refused("no user name or password in it");
  if (hasHiddenSteps(pathname) || pathname.startsWith("//")) return refused("the path must be plain");

  const target = { scheme, hostname, port, pathname, search, wildcard };
  if (!isWebScheme(scheme)) {
    if (wildcard) return refused("a wildcard is for https only");
    return ok({ ...target, kind: "native" });
  }
  if (!isPlainHost(hostname)) return refused("a wildcard is one leading `*.`; otherwise the host must be plain");
  if (wildcard && (isPublicSuffix(hostname) || /^\[|^[0-9.]+$/.test(hostname))) {
    return refused("anybody can have a name under this wildcard");
  }
  if (scheme === "http:" && !isLoopback(hostname)) return refused("http is for localhost only; use https");
  return ok({ ...target, kind: "web" });
}

/** The targets of an app, or, for whoever wrote the settings, why the first bad one is none. */
export function parseTargets(list: readonly string[]): Result<readonly RedirectTarget[], string> {
  const targets: RedirectTarget[] = [];
  for (const text of list) {
    const parsed = parseTarget(text);
    if (!parsed.ok) return parsed;
    targets.push(parsed.value);
  }
  return ok(targets);
}
