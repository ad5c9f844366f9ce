import { type Context, Hono } from "hono";
import { readAtMost } from "../core/bounded-body.ts";
import type { CallbackFailure } from "../core/delivery.ts";
import { isUuid } from "../core/ids.ts";
import { onFailure, otherVerbs, problem, type Refusal } from "../http/problem.ts";
import type { Services } from "../services.ts";

/**
 * Vendors that save events up send the largest bodies that anybody may send us: SendGrid up to 768 KB. What is refused
 * for its length is told again as it is, and lost in the end.
 */
const LONGEST_BODY = 1024 * 1024;
const ORIGIN = /^[a-z]+:\/\/[^/?#]*/i;

const refusals: Readonly<Record<CallbackFailure["reason"], Refusal>> = {
  not_signed: { code: "not_believed", detail: "It is not signed." },
  wrong_signature: { code: "not_believed", detail: "The signature is not of this callback." },
  too_old: { code: "not_believed", detail: "It was signed too long ago." },
  unreadable: { code: "unreadable_callback" },
};

/** The message whose callback address was used. Not every vendor signs the address: it is a hint and no more. */
function hintIn(c: Context): string | null {
  const id = c.req.query("message") ?? "";
  return isUuid(id) ? id : null;
}

/**
 * `/hooks/{provider}/{app}`: where vendors tell what became of messages. Anybody can call it; nothing is believed, and
 * no row is read, before the provider's own reader has found the signature right. Some vendors ask by GET whether
 * callbacks are wanted here. While D1 is away the answer is 503, so that the vendor comes again.
 */
export function createHooks({ settings, world, deliveries, callbackReaders }: Services): Hono {
  const app = new Hono();

  app
    .on(["GET", "POST"], "/:provider/:app", async (c) => {
      const { provider, app: appId } = c.req.param();
      const read = appId === settings.app.id ? callbackReaders.get(provider) : undefined;
      if (!read) return problem(c, { code: "not_found" });

      const bytes = await readAtMost(c.req.raw, LONGEST_BODY);
      if (!bytes) return problem(c, { code: "body_too_large" });
      // As the vendor was told it and signs it, whatever name this Worker was called by.
      const url = settings.publicUrl + c.req.url.replace(ORIGIN, "");
      const { method, headers } = c.req.raw;
      const reading = await read({ method, url, headers, bytes });
      if (!reading.ok) {
        const { reason } = reading.failure;
        world.log({ event: "callback_refused", provider, reason });
        return problem(c, refusals[reason]);
      }

      const { events, token, reply } = reading.value;
      await deliveries.take({ appId, provider, events, token, messageId: hintIn(c) });
      return reply ? c.body(reply.body, 200, { "Content-Type": reply.type }) : c.body(null, 200);
    })
    .all(otherVerbs("GET, HEAD, POST"));

  app.onError(onFailure(world, "hooks"));
  return app;
}
