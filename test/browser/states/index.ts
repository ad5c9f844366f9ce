import { byCode } from "./by-code.ts";
import { byLink } from "./by-link.ts";
import { deadEnds } from "./dead-ends.ts";
import { logins } from "./logins.ts";
import type { PageState } from "./stage.ts";
import { stopped } from "./stopped.ts";

/**
 * The states of the hosted pages that a person can get into by themselves on a server that works. Not among them: pages
 * that are open for too long, callers that are held back for an hour, and faults of the server.
 */
export const pageStates: readonly PageState[] = [...byCode, ...byLink, ...logins, ...stopped, ...deadEnds];

/** The state of this name. */
export function pageState(name: string): PageState {
  const found = pageStates.find((state) => state.name === name);
  if (!found) throw new Error(`no state of a page is called ${name}`);
  return found;
}
