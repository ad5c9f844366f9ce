import type { Context, Handler } from "hono";
import type { IssueRefusal } from "../../core/client-tokens.ts";
import { clientIp } from "../../http/client-ip.ts";
import type { Services } from "../../services.ts";
import { insufficientScope, invalidParameter, type Refusal, tooManyRequests } from "./errors.ts";
import { json, refuse } from "./replies.ts";
import { readTokenRequest, unauthorized } from "./token-request.ts";

function refusalOf(failure: IssueRefusal): Refusal {
  switch (failure.reason) {
    case "client_unauthorized":
      return unauthorized;
    case "too_soon":
      return tooManyRequests("Too many wrong secrets, try again later", failure.retryAt);
    case "insufficient_scope":
      return insufficientScope(failure.missing);
    case "ticket_invalid":
      return invalidParameter("ticket", "Ticket is invalid, expired or used");
  }
}

/** Gives a client that shows its secret an access token. */
export const accessToken =
  ({ clients, world }: Services): Handler =>
  async (c: Context) => {
    const request = await readTokenRequest(c.req.raw);
    if (!request.ok) return refuse(request.failure, world.now());
    const issued = await clients.issueToken({ ...request.value, ip: clientIp(c.req.raw.headers) });
    if (!issued.ok) return refuse(refusalOf(issued.failure), world.now());
    return json(200, {
      access_token: issued.value.accessToken,
      expires_in: issued.value.lifetimeMs / 1_000,
      token_type: "bearer",
      scope: issued.value.scopes.join(" "),
    });
  };
