import type { Context } from "hono";
import { Unavailable } from "../../../core/failure.ts";
import { isUuid } from "../../../core/ids.ts";
import { readBody } from "../../../http/body.ts";
import { clientIp } from "../../../http/client-ip.ts";
import { requestIdOf } from "../../../http/headers.ts";
import { Hono } from "../../../http/hono.ts";
import { isOwnPage } from "../../../http/same-site.ts";
import { countryOf } from "../../../pages/address-field.tsx";
import { ButtonLink } from "../../../pages/components.tsx";
import { DeadLink } from "../../../pages/link-parts.tsx";
import { createPages, type Pages, type PageView } from "../../../pages/pages.tsx";
import type { Services } from "../../../services.ts";
import type { Asking } from "../asking.ts";
import { DIALECT, readContext } from "../context.ts";
import { createDesk } from "../desk.ts";
import { readErrorId } from "../error-ids.ts";
import { errorOf } from "../errors.ts";
import { tooManyAttempts } from "../messages.ts";
import { createRefusals } from "../refusals.ts";
import { createReplies } from "../replies.ts";
import { createSubmit } from "../submit.ts";
import { mayRead, type Visitor } from "../visitor.ts";
import type { WireFlow } from "../wire.ts";
import { changeView } from "./ask-view.tsx";
import { viewOf } from "./flow-view.tsx";
import { answerForm, type Outcome, type Posted, readPosted } from "./post.tsx";
import { type ProblemProps, problemView } from "./problem-view.tsx";
import {
  CHANGE_PAGE,
  FLOW_PAGE,
  localeOfFlow,
  maySend,
  phoneWaysTo,
  type Shown,
  shownTo,
  startAgainUrl,
} from "./shown.ts";

/** Where the neutral page of a link is to be had in other languages: its own address would say which link it was. */
const DEAD_LINK = "/identity/dead-link";

type Problem = Omit<ProblemProps, "words">;
/** A flow for a page, or what is said in its place. */
type Found = { readonly shown: Shown; readonly pages: Pages } | { readonly response: Promise<Response> };

/** `/identity/…`: what browsers are redirected to. Everything works with JavaScript off. */
export function kratosPages(services: Services): Hono {
  const { settings, verification, world, keyring, reaches } = services;
  const desk = createDesk(services);
  const replies = createReplies(services, desk);
  const submit = createSubmit(services, desk, replies, createRefusals(services, desk, replies));
  const pagesFor = createPages(services);
  const digits = settings.policy.codeDigits;
  const inApp = { appId: settings.app.id, dialect: DIALECT };
  const app = new Hono();

  const problem = ({ show, words }: Pages, props: Problem): Promise<Response> => show(problemView({ words, ...props }));
  const problemFor = async (request: Request, props: Problem, locale?: string): Promise<Response> =>
    problem(await pagesFor(request, locale), props);

  /** The same for every link that does nothing, whatever there is to know of it. */
  function deadLink({ show, words }: Pages): Promise<Response> {
    const home = settings.defaultReturnUrl;
    const isOwn = home.startsWith(`${settings.publicUrl}/identity/`);
    return show({
      status: 404,
      title: words.say("link.dead.title"),
      self: DEAD_LINK,
      body: (
        <>
          <DeadLink words={words} lifetimeMs={settings.policy.linkLifetimeMs} />
          {!isOwn && <ButtonLink href={home}>{words.say("page.back_to", { app: settings.app.name })}</ButtonLink>}
        </>
      ),
    });
  }

  /** The flow of a page, for whoever may see it. `locale` is the language that the page before was in. */
  async function find(request: Request, flowId: string | undefined, locale?: string): Promise<Found> {
    const say = (props: Problem) => ({ response: problemFor(request, props, locale) });
    if (flowId === undefined || !isUuid(flowId)) return say({ kind: "flow_param", status: 400 });
    const [visitor, found] = await Promise.all([
      desk.visitor(request.headers, flowId),
      verification.look({ ...inApp, flowId }),
    ]);
    if (!found.ok) return say({ kind: "flow_not_found", status: 404 });
    const { flow } = found.value;
    const over = flow.state === "expired" || flow.expiresAt <= world.now();
    if (over && flow.state !== "verified") {
      return say({ kind: "expired", status: 410, restart: startAgainUrl(readContext(flow.context)) });
    }
    if (!mayRead(flow, visitor)) return say({ kind: "csrf_mismatch", status: 403 });
    const pages = await pagesFor(request, localeOfFlow(flow.context) ?? locale);
    const shown = shownTo(visitor, { look: found.value, words: pages.words, services });
    if (flow.state === "cancelled") {
      const restart = startAgainUrl(shown.context);
      return { response: problem(pages, { kind: "flow_cancelled", status: 410, restart }) };
    }
    return { shown, pages };
  }

  async function flowPage(c: Context): Promise<Response> {
    const found = await find(c.req.raw, c.req.query("flow"));
    if ("response" in found) return found.response;
    const by = c.req.query("by");
    const view = viewOf(found.shown, by === "phone" || by === "email" ? by : undefined);
    return view ? found.pages.show(view) : deadLink(found.pages);
  }

  async function changePage(c: Context): Promise<Response> {
    const found = await find(c.req.raw, c.req.query("flow"));
    if ("response" in found) return found.response;
    const { shown, pages } = found;
    // What cannot be sent anew has a page that says so.
    if (shown.look.flow.state !== "sent" || !maySend(shown))
      return replies.redirect(`${FLOW_PAGE}?flow=${shown.look.flow.id}`);
    return pages.show(changeView({ shown, by: c.req.query("by") === "phone" && shown.byPhone ? "phone" : "email" }));
  }

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

  /** A page's own form: nothing but a browser sends one, so that its word on where it comes from is to be had. */
  const isOwnForm = (headers: Headers): boolean =>
    (headers.has("sec-fetch-site") || headers.has("origin")) && isOwnPage(headers, [settings.publicUrl]);

  async function postPage(c: Context): Promise<Response> {
    const request = c.req.raw;
    const flowId = c.req.query("flow") ?? "";
    if (!isOwnForm(request.headers)) return problemFor(request, { kind: "csrf_origin", status: 403 });
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
      case "told":
        return (found && "pages" in found ? found.pages : await pagesFor(request, lang)).show(outcome.view);
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

  async function errorPage(c: Context): Promise<Response> {
    const id = c.req.query("id") ?? "";
    const pages = await pagesFor(c.req.raw);
    const known = await readErrorId(keyring, id);
    if (!known) return problem(pages, { kind: "flow_not_found", status: 404 });
    if (known.kind === "link_dead") return deadLink(pages);
    return problem(pages, { kind: known.kind, status: errorOf(known.kind).code, reference: id });
  }

  async function donePage(c: Context): Promise<Response> {
    const { show, words } = await pagesFor(c.req.raw);
    const view: PageView = { title: words.say("over.title"), body: <p>{words.say("over.text")}</p> };
    return show(view);
  }

  const path = (whole: string): string => whole.replace("/identity", "");
  app.get(path(FLOW_PAGE), flowPage).post(path(FLOW_PAGE), postPage);
  app.get(path(CHANGE_PAGE), changePage);
  app.get("/error", errorPage);
  app.get("/done", donePage);
  app.get(path(DEAD_LINK), async (c) => deadLink(await pagesFor(c.req.raw)));
  app.onError(async (error, c) => {
    const kind = error instanceof Unavailable ? "unavailable" : "server_error";
    const requestId = requestIdOf(c);
    world.log({ event: "request_failed", dialect: DIALECT, kind, error: error.name, request_id: requestId });
    return (await pagesFor(c.req.raw)).failed(error, { still: "code", requestId });
  });
  return app;
}
