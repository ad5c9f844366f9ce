import { type Context, Hono } from "hono";
import { maskAddress } from "../core/address.ts";
import type { Denials } from "../core/denials.ts";
import type { Failure } from "../core/failure.ts";
import type { Flow } from "../core/flow.ts";
import type { World } from "../core/ports.ts";
import { readBody } from "../http/body.ts";
import { requestIdOf } from "../http/headers.ts";
import { isOwnPage } from "../http/same-site.ts";
import { Address, Moment } from "./components.tsx";
import { DenyForm, STOP_FIELD } from "./deny.tsx";
import { createLinkPages } from "./link-pages.tsx";

export type StopPorts = {
  readonly denials: Denials;
  readonly world: Pick<World, "now" | "random" | "log">;
  readonly settings: { readonly publicUrl: string; readonly app: { readonly name: string } };
};

/** What a link's query says besides its code, when it was opened in a browser that it does not work in. */
export const ELSEWHERE = "elsewhere";

const moment = (at: number) => <Moment at={new Date(at).toISOString()} />;

const addressOf = ({ address }: Flow) => {
  const kind = address === null || address.channel === "email" ? "email" : "phone";
  return <Address value={maskAddress(kind, address?.value ?? "")} />;
};

/**
 * Where the stop link of a mail leads, and every button "I did not ask for this". Opening the page changes nothing, since
 * mail scanners open links too; its button stops the request, whichever dialect that is of. It works with JavaScript off.
 */
export function createStopPages({ denials, world, settings }: StopPorts): Hono {
  const { publicUrl, app } = settings;
  const { show, failed } = createLinkPages(world, app.name);

  const stopped = (): Promise<Response> =>
    show(200, {
      title: "Request stopped",
      body: <p>We have stopped this request. Nobody can use that link. You do not need to do anything else.</p>,
    });

  const unknown = (): Promise<Response> =>
    show(404, {
      title: "This link does not work",
      body: (
        <>
          <p>There is nothing that it could stop. One of these is why:</p>
          <ul>
            <li>It was not copied whole. Open it from the mail again.</li>
            <li>A newer mail was sent. Use the link in the newest one.</li>
            <li>It is too old. Then nobody can use the code or link of its mail either.</li>
          </ul>
        </>
      ),
    });

  const over = (): Promise<Response> =>
    show(410, {
      title: "There is nothing left to stop",
      body: <p>This request is over. Nobody can use its code or link. You do not need to do anything.</p>,
    });

  const confirmed = (flow: Flow): Promise<Response> =>
    show(410, {
      title: "This was confirmed already",
      body: (
        <>
          <p>
            {addressOf(flow)} was confirmed
            {flow.verifiedAt === null ? "" : <> on {moment(flow.verifiedAt)}</>}, so there is nothing left to stop.
          </p>
          <p>If that was not you, tell {app.name}.</p>
        </>
      ),
    });

  const csrf = (): Promise<Response> =>
    show(403, {
      title: "Press the button on our own page",
      body: <p>Nothing was stopped. Open the link in the mail again, and press the button there.</p>,
    });

  function refused(failure: Failure): Promise<Response> {
    if (failure.reason === "flow_not_found") return unknown();
    return failure.reason === "flow_verified" ? confirmed(failure.flow) : over();
  }

  const ask = (flow: Flow, code: string): Promise<Response> =>
    show(200, {
      title: "Stop this request?",
      holdsSecret: true,
      body: (
        <>
          <p>
            Someone asked {app.name} to confirm {addressOf(flow)} on {moment(flow.createdAt)}. If it was not you, you
            can stop it.
          </p>
          <DenyForm code={code} label="Stop this request" />
        </>
      ),
    });

  /** For whoever opens a link in another browser than the one that it works in. */
  const sendBack = (flow: Flow, code: string): Promise<Response> =>
    show(200, {
      title: "Go on where you started",
      holdsSecret: true,
      body: (
        <>
          <p>
            Someone asked {app.name} to confirm {addressOf(flow)} on {moment(flow.createdAt)}. For safety, that works
            only in the browser that asked.
          </p>
          <p>
            {flow.proof === "code"
              ? "If it was you, go back there and type the code from the email."
              : "If it was you, open the link from the email there."}
          </p>
          <DenyForm code={code} />
        </>
      ),
    });

  async function open(c: Context): Promise<Response> {
    // What mail programs append, a dot or a parameter of their own, is no part of it.
    const [code = ""] = /^[\w-]*/.exec(new URL(c.req.url).search.slice(1)) ?? [];
    const found = await denials.inspect(code);
    if (!found.ok) return refused(found.failure);
    const { flow, denied } = found.value;
    if (denied) return stopped();
    return c.req.query(ELSEWHERE) === undefined ? ask(flow, code) : sendBack(flow, code);
  }

  async function press(c: Context): Promise<Response> {
    if (!isOwnPage(c.req.raw.headers, [publicUrl])) return csrf();
    const body = await readBody(c.req.raw);
    const code = body.ok ? new URLSearchParams(body.value.text).get(STOP_FIELD) : null;
    const denied = await denials.deny(code ?? "");
    return denied.ok ? stopped() : refused(denied.failure);
  }

  const pages = new Hono();
  pages
    .get("/", open)
    .post(press)
    .all(() => new Response("Method Not Allowed", { status: 405, headers: { Allow: "GET, HEAD, POST" } }));
  pages.onError((error, c) => {
    world.log({ event: "request_failed", page: "stop", error: error.name, request_id: requestIdOf(c) });
    return failed(error);
  });
  return pages;
}
