import type { Context } from "hono";
import type { Client, Person, TicketFailure } from "../core/client.ts";
import type { WithSecret } from "../core/clients.ts";
import { isUuid } from "../core/ids.ts";
import { Hono } from "../http/hono.ts";
import { readJson } from "../http/json-body.ts";
import { type FieldError, otherVerbs, problem, type Refusal } from "../http/problem.ts";
import { readQuery } from "../http/query.ts";
import type { Services } from "../services.ts";
import { ClientBody, ClientsQuery, isClientId, TicketBody } from "./client-contracts.ts";
import { instant, instantOrNull } from "./wire.ts";

/** A client as the admin API shows it: of its secrets only when each was made and last used. */
const toWireClient = ({ id, appId, name, scopes, redirectUris, secrets, createdAt, revokedAt }: Client) => ({
  client_id: id,
  app_id: appId,
  name,
  scopes,
  redirect_uris: redirectUris,
  secrets: secrets.map((secret) => ({
    id: secret.id,
    created_at: instant(secret.createdAt),
    last_used_at: instantOrNull(secret.lastUsedAt),
  })),
  created_at: instant(createdAt),
  revoked_at: instantOrNull(revokedAt),
});

/** The one answer that holds a secret. */
const toWireSecret = ({ client, secret }: WithSecret) => ({ ...toWireClient(client), client_secret: secret });

const notFound = (c: Context): Response => problem(c, { code: "not_found", detail: "There is no such client." });

/** Servers of an app, with their secrets. */
export function clientRoutes({ clients, world }: Services): Hono {
  const app = new Hono();

  app
    .post("/", async (c) => {
      const body = await readJson(c.req.raw, ClientBody);
      if (!body.ok) return problem(c, body.failure);
      const { name, scopes, redirect_uris: redirectUris } = body.value;
      const registered = await clients.register({ name, scopes, redirectUris });
      const { id } = registered.client;
      world.log({ event: "client_created", by: "admin", client: id });
      return c.json(toWireSecret(registered), 201, { Location: `/admin/clients/${id}` });
    })
    .get(async (c) => {
      const query = readQuery(c, ClientsQuery);
      if (!query.ok) return problem(c, query.failure);
      const { limit, cursor = null } = query.value;
      // One more than asked for tells whether there is a next page.
      const found = await clients.list({ after: cursor, limit: limit + 1 });
      const page = found.slice(0, limit);
      const last = found.length > limit ? page.at(-1) : undefined;
      return c.json({ clients: page.map(toWireClient), next_cursor: last?.id ?? null });
    })
    .all(otherVerbs("GET, HEAD, POST"));

  app
    .get("/:id", async (c) => {
      const id = c.req.param("id");
      const client = isClientId(id) ? await clients.find(id) : undefined;
      return client ? c.json(toWireClient(client)) : notFound(c);
    })
    .delete(async (c) => {
      const id = c.req.param("id");
      if (!isClientId(id) || !(await clients.revoke(id))) return notFound(c);
      world.log({ event: "client_revoked", by: "admin", client: id });
      return c.body(null, 204);
    })
    .all(otherVerbs("DELETE, GET, HEAD"));

  app
    .post("/:id/rotate", async (c) => {
      const id = c.req.param("id");
      if (!isClientId(id)) return notFound(c);
      const rotated = await clients.rotate(id);
      if (rotated.ok) {
        world.log({ event: "client_secret_added", by: "admin", client: id });
        return c.json(toWireSecret(rotated.value), 201);
      }
      return rotated.failure.reason === "client_revoked" ? problem(c, { code: "client_revoked" }) : notFound(c);
    })
    .all(otherVerbs("POST"));

  app
    .delete("/:id/secrets/:secret", async (c) => {
      const { id, secret } = c.req.param();
      if (!isClientId(id) || !isUuid(secret) || !(await clients.endSecret(id, secret))) {
        return problem(c, { code: "not_found", detail: "There is no such secret." });
      }
      world.log({ event: "client_secret_ended", by: "admin", client: id });
      return c.body(null, 204);
    })
    .all(otherVerbs("DELETE"));
  return app;
}

const ticketProblems: Readonly<Record<TicketFailure["reason"], { readonly code: string; readonly message: string }>> = {
  client_unknown: { code: "unknown", message: "There is no such client, or it is revoked." },
  account_unknown: { code: "unknown", message: "There is no such account." },
  account_inactive: { code: "inactive", message: "This account is inactive." },
};

function toRefusal({ reason }: TicketFailure, { by }: Person): Refusal {
  const pointer = reason === "client_unknown" ? "/client_id" : by === "id" ? "/account_id" : "/sub";
  const error: FieldError = { pointer, ...ticketProblems[reason] };
  return { code: "invalid_fields", errors: [error] };
}

/** Tickets: how whoever knows who is signed in lets a client act for that person. */
export function ticketRoutes({ clients, world }: Services): Hono {
  const app = new Hono();
  app
    .post("/", async (c) => {
      const body = await readJson(c.req.raw, TicketBody);
      if (!body.ok) return problem(c, body.failure);
      const made = await clients.makeTicket(body.value);
      if (!made.ok) return problem(c, toRefusal(made.failure, body.value.person));
      world.log({ event: "ticket_made", by: "admin", client: body.value.clientId });
      return c.json({ ticket: made.value.ticket, expires_at: instant(made.value.expiresAt) }, 201);
    })
    .all(otherVerbs("POST"));
  return app;
}
