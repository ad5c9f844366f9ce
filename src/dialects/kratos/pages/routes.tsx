import type { Context } from "hono";
import { Unavailable } from "../../../core/failure.ts";
import { requestIdOf } from "../../../http/headers.ts";
import { Hono } from "../../../http/hono.ts";
import { DeadLink } from "../../../pages/link-parts.tsx";
import type { Pages, PageView } from "../../../pages/pages.tsx";
import type { Services } from "../../../services.ts";
import { DIALECT } from "../context.ts";
import { createDesk } from "../desk.ts";
import { readErrorId } from "../error-ids.ts";
import { errorOf } from "../errors.ts";
import { createReplies } from "../replies.ts";
import { createAnswers } from "./answers.ts";
import { changeView } from "./ask-view.tsx";
import { createFinder } from "./find.ts";
import { viewOf } from "./flow-view.tsx";
import { CHANGE_PAGE, FLOW_PAGE, maySend } from "./shown.ts";

/** Where the neutral page of a link is to be had in other languages: its own address would say which link it was. */
const DEAD_LINK = "/identity/dead-link";

/** `/identity/…`: what browsers are redirected to. Everything works with JavaScript off. */
export function kratosPages(services: Services): Hono {
  const { settings, world, keyring } = services;
  const desk = createDesk(services);
  const replies = createReplies(services, desk);
  const finder = createFinder(services, desk);
  const { pagesFor, problem, find } = finder;
  const postPage = createAnswers(services, { desk, replies, finder });
  const app = new Hono();

  /** The same for every link that does nothing, whatever there is to know of it. */
  function deadLink({ show, words }: Pages): Promise<Response> {
    return show({
      status: 404,
      title: words.say("link.dead.title"),
      self: DEAD_LINK,
      back: true,
      body: <DeadLink words={words} lifetimeMs={settings.policy.linkLifetimeMs} />,
    });
  }

  async function flowPage(c: Context): Promise<Response> {
    const found = await find(c.req.raw, c.req.query("flow"));
    if ("response" in found) return found.response;
    const by = c.req.query("by");
    const asked = by === "email" || (by === "phone" && found.shown.byPhone) ? by : undefined;
    const view = viewOf(found.shown, asked);
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
