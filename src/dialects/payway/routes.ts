import type { Handler } from "hono";
import { requestIdOf } from "../../http/headers.ts";
import { Hono } from "../../http/hono.ts";
import { answerOnce, type IdempotencyRefusal } from "../../http/idempotency.ts";
import type { Services } from "../../services.ts";
import type { Dialect } from "../dialect.ts";
import { createAccountLookups } from "./accounts.ts";
import { createCallers, type Identify } from "./caller.ts";
import { createConfirmPage } from "./confirm-page.tsx";
import { DIALECT, localeOf } from "./context.ts";
import { API, CONFIRM } from "./paths.ts";
import { repeatRefusalOf } from "./refusals.ts";
import { json, refuse, refuseThrown } from "./replies.ts";
import { accessToken } from "./tokens.ts";
import { type Act, createVerificationRequests } from "./verification-requests.ts";

/** Whom a call is for, and with which scope. */
type For = { readonly identify: Identify; readonly scope: string };

function routes(services: Services): Hono {
  const { idempotency, world } = services;
  const { server, person } = createCallers(services);
  const { account, status } = createAccountLookups(services);
  const { create, pending, verify } = createVerificationRequests(services);
  const confirmPage = createConfirmPage(services);
  const app = new Hono();

  /** One call: who asks, then what for, then the answer. `creates`: a repeat by its key is answered as the first. */
  const call =
    ({ identify, scope }: For, act: Act, { creates = false } = {}): Handler =>
    async ({ req: { raw } }) => {
      const caller = await identify(raw.headers, scope);
      if (!caller.ok) return refuse(caller.failure, world.now());
      const run = async (): Promise<Response> => {
        const answer = await act(caller.value, raw);
        return answer.ok ? json(creates ? 201 : 200, answer.value) : refuse(answer.failure, world.now());
      };
      if (!creates) return run();
      const edge = {
        refuse: (refusal: IdempotencyRefusal) => refuse(repeatRefusalOf(refusal, world.now()), world.now()),
        caller: caller.value.name,
      };
      return answerOnce(idempotency, raw, edge, run);
    };

  const otherVerbs =
    (allow: string): Handler =>
    () => {
      const refusal = { status: 405, code: "method_not_allowed", message: `Allowed here: ${allow}` } as const;
      const refused = refuse(refusal, world.now());
      refused.headers.set("Allow", allow);
      return refused;
    };
  const post = (path: string, handler: Handler): void => void app.post(path, handler).all(otherVerbs("POST"));
  const get = (path: string, handler: Handler): void => void app.get(path, handler).all(otherVerbs("GET, HEAD"));

  const own = (right: "r" | "w"): For => ({ identify: person, scope: `/external/me/${right}` });
  const any = (right: "r" | "w"): For => ({ identify: server, scope: `/external/account/${right}` });
  for (const [path, to] of [
    [`${API}/accounts`, any],
    [`${API}/me`, own],
  ] as const) {
    post(`${path}/create_verification_request`, call(to("w"), create, { creates: true }));
    get(`${path}/pending_verification_request`, call(to("r"), pending));
    post(`${path}/verify_account`, call(to("w"), verify));
  }
  get(`${API}/accounts/status`, call(any("r"), status));
  get(`${API}/accounts`, call(any("w"), account));
  post("/api/authorization/access_token", accessToken(services));
  app.get(CONFIRM, confirmPage.open).post(confirmPage.confirm).all(otherVerbs("GET, HEAD, POST"));

  // Last: it takes every address that nothing above it took.
  app.all(`${API}/*`, () =>
    refuse({ status: 404, code: "not_found", message: "There is nothing at this address" }, world.now()),
  );

  app.onError((error, c) => {
    world.log({ event: "request_failed", dialect: DIALECT, error: error.name, request_id: requestIdOf(c) });
    return c.req.path === CONFIRM ? confirmPage.failed(c, error) : refuseThrown(error, world.now());
  });
  return app;
}

/** Payway's verification of accounts for servers, and their access tokens. */
export const payway: Dialect = { name: DIALECT, basePaths: [""], localeOf, routes };
