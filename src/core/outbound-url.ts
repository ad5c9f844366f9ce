/** This machine, under the names it has in URLs. */
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])$/;
const IP_LITERAL = /^(?:\[.*\]|[\d.]+)$/;
// Names that only resolve inside somebody's network.
const PRIVATE_SUFFIX = /\.(?:local|localhost|localdomain|internal|intranet|private|lan|home|corp|home\.arpa)$/;
const LONGEST = 2_048;

const bare = (hostname: string): string => hostname.replace(/\.$/, "");

/** Whether this is a name in the public DNS. What a name resolves to is not known here. */
export function isPublicHost(hostname: string): boolean {
  const host = bare(hostname);
  return host.includes(".") && !IP_LITERAL.test(host) && !PRIVATE_SUFFIX.test(host);
}

/** Why nothing is sent to an address that somebody wrote down. */
export type OutboundProblem = "url_malformed" | "url_not_https" | "url_has_password" | "url_not_public" | "url_is_ours";

/**
 * What keeps an operator's URL from being sent to: only https on its own port, to a public name that is not ours, so
 * that nobody makes this Worker ask what only it may reach, or itself. `own` is our public origin; a development
 * server also sends to other ports of its machine.
 */
export function outboundProblem(
  text: string,
  { own, development }: { readonly own: string; readonly development: boolean },
): OutboundProblem | undefined {
  const url = text.length <= LONGEST && text === text.trim() ? URL.parse(text) : null;
  if (url === null) return "url_malformed";
  if (url.username !== "" || url.password !== "") return "url_has_password";
  const ours = new URL(own);
  if (bare(url.host) === bare(ours.host)) return "url_is_ours";
  if (development && url.protocol === "http:" && LOOPBACK.test(url.hostname)) return undefined;
  // The parser leaves out the port that the scheme has anyway.
  if (url.protocol !== "https:" || url.port !== "") return "url_not_https";
  if (bare(url.hostname) === bare(ours.hostname)) return "url_is_ours";
  return isPublicHost(url.hostname) ? undefined : "url_not_public";
}
