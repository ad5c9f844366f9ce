import type { Context } from "hono";
import { readAtMost } from "../core/bounded-body.ts";
import type { Callback, CallbackFailure } from "../core/delivery.ts";
import { isUuid } from "../core/ids.ts";
import type { NamedSender } from "../core/message-store.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { Hono } from "../http/hono.ts";
import { onFailure, otherVerbs, problem, type Refusal } from "../http/problem.ts";
import type { Services } from "../services.ts";

/**
 * Vendors that save events up send the largest bodies that anybody may send us: SendGrid up to 768 KB. What is refused
 * for its length is told again as it is, and lost in the end.
 */
const LONGEST_BODY = 1024 * 1024;
const ORIGIN = /^[a-z]+:\/\/[^/?#]*/i;
const DIGIT = /^[0-9]$/;

const refusals: Readonly<Record<CallbackFailure["reason"], Refusal>> = {
  not_signed: { code: "not_believed", detail: "It is not signed." },
  wrong_signature: { code: "not_believed", detail: "The signature is not of this callback." },
  too_old: { code: "not_believed", detail: "It was signed too long ago." },
  unreadable: { code: "unreadable_callback" },
};

/** The message whose address was used. Not every vendor signs the address: it is a hint and no more. */
function hintIn(c: Context): string | null {
  const id = c.req.query("message") ?? "";
  return isUuid(id) ? id : null;
}

/** How often the code of a call was heard before, as the address that was asked says. */
function heardIn(c: Context): number | null {
  const heard = c.req.query("heard") ?? "";
  return DIGIT.test(heard) ? Number(heard) : null;
}

type Place = { readonly provider: string; readonly app: string };
type Read<Reading> = (callback: Callback) => Promise<Result<Reading, CallbackFailure>>;

/**
 * `/hooks/{provider}/{app}`: where vendors tell what became of messages, and below it `/call`, where those that call
 * people up ask what is said once a key was pressed. Anybody can call both; nothing is believed, and no row is read,
 * before the provider's own reader has found the signature right. Some vendors ask by GET whether callbacks are wanted
 * here. While D1 is away the answer is 503, so that the vendor comes again; to a call it is a sentence.
 */
export function createHooks({ settings, world, deliveries, phoneCalls, senders }: Services): Hono {
  const app = new Hono();

  const senderAt = ({ provider, app: appId }: Place): NamedSender | undefined =>
    appId === settings.app.id ? senders.get(provider) : undefined;

  /** What a request says, or why that is not believed. */
  async function believed<Reading>(
    c: Context,
    provider: string,
    read: Read<Reading>,
  ): Promise<Result<Reading, Refusal>> {
    const bytes = await readAtMost(c.req.raw, LONGEST_BODY);
    if (!bytes) return fail({ code: "body_too_large" });
    // As the vendor was told it and signs it, whatever name this Worker was called by.
    const url = settings.publicUrl + c.req.url.replace(ORIGIN, "");
    const { method, headers } = c.req.raw;
    const reading = await read({ method, url, headers, bytes });
    if (reading.ok) return ok(reading.value);
    const { reason } = reading.failure;
    world.log({ event: "callback_refused", provider, reason });
    return fail(refusals[reason]);
  }

  app
    .on(["GET", "POST"], "/:provider/:app", async (c) => {
      const place = c.req.param();
      const { provider, app: appId } = place;
      const read = senderAt(place)?.readCallback;
      if (!read) return problem(c, { code: "not_found" });
      const reading = await believed(c, provider, read);
      if (!reading.ok) return problem(c, reading.failure);
      const { events, token, reply } = reading.value;
      await deliveries.take({ appId, provider, events, token, messageId: hintIn(c) });
      return reply ? c.body(reply.body, 200, { "Content-Type": reply.type }) : c.body(null, 200);
    })
    .all(otherVerbs("GET, HEAD, POST"));

  app
    .post("/:provider/:app/call", async (c) => {
      const place = c.req.param();
      const { provider, app: appId } = place;
      const conversation = senderAt(place)?.conversation;
      if (!conversation) return problem(c, { code: "not_found" });
      const reading = await believed(c, provider, conversation.read);
      if (!reading.ok) return problem(c, reading.failure);
      const { pressed } = reading.value;
      const { scene, locale } = await phoneCalls.next({
        appId,
        provider,
        messageId: hintIn(c),
        heard: heardIn(c),
        pressed,
      });
      const { type, body } = conversation.script(scene, locale);
      return c.body(body, 200, { "Content-Type": type });
    })
    .all(otherVerbs("POST"));

  app.onError(onFailure(world, "hooks"));
  return app;
}
