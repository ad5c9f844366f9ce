import type { Context } from "hono";
import type { AccountChange, AccountKey } from "../core/account.ts";
import { Hono } from "../http/hono.ts";
import { answerOnce, type IdempotencyRefusal } from "../http/idempotency.ts";
import { readJson } from "../http/json-body.ts";
import { otherVerbs, problem, type Refusal } from "../http/problem.ts";
import { readQuery } from "../http/query.ts";
import type { Services } from "../services.ts";
import { AccountBody, AccountPatch, AccountQuery } from "./contracts.ts";
import { isAccountId } from "./fields.ts";
import { importAccounts } from "./import.ts";
import { toEntries, toNewAccount } from "./new-account.ts";
import { toConflict, toWireAccount } from "./wire.ts";

const notFound = (c: Context): Response => problem(c, { code: "not_found", detail: "There is no such account." });

function toKey({ email, phone, sub, username }: AccountQuery): AccountKey {
  const address = email ?? phone;
  if (address) return { by: "address", address };
  return sub === undefined ? { by: "username", text: username ?? "" } : { by: "sub", text: sub };
}

/** A member that is absent must stay absent: one that is there, if only as undefined, would be a change. */
function toChange({ addresses, ...profile }: AccountPatch, world: Services["world"]): AccountChange {
  const said = Object.fromEntries(Object.entries(profile).filter(([, value]) => value !== undefined));
  return addresses === undefined ? said : { ...said, addresses: toEntries(addresses, world) };
}

const repeatCodes: Readonly<Record<IdempotencyRefusal["reason"], Refusal["code"]>> = {
  key_malformed: "bad_idempotency_key",
  other_body: "idempotency_key_reused",
  still_running: "idempotency_key_busy",
};

const refuseRepeat =
  (c: Context) =>
  ({ reason, message, retryAfterS }: IdempotencyRefusal): Response => {
    const headers: Record<string, string> = retryAfterS === undefined ? {} : { "Retry-After": String(retryAfterS) };
    return problem(c, { code: repeatCodes[reason], detail: `${message}.` }, headers);
  };

/** Accounts and their addresses. */
export function accountRoutes({ accounts, idempotency, world }: Services): Hono {
  const app = new Hono();

  async function create(c: Context): Promise<Response> {
    const body = await readJson(c.req.raw, AccountBody);
    if (!body.ok) return problem(c, body.failure);
    const [created] = await accounts.create([toNewAccount(body.value, world)], world.now());
    if (!created) throw new Error("the store answered nothing");
    if (created.ok) {
      world.log({ event: "account_created", by: "admin", account: created.value.id });
      return c.json(toWireAccount(created.value), 201, { Location: `/admin/accounts/${created.value.id}` });
    }
    return created.failure.reason === "taken" ? problem(c, toConflict(created.failure.taken)) : notFound(c);
  }

  app
    .post("/", (c) => answerOnce(idempotency, c.req.raw, { refuse: refuseRepeat(c) }, () => create(c)))
    .get(async (c) => {
      const query = readQuery(c, AccountQuery);
      if (!query.ok) return problem(c, query.failure);
      const account = await accounts.find(toKey(query.value));
      return account ? c.json(toWireAccount(account)) : notFound(c);
    })
    .all(otherVerbs("GET, HEAD, POST"));

  app.post("/import", (c) => importAccounts(c, { accounts, world })).all(otherVerbs("POST"));

  app
    .get("/:id", async (c) => {
      const id = c.req.param("id");
      const account = isAccountId(id) ? await accounts.find({ by: "id", text: id }) : undefined;
      return account ? c.json(toWireAccount(account)) : notFound(c);
    })
    .patch(async (c) => {
      const id = c.req.param("id");
      const body = await readJson(c.req.raw, AccountPatch);
      if (!body.ok) return problem(c, body.failure);
      if (!isAccountId(id)) return notFound(c);
      const updated = await accounts.update(id, toChange(body.value, world), world.now());
      if (updated.ok) {
        world.log({ event: "account_changed", by: "admin", account: id });
        return c.json(toWireAccount(updated.value));
      }
      return updated.failure.reason === "taken" ? problem(c, toConflict(updated.failure.taken)) : notFound(c);
    })
    .delete(async (c) => {
      const id = c.req.param("id");
      if (!isAccountId(id) || !(await accounts.erase(id))) return notFound(c);
      world.log({ event: "account_erased", by: "admin", account: id });
      return c.body(null, 204);
    })
    .all(otherVerbs("DELETE, GET, HEAD, PATCH"));
  return app;
}
