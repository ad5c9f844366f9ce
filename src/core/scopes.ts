import { fail, ok, type Result } from "./result.ts";

/** What a client may do: read or write in one area. */
const SCOPE = /^\/external\/[a-z][a-z0-9_-]{0,39}\/[rw]$/;

export const isScope = (text: string): boolean => SCOPE.test(text);

/** The scopes of a list as callers send it, each once. */
export const readScopes = (list: string): readonly string[] => [
  ...new Set(list.split(" ").filter((scope) => scope !== "")),
];

export type ScopeRefusal = { readonly reason: "insufficient_scope"; readonly missing: readonly string[] };

/** Whether a token may be used for what needs `scope`. Each scope stands for itself: one to write reads nothing. */
export const requireScope = <Grant extends { readonly scopes: readonly string[] }>(
  grant: Grant,
  scope: string,
): Result<Grant, ScopeRefusal> =>
  grant.scopes.includes(scope) ? ok(grant) : fail({ reason: "insufficient_scope", missing: [scope] });
