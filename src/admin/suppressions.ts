import type { Context } from "hono";
import { addressSubject } from "../core/address.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { Hono } from "../http/hono.ts";
import { otherVerbs, problem, type Refusal } from "../http/problem.ts";
import { readQuery } from "../http/query.ts";
import type { Services } from "../services.ts";
import { d1Suppressions } from "../stores/suppressions.ts";
import { AddressQuery } from "./contracts.ts";
import { seconds } from "./courier-wire.ts";

const notFound: Refusal = { code: "not_found", detail: "Messages to this address are not suppressed." };

/**
 * Addresses that take no messages: a mailbox that is not there, a complaint, a STOP. Whoever asks must name one, since
 * only digests are kept. To lift a suppression here does not lift that of the provider, which may keep its own.
 */
export function suppressionRoutes({ settings, database, keyring, world }: Services): Hono {
  const appId = settings.app.id;
  const suppressions = d1Suppressions(database, appId);
  const app = new Hono();

  async function digestIn(c: Context): Promise<Result<string, Refusal>> {
    const query = readQuery(c, AddressQuery);
    if (!query.ok) return query;
    const address = query.value.email ?? query.value.phone;
    return address ? ok(await keyring.subject(addressSubject(appId, address))) : fail({ code: "invalid_query" });
  }

  app
    .get("/", async (c) => {
      const digest = await digestIn(c);
      if (!digest.ok) return problem(c, digest.failure);
      const found = await suppressions.read(digest.value);
      if (!found) return problem(c, notFound);
      const { reason, provider, createdAt } = found;
      return c.json({ suppressed: true, reason, provider, created_at: seconds(createdAt) });
    })
    .delete(async (c) => {
      const digest = await digestIn(c);
      if (!digest.ok) return problem(c, digest.failure);
      if (!(await suppressions.lift(digest.value))) return problem(c, notFound);
      world.log({ event: "suppression_lifted", by: "admin" });
      return c.body(null, 204);
    })
    .all(otherVerbs("DELETE, GET, HEAD"));
  return app;
}
