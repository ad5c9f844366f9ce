import type { Flow } from "../../core/flow.ts";
import { wholeSeconds } from "../../core/seconds.ts";
import type { Services } from "../../services.ts";
import { readContext } from "./context.ts";
import type { Desk, Started } from "./desk.ts";
import { writeErrorId } from "./error-ids.ts";
import { type ErrorKind, errorOf, goneError, replacedError, type WireError } from "./errors.ts";
import type { Notice } from "./messages.ts";
import type { Viewer } from "./visitor.ts";

const NEVER_CACHED = "private, no-cache, no-store, must-revalidate";
const CSRF_MAX_AGE_S = 31_536_000;
const UNAVAILABLE_RETRY_S = 2;

/** `url` with one more query parameter; a relative address stays relative. */
const withQuery = (url: string, name: string, value: string): string =>
  `${url}${url.includes("?") ? "&" : "?"}${name}=${encodeURIComponent(value)}`;

/** How answers of this dialect look: JSON to clients that speak it, a redirect to a page to browsers. */
export function createReplies({ settings, keyring, world }: Services, desk: Desk) {
  const secure = settings.publicUrl.startsWith("https:") ? "; Secure" : "";

  function base(headers: Record<string, string> = {}): Headers {
    return new Headers({ "Cache-Control": NEVER_CACHED, Vary: "Cookie, Accept, Accept-Language", ...headers });
  }

  function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
    const contentType = { "Content-Type": "application/json; charset=utf-8" };
    return new Response(JSON.stringify(body), { status, headers: base({ ...contentType, ...headers }) });
  }

  function redirect(location: string, headers: Record<string, string> = {}): Response {
    return new Response(null, { status: 303, headers: base({ ...headers, Location: location }) });
  }

  const uiUrl = (flowId: string): string => withQuery(settings.ui.verification, "flow", flowId);
  const readUrl = (flow: Flow): string =>
    `${settings.publicUrl}${readContext(flow.context).mount}/self-service/verification/flows?id=${flow.id}`;

  function errorJson(
    request: Request,
    error: WireError,
    extras: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ): Response {
    const correlation = request.headers.get("x-request-id");
    const { id, code, status, ...rest } = error;
    const body = {
      error: {
        ...(id === undefined ? {} : { id }),
        code,
        status,
        ...(correlation && correlation.length <= 128 ? { request: correlation } : {}),
        ...rest,
      },
      ...extras,
    };
    return json(code, body, {
      ...headers,
      "Content-Type": "application/json",
      ...(id === undefined ? {} : { "Ory-Error-Id": id }),
    });
  }

  /** Its name has no `__Host-` prefix, unlike our other cookie's: clients know it by how it begins. */
  async function setCsrf(response: Response, secret: string | undefined): Promise<Response> {
    if (secret !== undefined) {
      const name = await desk.cookieName;
      response.headers.append(
        "Set-Cookie",
        `${name}=${secret}; Path=/; Max-Age=${CSRF_MAX_AGE_S}; HttpOnly; SameSite=Lax${secure}`,
      );
    }
    return response;
  }

  return {
    json,
    redirect,
    uiUrl,
    errorJson,
    setCsrf,

    /** A flow as the answer: itself to a client, with `told` in it; its page to a browser. */
    flow(
      flow: Flow,
      visitor: Viewer,
      {
        asJson,
        told,
        status = 200,
        extra = {},
        headers = {},
      }: {
        asJson: boolean;
        told?: Notice | undefined;
        status?: 200 | 400;
        extra?: Record<string, unknown>;
        headers?: Record<string, string>;
      },
    ): Response {
      if (!asJson) return redirect(uiUrl(flow.id), headers);
      const freshness = flow.bookmark === null ? {} : { "X-D1-Bookmark": flow.bookmark };
      return json(status, { ...desk.show(flow, visitor, told), ...extra }, { ...freshness, ...headers });
    },

    async error(request: Request, kind: ErrorKind, { asJson, retryAt }: { asJson: boolean; retryAt?: number }) {
      const now = world.now();
      const response = asJson
        ? errorJson(request, errorOf(kind))
        : redirect(withQuery(settings.ui.error, "id", await writeErrorId(keyring, kind, now)));
      if (retryAt !== undefined) response.headers.set("Retry-After", `${wholeSeconds(retryAt - now)}`);
      else if (kind === "unavailable") response.headers.set("Retry-After", `${UNAVAILABLE_RETRY_S}`);
      return response;
    },

    /** Reading a flow whose time is over: where to start another. */
    gone(request: Request, flow: Flow): Response {
      const { type, mount, returnTo } = readContext(flow.context);
      const init = `${settings.publicUrl}${mount}/self-service/verification`;
      const details =
        type === "api"
          ? { api: `${init}/api` }
          : {
              redirect_to: returnTo === null ? `${init}/browser` : withQuery(`${init}/browser`, "return_to", returnTo),
              ...(returnTo === null ? {} : { return_to: returnTo }),
            };
      return errorJson(request, goneError(details));
    },

    /** A 410 that names the flow to go on with; the page of that flow to a browser. */
    async replaced(
      request: Request,
      { flow, newSecret }: Started,
      { asJson, expired }: { asJson: boolean; expired?: Flow },
    ) {
      const response = asJson
        ? errorJson(request, replacedError(expired ? "self_service_flow_expired" : "self_service_flow_replaced"), {
            ...(expired
              ? {
                  expired_at: new Date(expired.expiresAt).toISOString(),
                  // Nanoseconds, as clients of the original read it.
                  since: (world.now() - expired.expiresAt) * 1_000_000,
                }
              : {}),
            use_flow_id: flow.id,
          })
        : redirect(uiUrl(flow.id));
      return setCsrf(response, newSecret);
    },

    /** Sends even a JSON client on to the new flow, by the address it reads flows at. */
    async movedOn({ flow, newSecret }: Started, { asJson }: { asJson: boolean }): Promise<Response> {
      return setCsrf(redirect(asJson ? readUrl(flow) : uiUrl(flow.id)), newSecret);
    },
  };
}

export type Replies = ReturnType<typeof createReplies>;
