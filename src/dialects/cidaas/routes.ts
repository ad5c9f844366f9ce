import type { Context, Handler } from "hono";
import { Unavailable } from "../../core/failure.ts";
import { isUuid } from "../../core/ids.ts";
import { crossOrigin } from "../../http/cross-origin.ts";
import { requestIdOf } from "../../http/headers.ts";
import { Hono } from "../../http/hono.ts";
import { answerOnce, type IdempotencyRefusal } from "../../http/idempotency.ts";
import type { Services } from "../../services.ts";
import type { Dialect } from "../dialect.ts";
import { DIALECT, localeOf, readContext } from "./context.ts";
import { INITIATION_FIELDS, VALIDATION_FIELDS } from "./contracts.ts";
import { malformed, missing, processingFailed, type Refusal, refusalOf, unknown } from "./errors.ts";
import { type Body, fieldsOfQuery, fromOf, isForm, readFields } from "./fields.ts";
import { createInitiation, trackOf } from "./initiation.ts";
import { createLinkPage } from "./link-page.tsx";
import { ABOUT, createLocations, errorParameters } from "./locations.ts";
import { createLoginPages } from "./pages.tsx";
import * as paths from "./paths.ts";
import { done, redirect, refuse } from "./replies.ts";
import { createTrackCalls } from "./track-calls.ts";

/** What the SDKs send along, and browsers therefore ask for. */
const SDK_HEADERS = [
  "Accept-Language",
  "access_token",
  "requestId",
  "trackId",
  "lat",
  "lon",
  "deviceId",
  "deviceMake",
  "deviceModel",
  "deviceVersion",
];

/** A call that is answered by a redirect, whatever comes of it; else it is for its content type to say. */
type Answering = { readonly legacy: boolean; readonly always: "redirect" | "json" | undefined };

function routes(services: Services): Hono {
  const { settings, initiations, idempotency, world } = services;
  const locations = createLocations(settings.cidaas);
  const initiation = createInitiation(services);
  const pages = createLoginPages(services, { initiation, locations });
  const linkPage = createLinkPage(services, locations);
  const refused = (c: Context, refusal: Refusal): Response =>
    refuse(refusal, { reference: requestIdOf(c), now: world.now() });
  const tracks = createTrackCalls({ services, initiation, locations, refused });
  const app = new Hono();
  const origins = crossOrigin(settings.origins, SDK_HEADERS);
  // The pages too: a script that follows a redirect reads where it ended.
  for (const path of [
    "/verification-actions-srv/*",
    "/verification-srv/*",
    "/users-srv/*",
    "/token-srv/*",
    "/login-srv/*",
    "/useractions-srv/*",
    "/authz-srv/*",
    paths.INIT_PAGE,
    paths.COMPLETE_PAGE,
    paths.STATUS_PAGE,
    paths.ERROR_PAGE,
  ]) {
    app.use(path, origins);
  }

  /** E1, E4 and E5. */
  const initiate =
    ({ legacy, always }: Answering): Handler =>
    async (c) => {
      const request = c.req.raw;
      const { headers } = request;
      const run = async (): Promise<Response> => {
        const body = await readFields(request, INITIATION_FIELDS);
        const fields = body.ok ? body.value.fields : {};
        const leads = always === "redirect" || (always === undefined && isForm(headers));
        const made = body.ok ? await initiation.initiate({ fields, headers, from: fromOf(request), legacy }) : body;
        if (!leads) {
          if (!made.ok) return refused(c, made.failure);
          return done(readContext(made.value).processingType === "LINK" ? {} : { accvid: made.value.id });
        }
        const echo = { requestId: fields["requestId"], trackId: trackOf(fields, headers) };
        return redirect(made.ok ? locations.complete(made.value, echo.trackId) : locations.error(made.failure, echo));
      };
      // With the form of a page the header means nothing.
      if (isForm(headers)) return run();
      const refuseRepeat = ({ message, retryAfterS, status }: IdempotencyRefusal): Response => {
        const retryAt = retryAfterS === undefined ? {} : { retryAt: world.now() + retryAfterS * 1_000 };
        return always === "redirect"
          ? redirect(locations.error(malformed(message), {}))
          : refused(c, { ...malformed(message), status, ...retryAt });
      };
      return answerOnce(idempotency, request, { refuse: refuseRepeat }, run);
    };

  /** A form's browser goes back to where the code is typed, with what was wrong, or on. */
  async function validated(c: Context, { fields, asForm }: Body): Promise<Response> {
    const { accvid, code } = fields;
    const trackId = trackOf(fields, c.req.raw.headers);
    const no = (refusal: Refusal): Response => (asForm ? redirect(locations.error(refusal, {})) : refused(c, refusal));
    if (accvid === undefined) return no(missing("missing required field: accvid"));
    if (code === undefined) return no(missing("missing required field: code"));
    if (!isUuid(accvid.trim())) return no(unknown("invalid accvid"));
    const query = { appId: settings.app.id, dialect: DIALECT, flowId: accvid.trim() };
    const checked = await initiations.check({ ...query, code });
    if (checked.ok) return asForm ? redirect(locations.complete(checked.value, trackId)) : done();
    const refusal = refusalOf(checked.failure);
    if (!asForm) return refused(c, refusal);
    const { failure } = checked;
    const flow =
      "flow" in failure && failure.flow
        ? failure.flow
        : (await initiations.find({ ...query, requestId: null, trackId: null, withCodes: false }))?.flow;
    return redirect(flow ? locations.complete(flow, trackId, errorParameters(refusal)) : locations.error(refusal, {}));
  }

  const validate: Handler = async (c) => {
    const body = await readFields(c.req.raw, VALIDATION_FIELDS);
    if (body.ok) return validated(c, body.value);
    return isForm(c.req.raw.headers) ? redirect(locations.error(body.failure, {})) : refused(c, body.failure);
  };

  const otherVerbs =
    (allow: string): Handler =>
    (c) => {
      const answer = refused(c, { ...malformed(`allowed here: ${allow}`), status: 405 });
      answer.headers.set("Allow", allow);
      return answer;
    };
  const post = (path: string, handler: Handler): void => void app.post(path, handler).all(otherVerbs("POST"));
  const get = (path: string, handler: Handler): void => void app.get(path, handler).all(otherVerbs("GET, HEAD"));

  post(paths.INITIATION, initiate({ legacy: false, always: "redirect" }));
  post(paths.VALIDATION, validate);
  app.get(paths.LINK, linkPage.open).post(linkPage.confirm).all(otherVerbs("GET, HEAD, POST"));
  get(`${paths.LONG_LINK}/:flow/:token`, linkPage.openLong);
  post(paths.OLD_INITIATION, initiate({ legacy: true, always: undefined }));
  post(paths.OLD_SDK_INITIATION, initiate({ legacy: true, always: "json" }));
  post(paths.OLD_VALIDATION, validate);
  get(`${paths.STATUS}/:sub`, tracks.status);
  get(`${paths.METADATA}/:track_id`, tracks.metadata);
  post(`${paths.CONTINUE}/:track_id`, tracks.goOn);
  post(`${paths.CORRECTION}/:track_id`, tracks.correct);
  post(paths.REQUESTS, tracks.request);

  app.get(paths.INIT_PAGE, pages.init).post(pages.ask).all(otherVerbs("GET, HEAD, POST"));
  app.get(paths.COMPLETE_PAGE, pages.complete).post(pages.check).all(otherVerbs("GET, HEAD, POST"));
  post(paths.RESEND_PAGE, pages.resend);
  app.get(paths.CHANGE_PAGE, pages.changeForm).post(pages.changeAddress).all(otherVerbs("GET, HEAD, POST"));
  get(paths.STATUS_PAGE, pages.status);
  // The page is also another dialect's: which one is meant, its parameters tell.
  app.get(paths.ERROR_PAGE, (c, next) => {
    const fields = fieldsOfQuery(c.req.url, ["error_code", "requestId", "track_id", "trackId", ABOUT]);
    return fields["error_code"] === undefined ? next() : pages.error(c, fields);
  });

  app.onError((error, c) => {
    const isAway = error instanceof Unavailable;
    world.log({ event: "request_failed", dialect: DIALECT, error: error.name, request_id: requestIdOf(c) });
    const { path, method } = c.req;
    if (path === paths.LINK || path.startsWith(paths.LONG_LINK)) return linkPage.failed(c, error);
    if (path.startsWith("/identity/") && path !== paths.STATUS_PAGE) {
      return pages.failed(c, error, requestIdOf(c));
    }
    const leads =
      path === paths.INITIATION || path.startsWith(paths.CONTINUE) || (method === "POST" && isForm(c.req.raw.headers));
    if (leads) return redirect(locations.error(processingFailed, {}));
    return refused(c, isAway ? { ...processingFailed, status: 503 } : processingFailed);
  });
  return app;
}

/** cidaas's verification of accounts: for login servers whose people go on once an address of theirs is verified. */
export const cidaas: Dialect = { name: DIALECT, basePaths: [""], localeOf, routes };
