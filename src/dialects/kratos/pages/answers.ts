import type { Context } from "hono";
import { isUuid } from "../../../core/ids.ts";
import { readBody } from "../../../http/body.ts";
import { clientIp } from "../../../http/client-ip.ts";
import { isOwnForm } from "../../../http/same-site.ts";
import { countryOf } from "../../../pages/address-field.tsx";
import type { Services } from "../../../services.ts";
import type { Asking } from "../asking.ts";
import { DIALECT } from "../context.ts";
import type { Desk } from "../desk.ts";
import { tooManyAttempts } from "../messages.ts";
import { createRefusals } from "../refusals.ts";
import type { Replies } from "../replies.ts";
import { createSubmit } from "../submit.ts";
import type { Visitor } from "../visitor.ts";
import type { WireFlow } from "../wire.ts";
import type { Finder, Found } from "./find.ts";
import { answerForm, type Outcome, type Posted, readPosted } from "./post.tsx";
import { FLOW_PAGE, phoneWaysTo } from "./shown.ts";

type Parts = { readonly desk: Desk; readonly replies: Replies; readonly finder: Finder };

/** What the form of a flow's page is answered with: it is submitted as any client's, and told in a page. */
export function createAnswers(services: Services, { desk, replies, finder }: Parts) {
  const { settings, verification, reaches } = services;
  const { pagesFor, problemFor, find } = finder;
  const submit = createSubmit(services, desk, replies, createRefusals(services, desk, replies));
  const digits = settings.policy.codeDigits;
  const inApp = { appId: settings.app.id, dialect: DIALECT };

  /** The API's answer to what a form was for, and the cookies that come with it. */
  async function submitAs(asking: Asking, posted: Posted, fields: Readonly<Record<string, string>>, lang: string) {
    const headers = new Headers(asking.request.headers);
    headers.delete("content-length");
    headers.set("content-type", "application/json");
    // What is sent is in the language of the page that it was asked for on.
    headers.set("accept-language", lang);
    const request = new Request(asking.request.url, { method: "POST", headers, body: JSON.stringify(fields) });
    const query = new URLSearchParams({ flow: asking.flowId });
    const mount = posted.get("mount") === "/auth" ? "/auth" : "";
    const reply = await submit({ ...asking, request, query, asJson: true, byPage: true }, mount);
    const json = (await reply.json()) as Partial<WireFlow>;
    const retryAfter = reply.headers.get("retry-after");
    return {
      status: reply.status,
      flow: json.ui ? (json as WireFlow) : undefined,
      retryAfterMs: retryAfter === null ? undefined : Number(retryAfter) * 1_000,
      cookies: reply.headers.getSetCookie(),
    };
  }

  async function answer(c: Context): Promise<Response> {
    const request = c.req.raw;
    const flowId = c.req.query("flow") ?? "";
    if (!isOwnForm(request.headers, [settings.publicUrl])) {
      return (await pagesFor(request)).foreign(isUuid(flowId) ? `${FLOW_PAGE}?flow=${flowId}` : undefined);
    }
    if (!isUuid(flowId)) return problemFor(request, { kind: "flow_param", status: 400 });
    const body = await readBody(request);
    if (!body.ok) return problemFor(request, { kind: "too_large", status: 413 });
    const posted = readPosted(body.value.text);
    const lang = posted.get("lang");
    const { words } = await pagesFor(request, lang);
    const visitor = await desk.visitor(request.headers, flowId);
    const asking: Asking = {
      request,
      query: new URLSearchParams(),
      flowId,
      visitor,
      asJson: true,
      ip: clientIp(request.headers),
    };
    const cookies: string[] = [];
    let found: Found | undefined;

    async function submitTo(asked: Asking, fields: Readonly<Record<string, string>>) {
      const answer = await submitAs(asked, posted, fields, words.lang);
      cookies.push(...answer.cookies);
      return answer;
    }

    const outcome = await answerForm(posted, digits, {
      country: countryOf(request),
      submit: (fields, byCall = false) => submitTo({ ...asking, byCall }, fields),
      submitAnew: (fields, byCall) => submitAnew({ ...asking, byCall }, visitor, (flow) => submitTo(flow, fields)),
      canCall: (address) => phoneWaysTo(address, reaches).calls,
      async look() {
        found = await find(request, flowId, lang);
        return "shown" in found ? found.shown : undefined;
      },
    });
    const response = await answerTo(outcome, { found, request, flowId, lang });
    for (const cookie of cookies) response.headers.append("Set-Cookie", cookie);
    return response;
  }

  /** A flow that takes nothing any more is followed by one that does, for the browser that it belongs to. */
  async function submitAnew(
    asking: Asking,
    visitor: Visitor,
    send: (asking: Asking) => Promise<unknown>,
  ): Promise<Outcome> {
    const old = await verification.look({ ...inApp, flowId: asking.flowId });
    if (!old.ok || visitor.guard !== old.value.flow.guard) return { did: "nothing" };
    const notice = { text: tooManyAttempts, page: { why: "locked" } } as const;
    const started = await desk.renew(old.value.flow, { visitor, ip: asking.ip, notice, type: "browser" });
    if (!started.ok) return { did: "nothing" };
    const flowId = started.value.flow.id;
    await send({ ...asking, flowId });
    return { did: "went_on", flowId };
  }

  type Answering = { found: Found | undefined; request: Request; flowId: string; lang: string | undefined };

  /** After what went well comes a page to read: going back and reading it again do nothing. */
  async function answerTo(outcome: Outcome, { found, request, flowId, lang }: Answering): Promise<Response> {
    switch (outcome.did) {
      case "went_on":
        return replies.redirect(`${FLOW_PAGE}?flow=${outcome.flowId ?? flowId}`);
      case "told": {
        const pages = found && "pages" in found ? found.pages : await pagesFor(request, lang);
        const { view, spent } = outcome;
        const response = await pages.show(view);
        return spent ? desk.broughtCookies.spend(response, spent.look.flow, spent.visitor) : response;
      }
      case "refused": {
        const kind =
          outcome.status === 403 ? "csrf_mismatch" : outcome.status === 404 ? "method_disabled" : "bad_request";
        return problemFor(request, { kind, status: outcome.status }, lang);
      }
      case "nothing":
        if (found && "response" in found) return found.response;
        return problemFor(request, { kind: "csrf_mismatch", status: 403 }, lang);
    }
  }

  return answer;
}
