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
};

/** Which of the ways a browser failed to show that it started the flow. */
export function csrfError({ request, visitor }: Pick<Asking, "request" | "visitor">): ErrorKind {
  if (!request.headers.get("cookie")) return "csrf_no_cookies";
  return visitor.secret === undefined ? "csrf_no_cookie" : "csrf_mismatch";
}
