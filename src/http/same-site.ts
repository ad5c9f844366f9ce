/**
 * Whether a browser sent this from a page that may: one of `origins`, or of our own. `Sec-Fetch-Site` is judged
 * first, since under a strict referrer policy browsers send `Origin: null` from our own forms. A request with neither
 * header is no browser's; what protects against that one's forgeries is the token, not this.
 */
export function isOwnPage(headers: Headers, origins: readonly string[]): boolean {
  const origin = headers.get("origin");
  const listed = origin !== null && origins.includes(origin);
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin" || site === "none" || listed;
  return origin === null || listed;
}

/**
 * Whether this is a form of our own pages. Nothing but a browser sends one, and every browser says where from: without
 * either header it is refused too. `ownOrigins` is what our pages are served at.
 */
export const isOwnForm = (headers: Headers, ownOrigins: readonly string[]): boolean =>
  (headers.has("sec-fetch-site") || headers.has("origin")) && isOwnPage(headers, ownOrigins);
