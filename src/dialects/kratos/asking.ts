import type { ErrorKind } from "./errors.ts";
import type { Visitor } from "./visitor.ts";

/** A request that is to be answered: who asks, about which flow, and in which form. */
export type Asking = {
  readonly request: Request;
  readonly query: URLSearchParams;
  readonly flowId: string;
  readonly visitor: Visitor;
  readonly ip: string | undefined;
  readonly asJson: boolean;
  /** Asked by our own page, which shows how its flow stands: no other takes its place, and nothing is kept with it. */
  readonly byPage?: true;
  /** By a page too: a number is to be called. The API's contract has no word for that. */
  readonly byCall?: boolean;
};

/** Whether a browser has opened the link of a message, rather than anything else. */
export const openedLink = ({ request, query, asJson }: Asking): boolean =>
  request.method === "GET" && !asJson && query.has("token");

/** Which of the ways a browser failed to show that it started the flow. */
export function csrfError({ request, visitor }: Pick<Asking, "request" | "visitor">): ErrorKind {
  if (!request.headers.get("cookie")) return "csrf_no_cookies";
  return visitor.secret === undefined ? "csrf_no_cookie" : "csrf_mismatch";
}
