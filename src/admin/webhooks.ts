import type { Context } from "hono";
import { isUuid, timeOrderedId } from "../core/ids.ts";
import { newWebhookSecret } from "../core/webhook-secret.ts";
import { secretContext, type Webhook } from "../core/webhooks.ts";
import { Hono } from "../http/hono.ts";
import { readJson } from "../http/json-body.ts";
import { otherVerbs, problem, type Refusal } from "../http/problem.ts";
import { readQuery } from "../http/query.ts";
import type { Services } from "../services.ts";
import { d1WebhookRegister } from "../stores/webhooks.ts";
import { DeliveryQuery, ReplayBody, statesOf, webhookBody } from "./webhook-contracts.ts";
import { toWireDelivery, toWireWebhook } from "./webhook-wire.ts";

/** How long the secret that was replaced signs too. */
const OLD_SECRET_MS = 24 * 3_600_000;
/** Events of one replay: as many as one transaction should go through. */
const REPLAYED = 5_000;

const notFound: Refusal = { code: "not_found", detail: "There is no such webhook." };

/** Endpoints that are told of events, what became of each delivery, and what to do about those that failed. */
export function webhookRoutes({ settings, world, database, keyring, webhooks }: Services): Hono {
  const own = settings.publicUrl;
  const Body = webhookBody({ appId: settings.app.id, own, development: DEVELOPMENT && own.startsWith("http:") });
  const register = d1WebhookRegister(database, settings.app.id);
  const app = new Hono();

  async function newSecret(id: string): Promise<{ readonly secret: string; readonly sealed: string }> {
    const secret = newWebhookSecret(world.random);
    return { secret, sealed: await keyring.seal(secretContext(id), secret) };
  }

  const idIn = (c: Context): string => c.req.param("id") ?? "";
  const found = async (c: Context): Promise<Webhook | undefined> =>
    isUuid(idIn(c)) ? register.find(idIn(c)) : undefined;

  app
    .post("/", async (c) => {
      const body = await readJson(c.req.raw, Body);
      if (!body.ok) return problem(c, body.failure);
      const createdAt = world.now();
      const id = timeOrderedId(world.random, createdAt);
      const { secret, sealed } = await newSecret(id);
      await register.create({ ...body.value, id, secret: sealed, createdAt });
      webhooks.want();
      world.log({ event: "webhook_created", by: "admin", webhook: id });
      const standing = { appId: settings.app.id, state: "active", reason: null, oldSecretUntil: null } as const;
      const made = toWireWebhook({ ...body.value, ...standing, id, createdAt });
      return c.json({ ...made, secret }, 201, { Location: `/admin/webhooks/${id}` });
    })
    .get(async (c) => c.json({ webhooks: (await register.list()).map(toWireWebhook) }))
    .all(otherVerbs("GET, HEAD, POST"));

  app
    .get("/:id", async (c) => {
      const webhook = await found(c);
      return webhook ? c.json(toWireWebhook(webhook)) : problem(c, notFound);
    })
    .delete(async (c) => {
      const id = idIn(c);
      if (!isUuid(id) || !(await register.remove(id))) return problem(c, notFound);
      world.log({ event: "webhook_removed", by: "admin", webhook: id });
      return c.body(null, 204);
    })
    .all(otherVerbs("DELETE, GET, HEAD"));

  app
    .post("/:id/rotate", async (c) => {
      const id = idIn(c);
      if (!isUuid(id)) return problem(c, notFound);
      const { secret, sealed } = await newSecret(id);
      const webhook = await register.rotate(id, { secret: sealed, oldUntil: world.now() + OLD_SECRET_MS });
      if (!webhook) return problem(c, notFound);
      world.log({ event: "webhook_secret_changed", by: "admin", webhook: id });
      return c.json({ ...toWireWebhook(webhook), secret });
    })
    .all(otherVerbs("POST"));

  app
    .post("/:id/enable", async (c) => {
      const webhook = isUuid(idIn(c)) ? await register.enable(idIn(c)) : undefined;
      if (webhook) webhooks.want();
      return webhook ? c.json(toWireWebhook(webhook)) : problem(c, notFound);
    })
    .all(otherVerbs("POST"));

  app
    .post("/:id/ping", async (c) => {
      const webhook = await found(c);
      return webhook ? c.json(await webhooks.ping(webhook)) : problem(c, notFound);
    })
    .all(otherVerbs("POST"));

  app
    .get("/:id/deliveries", async (c) => {
      const query = readQuery(c, DeliveryQuery);
      if (!query.ok) return problem(c, query.failure);
      const webhook = await found(c);
      if (!webhook) return problem(c, notFound);
      const { state, limit, cursor: before } = query.value;
      const states = state === undefined ? Object.values(statesOf).flat() : statesOf[state];
      // One more than asked for tells whether there is a next page.
      const listed = await register.deliveries(webhook.id, { states, before, limit: limit + 1 });
      const page = listed.slice(0, limit);
      const last = listed.length > limit ? page.at(-1) : undefined;
      return c.json({
        deliveries: page.map((delivery) => toWireDelivery(webhook.id, delivery)),
        next_cursor: last ? String(last.seq) : null,
      });
    })
    .all(otherVerbs("GET, HEAD"));

  app
    .post("/:id/replay", async (c) => {
      const body = await readJson(c.req.raw, ReplayBody);
      if (!body.ok) return problem(c, body.failure);
      const webhook = await found(c);
      const { after, delivery_id: one } = body.value;
      if (!webhook || (one && one.webhookId !== webhook.id)) return problem(c, notFound);
      const range = one ? { after: one.seq - 1, last: one.seq } : { after: after ?? 0, last: (after ?? 0) + REPLAYED };
      const { queued, newest } = await register.replay(webhook.id, { ...range, now: world.now() });
      world.log({ event: "webhook_replayed", by: "admin", webhook: webhook.id, count: queued });
      return c.json({ queued, next: one || range.last >= newest ? null : String(range.last) });
    })
    .all(otherVerbs("POST"));
  return app;
}
