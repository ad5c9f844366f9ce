import type { Context } from "hono";
import { Unavailable } from "../../core/failure.ts";
import { isUuid } from "../../core/ids.ts";
import { clientIp } from "../../http/client-ip.ts";
import { crossOrigin } from "../../http/cross-origin.ts";
import { requestIdOf } from "../../http/headers.ts";
import { Hono } from "../../http/hono.ts";
import { deviceOf } from "../../http/user-agent.ts";
import type { Services } from "../../services.ts";
import type { Dialect } from "../dialect.ts";
import { type Asking, csrfError } from "./asking.ts";
import { DIALECT, localeOf } from "./context.ts";
import { InitQuery } from "./contracts.ts";
import { createDesk } from "./desk.ts";
import { readErrorId } from "./error-ids.ts";
import { errorOf } from "./errors.ts";
import { createFollow } from "./follow.ts";
import { acceptsJson, wantsJson } from "./negotiation.ts";
import { createOnce } from "./once.ts";
import { createRefusals } from "./refusals.ts";
import { createReplies } from "./replies.ts";
import { createSubmit } from "./submit.ts";
import { mayRead } from "./visitor.ts";

const VERIFICATION = "/self-service/verification";
/** Paths that no browser is sent to a page from. */
const ALWAYS_JSON = /\/(?:api|flows|errors)$/;
const LONGEST_URL = 8 * 1_024;

/** Query parameters by name. One given twice is a list, which no parameter accepts: which was meant is a guess. */
function singleValues(searchParams: URLSearchParams): Readonly<Record<string, string | readonly string[]>> {
  const names = new Set(searchParams.keys());
  return Object.fromEntries(
    [...names].map((name) => {
      const values = searchParams.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? "") : values];
    }),
  );
}

function routes(services: Services, mount: string): Hono {
  const { settings, verification, keyring } = services;
  const desk = createDesk(services);
  const replies = createReplies(services, desk);
  const refusals = createRefusals(services, desk, replies);
  const submit = createSubmit(services, desk, replies, refusals);
  const follow = createFollow(services, desk, replies, refusals);
  const once = createOnce(services, replies);
  const app = new Hono();
  app.use("/self-service/*", crossOrigin(settings.origins));
  app.use("/verification/flows", crossOrigin(settings.origins));

  const accepts = (c: Context): boolean => acceptsJson(c.req.header("accept"));

  async function init(c: Context, type: "api" | "browser"): Promise<Response> {
    const asJson = type === "api" || accepts(c);
    const request = c.req.raw;
    if (!settings.kratos.enabled) return replies.error(request, "disabled", { asJson });
    const { pathname, search, searchParams } = new URL(request.url);
    const query = InitQuery.safeParse(singleValues(searchParams));
    if (!query.success) {
      const forbidden = query.error.issues.some(({ path }) => path[0] === "return_to");
      return replies.error(request, forbidden ? "return_to" : "bad_request", { asJson: true });
    }
    if (request.url.length > LONGEST_URL) return replies.error(request, "bad_request", { asJson: true });
    const { return_to, method = settings.kratos.use } = query.data;
    const returnTo = return_to ? settings.returnUrls.resolve(return_to, settings.defaultReturnUrl) : null;
    if (returnTo === undefined) return replies.error(request, "return_to", { asJson: true });
    if (!settings.kratos.methods[method]) return replies.error(request, "strategy_disabled", { asJson: true });

    const visitor = await desk.visitor(request.headers);
    const device = deviceOf(request.headers);
    const requestUrl = settings.publicUrl + pathname + search;
    const context = { type, mount, requestUrl, returnTo, ...(device ? { device } : {}) };
    const ip = clientIp(request.headers);
    const started = await desk.start({ context, proof: method, visitor, ip });
    if (!started.ok) {
      const retryAt = started.failure.reason === "too_soon" ? started.failure.retryAt : undefined;
      return replies.error(request, "too_soon", { asJson, ...(retryAt === undefined ? {} : { retryAt }) });
    }
    const { flow, newSecret } = started.value;
    const secret = visitor.secret ?? newSecret;
    return replies.setCsrf(replies.flow(flow, { ...visitor, secret, guard: flow.guard }, { asJson }), newSecret);
  }

  /** Reads a flow for whoever may see it. Always JSON. */
  async function read(c: Context): Promise<Response> {
    const request = c.req.raw;
    const asJson = true;
    if (!settings.kratos.enabled) return replies.error(request, "disabled", { asJson: accepts(c) });
    const flowId = c.req.query("id") ?? c.req.query("flow") ?? "";
    if (!isUuid(flowId)) return replies.error(request, "flow_not_found", { asJson });
    const visitor = await desk.visitor(request.headers, flowId);
    const flow = await verification.status({
      appId: settings.app.id,
      dialect: DIALECT,
      flowId,
      // Only reads are answered with one, so that it is older than any later write: who writes drops it.
      bookmark: c.req.header("x-d1-bookmark"),
    });
    const found = flow.ok ? flow.value : flow.failure.reason === "flow_expired" ? flow.failure.flow : undefined;
    if (!found) return replies.error(request, "flow_not_found", { asJson });
    if (!mayRead(found, visitor)) return replies.error(request, csrfError({ request, visitor }), { asJson });
    if (!flow.ok) return replies.gone(request, found);
    if (found.state === "cancelled") return replies.error(request, "flow_cancelled", { asJson });
    return replies.flow(found, visitor, { asJson });
  }

  /** What POST and GET of a flow have in common: which flow, and who asks. */
  async function asking(c: Context, answer: (asking: Asking) => Promise<Response>): Promise<Response> {
    const request = c.req.raw;
    const query = new URL(request.url).searchParams;
    const flowId = singleValues(query)["flow"];
    const asJson = wantsJson(request.headers);
    if (typeof flowId !== "string" || !isUuid(flowId)) return replies.error(request, "flow_param", { asJson });
    const visitor = await desk.visitor(request.headers, flowId);
    return answer({ request, query, flowId, visitor, asJson, ip: clientIp(request.headers) });
  }

  async function readError(c: Context): Promise<Response> {
    const id = c.req.query("id") ?? "";
    if (id === "stub:500") {
      const zero = "0001-01-01T00:00:00Z";
      const error = { ...errorOf("server_error"), reason: "This is a stub error." };
      return replies.json(200, { id, error, created_at: zero, updated_at: zero });
    }
    const known = await readErrorId(keyring, id);
    if (!known) return replies.error(c.req.raw, "flow_not_found", { asJson: true });
    const at = new Date(known.at).toISOString();
    return replies.json(200, { id, error: errorOf(known.kind), created_at: at, updated_at: at });
  }

  const otherVerbs = (allow: string) => () =>
    new Response("Method Not Allowed", {
      status: 405,
      headers: { Allow: allow, "Content-Type": "text/plain; charset=utf-8" },
    });

  app.get(`${VERIFICATION}/api`, (c) => init(c, "api")).all(otherVerbs("GET, HEAD"));
  app.get(`${VERIFICATION}/browser`, (c) => init(c, "browser")).all(otherVerbs("GET, HEAD"));
  app.get(`${VERIFICATION}/flows`, read).all(otherVerbs("GET, HEAD"));
  app.get("/verification/flows", read).all(otherVerbs("GET, HEAD"));
  app.get(VERIFICATION, (c) => asking(c, follow));
  app
    .post(VERIFICATION, (c) => asking(c, (who) => once(who, () => submit(who, mount))))
    .all(otherVerbs("GET, HEAD, POST"));
  app.get("/self-service/errors", readError).all(otherVerbs("GET, HEAD"));

  app.onError((error, c) => {
    const kind = error instanceof Unavailable ? "unavailable" : "server_error";
    services.world.log({
      event: "request_failed",
      dialect: DIALECT,
      kind,
      error: error.name,
      request_id: requestIdOf(c),
    });
    return replies.error(c.req.raw, kind, { asJson: wantsJson(c.req.raw.headers) || ALWAYS_JSON.test(c.req.path) });
  });
  return app;
}

/** Ory Kratos's self-service verification, at the two places its clients look for it. */
export const kratos: Dialect = { name: DIALECT, basePaths: ["", "/auth"], localeOf, routes };
