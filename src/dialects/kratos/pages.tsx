import { type Context, Hono } from "hono";
import type { Child } from "hono/jsx";
import { maskAddress } from "../../core/address.ts";
import { Unavailable } from "../../core/failure.ts";
import { isUuid } from "../../core/ids.ts";
import { requestIdOf } from "../../http/headers.ts";
import { Document } from "../../pages/document.tsx";
import { page } from "../../pages/page.ts";
import type { Services } from "../../services.ts";
import { DIALECT } from "./context.ts";
import { createDesk } from "./desk.ts";
import { readErrorId } from "./error-ids.ts";
import { type ErrorKind, errorOf } from "./errors.ts";
import { viewOf } from "./flow-page.tsx";
import { holdsGuard, mayRead } from "./visitor.ts";

const START = "/self-service/verification/browser";

/** In words for people; the API's words are for programs. */
function explain(kind: ErrorKind | "expired"): { readonly title: string; readonly text: string } {
  switch (kind) {
    case "expired":
      return { title: "This page is too old", text: "It was open for too long. You can start again." };
    case "flow_param":
    case "flow_not_found":
    case "bad_request":
    case "return_to":
      return { title: "This page does not work", text: "Check that you copied all of its address, or start again." };
    case "flow_cancelled":
      return { title: "This request was stopped", text: "Nobody can use it any more. You can start again." };
    case "disabled":
    case "strategy_disabled":
    case "method_disabled":
      return { title: "This is switched off", text: "Addresses cannot be confirmed in this way at the moment." };
    case "csrf_no_cookies":
    case "csrf_no_cookie":
    case "csrf_mismatch":
    case "csrf_origin":
      return {
        title: "Go on in the browser you started with",
        text: "This page belongs to another browser, or cookies are switched off. You can start again here.",
      };
    case "too_soon":
      return { title: "Too many tries from here", text: "Wait an hour, then start again." };
    case "too_large":
      return { title: "That was too much", text: "What you sent is too long. Go back and shorten it." };
    case "unavailable":
    case "server_error":
      return {
        title: "Sorry, there is a problem with this page",
        text: "Your code still works. Try again in a few minutes.",
      };
  }
}

/** `/identity/…`: what browsers are redirected to. Everything works with JavaScript off. */
export function kratosPages(services: Services): Hono {
  const { settings, verification, world, keyring } = services;
  const appName = settings.app.name;
  const desk = createDesk(services);
  const app = new Hono();

  const show = (status: number, title: string, body: Child): Promise<Response> =>
    page(world, status, (nonce) => (
      <Document title={title} appName={appName} nonce={nonce}>
        {body}
      </Document>
    ));

  function showProblem(kind: ErrorKind | "expired", status: number, reference?: string): Promise<Response> {
    const { title, text } = explain(kind);
    const body = (
      <>
        <h1>{title}</h1>
        <p>{text}</p>
        <p>
          <a class="button" href={START}>
            Start again
          </a>
        </p>
        {reference && <p>Reference: {reference}</p>}
      </>
    );
    return show(status, title, body);
  }

  async function flowPage(c: Context): Promise<Response> {
    const flowId = c.req.query("flow");
    if (flowId === undefined || !isUuid(flowId)) return showProblem("flow_param", 400);
    const visitor = await desk.visitor(c.req.raw.headers, flowId);
    const found = await verification.status({ appId: settings.app.id, dialect: DIALECT, flowId });
    if (!found.ok) {
      return found.failure.reason === "flow_expired" ? showProblem("expired", 410) : showProblem("flow_not_found", 404);
    }
    const flow = found.value;
    if (!mayRead(flow, visitor)) return showProblem("csrf_mismatch", 403);
    if (flow.state === "cancelled") return showProblem("flow_cancelled", 410);
    const { title, body, failed } = viewOf(desk.show(flow, visitor), {
      appName,
      codeDigits: settings.policy.codeDigits,
      byText: flow.address?.channel === "sms",
      maskedAddress: flow.address && holdsGuard(flow, visitor) ? maskAddress("email", flow.address.value) : undefined,
    });
    return show(200, failed ? `Error: ${title}` : title, body);
  }

  async function errorPage(c: Context): Promise<Response> {
    const id = c.req.query("id") ?? "";
    const known = await readErrorId(keyring, id);
    if (!known) return showProblem("flow_not_found", 404);
    return showProblem(known.kind, errorOf(known.kind).code, id);
  }

  app.get("/verification", flowPage);
  app.get("/error", errorPage);
  app.get("/done", () =>
    show(
      200,
      "You are done here",
      <>
        <h1>You are done here</h1>
        <p>You can close this page and go back to where you came from.</p>
      </>,
    ),
  );
  app.onError((error, c) => {
    const kind = error instanceof Unavailable ? "unavailable" : "server_error";
    world.log({
      event: "request_failed",
      dialect: DIALECT,
      kind,
      error: error.name,
      request_id: requestIdOf(c),
    });
    return showProblem(kind, kind === "unavailable" ? 503 : 500);
  });
  return app;
}
