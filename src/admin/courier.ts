import type { Context } from "hono";
import { fromBase64Url, toBase64Url } from "../core/base64url.ts";
import { Unavailable } from "../core/failure.ts";
import { isUuid, timeOrderedId } from "../core/ids.ts";
import type { MessageState } from "../core/message.ts";
import { Hono } from "../http/hono.ts";
import { otherVerbs } from "../http/problem.ts";
import type { Services } from "../services.ts";
import { d1MessageListing } from "../stores/message-listing.ts";
import { type RetryFailure, retryMessage } from "../stores/message-retry.ts";
import {
  type CourierStatus,
  courierStatuses,
  messageStates,
  statesOf,
  toWireDeliveries,
  toWireDispatches,
  toWireMessage,
} from "./courier-wire.ts";
import { type MessageTexts, outboxTexts, REDACTED, redactedTexts } from "./message-texts.ts";

const DEFAULT_PAGE_SIZE = 250;
const MOST = 1_000;

const errors = {
  400: ["Bad Request", "The request was malformed or contained values that cannot be used."],
  404: ["Not Found", "The requested resource could not be found."],
  409: ["Conflict", "The request could not be carried out on the resource as it is."],
  500: ["Internal Server Error", "Sorry, there is a problem with this service."],
  503: ["Service Unavailable", "Sorry, this service cannot answer now."],
} as const;

/** Kratos's error shape: what scripts written for its courier API read. */
function refuse(c: Context, code: keyof typeof errors, reason?: string): Response {
  const [status, message] = errors[code];
  const headers: Record<string, string> = code === 503 ? { "Retry-After": "5" } : {};
  return c.json({ error: { code, status, ...(reason === undefined ? {} : { reason }), message } }, code, headers);
}

const noSuchMessage = "There is no such message.";

const retryRefusals: Readonly<Record<Exclude<RetryFailure, "no_such_message">, string>> = {
  not_failed: "Only a message that has failed or expired is sent again.",
  issue_over: "Its code or link has been used, replaced or withdrawn: let the person ask for a new one.",
  too_late: "Its code or link is about to expire: let the person ask for a new one.",
  suppressed: "The recipient takes no messages: see /admin/courier/suppressions.",
};

const encoder = new TextEncoder();
const toToken = (id: string): string => toBase64Url(encoder.encode(id));

/** The message after which a page starts; undefined if the token is not one of ours. */
function fromToken(token: string): string | undefined {
  const bytes = token.length <= 100 ? fromBase64Url(token) : undefined;
  const id = new TextDecoder().decode(bytes);
  return isUuid(id) ? id : undefined;
}

const isStatus = (text: string): text is CourierStatus => courierStatuses.some((status) => status === text);

const isState = (text: string): text is MessageState => messageStates.some((state) => state === text);

/** A plus sign that was not escaped arrives as a space. */
const repair = (recipient: string): string => recipient.replace(/^ /, "+");

/** `Link` (RFC 8288) to the first page and, if there is one, the next; both with the filters of this one. */
function links(query: Readonly<Record<string, string>>, last: string | undefined): string {
  const to = (rel: string, more: Readonly<Record<string, string>>): string =>
    `</admin/courier/messages?${new URLSearchParams({ ...query, ...more })}>; rel="${rel}"`;
  return [to("first", {}), ...(last === undefined ? [] : [to("next", { page_token: toToken(last) })])].join(",");
}

/**
 * Kratos's courier API: what was sent to whom and what came of it. What a message said is shown by the build that
 * `npm run dev` makes and by no other.
 */
export function courierRoutes(
  { settings, database, world, courier }: Services,
  textsOf: MessageTexts = DEVELOPMENT ? outboxTexts(settings.bindings.CODES) : redactedTexts,
): Hono {
  const messages = d1MessageListing(database, settings.app.id);
  const app = new Hono();

  app
    .get("/", async (c) => {
      const { page_size = "", page_token = "", status = "", state = "", recipient = "", provider = "" } = c.req.query();
      const size = page_size === "" ? DEFAULT_PAGE_SIZE : Number(page_size);
      if (!/^[0-9]{0,9}$/.test(page_size) || size < 1) return refuse(c, 400, "page_size must be a number from 1 on.");
      if (status !== "" && !isStatus(status)) {
        return refuse(c, 400, `status must be one of ${courierStatuses.join(", ")}.`);
      }
      if (state !== "" && !isState(state)) return refuse(c, 400, `state must be one of ${messageStates.join(", ")}.`);
      const after = page_token === "" ? null : fromToken(page_token);
      if (after === undefined) return refuse(c, 400, "page_token is not one that this service gave out.");

      const limit = Math.min(size, MOST);
      const wanted = recipient === "" ? null : repair(recipient);
      const states = (isStatus(status) ? statesOf[status] : messageStates).filter((each) => !state || each === state);
      const from = provider === "" ? null : provider;
      const found = await messages.list({ states, recipient: wanted, provider: from, after, limit: limit + 1 });
      const page = found.slice(0, limit);
      const texts = await textsOf(page.map(({ id }) => id));
      const filters = {
        page_size: String(limit),
        ...(status && { status }),
        ...(state && { state }),
        ...(wanted && { recipient: wanted }),
        ...(from && { provider: from }),
      };
      c.header("Link", links(filters, found.length > limit ? page.at(-1)?.id : undefined));
      return c.json(page.map((message) => toWireMessage(message, texts.get(message.id) ?? REDACTED)));
    })
    .all(otherVerbs("GET, HEAD"));

  app
    .get("/:id", async (c) => {
      const id = c.req.param("id");
      if (!isUuid(id)) return refuse(c, 400, "The id of a message is a UUID.");
      const message = await messages.read(id);
      if (!message) return refuse(c, 404, noSuchMessage);
      const texts = await textsOf([id]);
      return c.json({
        ...toWireMessage(message, texts.get(id) ?? REDACTED),
        dispatches: toWireDispatches(message),
        deliveries: toWireDeliveries(message.deliveries),
      });
    })
    .all(otherVerbs("GET, HEAD"));

  app
    .post("/:id/retry", async (c) => {
      const id = c.req.param("id");
      if (!isUuid(id)) return refuse(c, 400, "The id of a message is a UUID.");
      const now = world.now();
      const operation = timeOrderedId(world.random, now);
      const retried = await retryMessage(database, { appId: settings.app.id, id, operation, now });
      if (!retried.ok) {
        const reason = retried.failure;
        return reason === "no_such_message" ? refuse(c, 404, noSuchMessage) : refuse(c, 409, retryRefusals[reason]);
      }
      world.log({ event: "message_retried", by: "admin", message: id });
      courier.sendSoon();
      const texts = await textsOf([id]);
      return c.json(toWireMessage(retried.value, texts.get(id) ?? REDACTED), 202);
    })
    .all(otherVerbs("POST"));

  app.onError((error, c) => {
    const code = error instanceof Unavailable ? 503 : 500;
    world.log({ event: "request_failed", edge: "courier", kind: String(code), error: error.name });
    return refuse(c, code);
  });
  return app;
}
