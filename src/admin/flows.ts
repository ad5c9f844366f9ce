import type { Context } from "hono";
import * as z from "zod/mini";
import { maskAddress } from "../core/address.ts";
import { fromBase64Url, toBase64Url } from "../core/base64url.ts";
import type { Failure } from "../core/failure.ts";
import { isUuid } from "../core/ids.ts";
import { flowStates } from "../core/transitions.ts";
import { Hono } from "../http/hono.ts";
import { otherVerbs, problem, type Refusal } from "../http/problem.ts";
import { readQuery } from "../http/query.ts";
import { transformed } from "../schema.ts";
import type { Services } from "../services.ts";
import { d1FlowListing, type FlowPlace, type ListedFlow } from "../stores/flow-listing.ts";
import { accountId, limit } from "./fields.ts";
import { instant, instantOrNull } from "./wire.ts";

const DEFAULT_LIMIT = 50;
const MOST = 200;

const toWireFlow = ({ id, dialect, proof, state, address, ...flow }: ListedFlow) => ({
  id,
  dialect,
  proof,
  state,
  account_id: flow.accountId,
  channel: address?.channel ?? null,
  /** Operators look for flows by account; the address itself is for the account's page. */
  address: address && maskAddress(address.channel === "email" ? "email" : "phone", address.value),
  attempts: flow.attempts,
  created_at: instant(flow.createdAt),
  expires_at: instant(flow.expiresAt),
  verified_at: instantOrNull(flow.verifiedAt),
});

const encoder = new TextEncoder();
const toCursor = ({ createdAt, id }: FlowPlace): string => toBase64Url(encoder.encode(`${createdAt} ${id}`));

/** The place behind a cursor; undefined if we did not make it. */
function fromCursor(cursor: string): FlowPlace | undefined {
  const bytes = fromBase64Url(cursor);
  const [, createdAt, id] = /^([0-9]{1,15}) ([0-9a-f-]{36})$/.exec(new TextDecoder().decode(bytes)) ?? [];
  return createdAt !== undefined && id !== undefined && isUuid(id) ? { createdAt: Number(createdAt), id } : undefined;
}

const FlowQuery = z.lazy(() =>
  z.strictObject({
    account_id: z.optional(accountId),
    state: z.optional(z.enum(flowStates)),
    limit: limit({ most: MOST, initially: DEFAULT_LIMIT }),
    cursor: z.optional(
      transformed(
        z.string().check(z.maxLength(100)),
        (cursor, refuse) =>
          fromCursor(cursor) ?? refuse({ message: "Not a next_cursor of ours.", params: { code: "cursor_malformed" } }),
      ),
    ),
  }),
);

const notFound: Refusal = { code: "not_found", detail: "There is no such flow." };

/** Why a flow cannot be cancelled. */
function toRefusal({ reason }: Failure): Refusal {
  switch (reason) {
    case "flow_not_found":
      return notFound;
    case "flow_verified":
      return { code: "flow_over", detail: "It has ended well: the address is verified." };
    case "flow_expired":
      return { code: "flow_over", detail: "It has expired." };
    default:
      return { code: "flow_over", detail: "It cannot go on." };
  }
}

/** Flows, for operators: to look at and to cancel. Never a code or a token, and addresses only masked. */
export function flowRoutes({ settings, world, database, verification }: Services): Hono {
  const appId = settings.app.id;
  const flows = d1FlowListing(database, appId);
  const app = new Hono();

  async function show(c: Context, id: string): Promise<Response> {
    const flow = isUuid(id) ? await flows.read({ id, now: world.now() }) : undefined;
    return flow ? c.json(toWireFlow(flow)) : problem(c, notFound);
  }

  app
    .get("/", async (c) => {
      const query = readQuery(c, FlowQuery);
      if (!query.ok) return problem(c, query.failure);
      const { account_id = null, state = null, cursor = null, limit } = query.value;
      const filter = { accountId: account_id, state, after: cursor, now: world.now() };
      // One more than asked for tells whether there is a next page.
      const found = await flows.list({ ...filter, limit: limit + 1 });
      const page = found.slice(0, limit);
      const last = found.length > limit ? page.at(-1) : undefined;
      return c.json({ flows: page.map(toWireFlow), next_cursor: last ? toCursor(last) : null });
    })
    .all(otherVerbs("GET, HEAD"));

  app.get("/:id", (c) => show(c, c.req.param("id"))).all(otherVerbs("GET, HEAD"));

  app
    .post("/:id/cancel", async (c) => {
      const flowId = c.req.param("id");
      if (!isUuid(flowId)) return problem(c, notFound);
      const cancelled = await verification.cancel({ appId, flowId });
      if (!cancelled.ok) return problem(c, toRefusal(cancelled.failure));
      world.log({ event: "flow_cancelled", by: "admin", flow: flowId });
      return show(c, flowId);
    })
    .all(otherVerbs("POST"));
  return app;
}
