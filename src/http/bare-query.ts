/** A query that is one value without a name, as in short links. What mail programs append to it is no part of it. */
export const bareQuery = (url: string): string => /^[\w-]*/.exec(new URL(url).search.slice(1))?.[0] ?? "";
