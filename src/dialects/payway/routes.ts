import { type Handler, Hono } from "hono";
import { requestIdOf } from "../../http/headers.ts";
import type { Services } from "../../services.ts";
import type { Dialect } from "../dialect.ts";
import { refuse, refuseThrown } from "./replies.ts";
import { accessToken } from "./tokens.ts";

/** The name of this dialect in stored rows and logs. */
const DIALECT = "payway";

function routes(services: Services): Hono {
  const { world } = services;
  const app = new Hono();

  const otherVerbs =
    (allow: string): Handler =>
    () => {
      const refusal = { status: 405, code: "method_not_allowed", message: `Allowed here: ${allow}` } as const;
      const refused = refuse(refusal, world.now());
      refused.headers.set("Allow", allow);
      return refused;
    };

  app.post("/api/authorization/access_token", accessToken(services)).all(otherVerbs("POST"));

  // Last: it takes every address that nothing above it took.
  app.all("/external/api/v1/*", () =>
    refuse({ status: 404, code: "not_found", message: "There is nothing at this address" }, world.now()),
  );

  app.onError((error, c) => {
    world.log({ event: "request_failed", dialect: DIALECT, error: error.name, request_id: requestIdOf(c) });
    return refuseThrown(error, world.now());
  });
  return app;
}

/** Payway's access tokens for servers. */
export const payway: Dialect = { name: DIALECT, basePaths: [""], routes };
