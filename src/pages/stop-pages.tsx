import type { Context } from "hono";
import { maskAddress } from "../core/address.ts";
import type { Denials } from "../core/denials.ts";
import type { Failure } from "../core/failure.ts";
import type { Flow } from "../core/flow.ts";
import type { World } from "../core/ports.ts";
import { bareQuery } from "../http/bare-query.ts";
import { readBody } from "../http/body.ts";
import { requestIdOf } from "../http/headers.ts";
import { Hono } from "../http/hono.ts";
import { isOwnForm } from "../http/same-site.ts";
import { seeOther } from "../http/see-other.ts";
import { Address, Moment } from "./components.tsx";
import { DenyForm, STOP, STOP_FIELD } from "./deny.tsx";
import { AGAIN } from "./link-pages.tsx";
import { createPages, type PagePorts, type Pages } from "./pages.tsx";

export type StopPorts = PagePorts & {
  readonly denials: Denials;
  readonly world: Pick<World, "now" | "log">;
};

/** The language of what a request sent to people, where its dialect remembers one. */
export type LocaleOf = (flow: Pick<Flow, "dialect" | "context">) => string | undefined;

/** What the query of the page after the press says, with the language of the page before: no redirect holds a code. */
const STOPPED = "stopped";

/** The pages of one request about stopping one. */
export function createSayings({ words, show }: Pages, appName: string) {
  const moment = (at: number) => <Moment words={words} at={at} day />;
  const addressOf = ({ address }: Flow) => {
    const kind = address === null || address.channel === "email" ? "email" : "phone";
    return <Address words={words} value={maskAddress(kind, address?.value ?? "")} />;
  };

  return {
    stopped: (): Promise<Response> =>
      show({
        title: words.say("link.denied.title"),
        self: `${STOP}?${STOPPED}=${words.lang}`,
        back: true,
        body: <p>{words.say("link.denied.text")}</p>,
      }),

    unknown: (): Promise<Response> =>
      show({
        status: 404,
        title: words.say("link.dead.title"),
        self: STOP,
        back: true,
        body: (
          <>
            <p>{words.say("stop.unknown.text")}</p>
            <ul>
              <li>{words.say("stop.unknown.copied")}</li>
              <li>{words.say("stop.unknown.replaced")}</li>
              <li>{words.say("stop.unknown.old")}</li>
            </ul>
          </>
        ),
      }),

    over: (): Promise<Response> =>
      show({
        status: 410,
        title: words.say("stop.over.title"),
        self: STOP,
        back: true,
        body: <p>{words.say("stop.over.text")}</p>,
      }),

    confirmed: (flow: Flow): Promise<Response> =>
      show({
        status: 410,
        title: words.say("stop.confirmed.title"),
        self: STOP,
        back: true,
        body: (
          <>
            <p>
              {words.pieces("stop.confirmed.text", {
                address: addressOf(flow),
                time: moment(flow.verifiedAt ?? flow.createdAt),
              })}
            </p>
            <p>{words.say("stop.confirmed.not_you", { app: appName })}</p>
          </>
        ),
      }),

    ask: (flow: Flow, code: string): Promise<Response> =>
      show({
        title: words.say("stop.ask.title"),
        forgetQuery: true,
        body: (
          <>
            <p>
              {words.pieces("stop.ask.text", {
                app: appName,
                address: addressOf(flow),
                time: moment(flow.createdAt),
              })}
            </p>
            <DenyForm words={words} code={code} label={words.say("stop.ask.press")} />
          </>
        ),
      }),

    /** For whoever opens a link in another browser than the one that it works in. */
    sendBack: (flow: Flow, code: string): Promise<Response> =>
      show({
        title: words.say("elsewhere.title"),
        // Shown at the address of the mail's link, which may hold the code: no link of the page repeats that.
        self: null,
        forgetQuery: true,
        body: (
          <>
            <p>
              {words.pieces("elsewhere.text", {
                app: appName,
                address: addressOf(flow),
                time: moment(flow.createdAt),
              })}
            </p>
            <p>{words.say(flow.proof === "code" ? "elsewhere.code" : "elsewhere.link")}</p>
            <DenyForm words={words} code={code} />
          </>
        ),
      }),
  };
}

/**
 * Where the stop link of a mail leads, and every button "I did not ask for this". Opening the page changes nothing, since
 * mail scanners open links too; its button stops the request, whichever dialect that is of. It works with JavaScript off.
 */
export function createStopPages(ports: StopPorts, localeOf: LocaleOf): Hono {
  const { denials, world, settings } = ports;
  const { publicUrl, app } = settings;
  const pagesFor = createPages(ports);
  /** For whoever has to do with a request: in the language that it is told in. */
  const sayingsFor = async (c: Context, flow?: Flow | null) =>
    createSayings(await pagesFor(c.req.raw, flow ? localeOf(flow) : undefined), app.name);

  async function refused(c: Context, failure: Failure): Promise<Response> {
    const say = await sayingsFor(c, "flow" in failure ? failure.flow : undefined);
    if (failure.reason === "flow_not_found") return say.unknown();
    return failure.reason === "flow_verified" ? say.confirmed(failure.flow) : say.over();
  }

  async function open(c: Context): Promise<Response> {
    const stoppedIn = c.req.query(STOPPED);
    if (stoppedIn !== undefined) return createSayings(await pagesFor(c.req.raw, stoppedIn), app.name).stopped();
    const code = bareQuery(c.req.url);
    const found = await denials.inspect(code);
    if (!found.ok) return refused(c, found.failure);
    const { flow, denied } = found.value;
    const say = await sayingsFor(c, flow);
    return denied ? say.stopped() : say.ask(flow, code);
  }

  async function press(c: Context): Promise<Response> {
    const body = await readBody(c.req.raw);
    const code = (body.ok && new URLSearchParams(body.value.text).get(STOP_FIELD)) || "";
    const again = `${STOP}?${encodeURIComponent(code)}`;
    c.set(AGAIN, again);
    if (!isOwnForm(c.req.raw.headers, [publicUrl])) return (await pagesFor(c.req.raw)).foreign(again);
    const denied = await denials.deny(code);
    if (!denied.ok) return refused(c, denied.failure);
    const { words } = await pagesFor(c.req.raw, localeOf(denied.value));
    return seeOther(`${STOP}?${STOPPED}=${words.lang}`);
  }

  async function failed(c: Context, error: Error): Promise<Response> {
    const requestId = requestIdOf(c);
    world.log({ event: "request_failed", page: "stop", error: error.name, request_id: requestId });
    return (await pagesFor(c.req.raw)).failed(error, { still: "link", requestId, again: c.get(AGAIN) });
  }

  const pages = new Hono();
  pages
    .get("/", open)
    .post(press)
    .all(() => new Response("Method Not Allowed", { status: 405, headers: { Allow: "GET, HEAD, POST" } }));
  pages.onError((error, c) => failed(c, error));
  return pages;
}
