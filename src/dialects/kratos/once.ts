import { answerOnce } from "../../http/idempotency.ts";
import type { Services } from "../../services.ts";
import type { Asking } from "./asking.ts";
import { keyError } from "./errors.ts";
import type { Replies } from "./replies.ts";

/**
 * Submissions with an `Idempotency-Key`. It is for clients that speak JSON; with a page's form it means nothing, and
 * nothing where cookies do not tell whose they are, since what is repeated to one visitor is no other's to read.
 */
export function createOnce({ idempotency }: Pick<Services, "idempotency">, replies: Replies) {
  return function once({ asJson, request, visitor }: Asking, answer: () => Promise<Response>): Promise<Response> {
    if (!asJson || (visitor.hasCookies && visitor.guard === undefined)) return answer();
    return answerOnce(
      idempotency,
      request,
      {
        caller: visitor.guard,
        refuse: ({ status, message, retryAfterS }) =>
          replies.errorJson(
            request,
            keyError(status, message),
            {},
            retryAfterS === undefined ? {} : { "Retry-After": String(retryAfterS) },
          ),
      },
      answer,
    );
  };
}
