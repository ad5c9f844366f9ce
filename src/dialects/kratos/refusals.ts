import type { Failure } from "../../core/failure.ts";
import type { Flow } from "../../core/flow.ts";
import type { Result } from "../../core/result.ts";
import type { Services } from "../../services.ts";
import { DIALECT, readContext } from "./context.ts";
import type { Desk, Started } from "./desk.ts";
import type { ErrorKind } from "./errors.ts";
import * as text from "./messages.ts";
import type { Replies } from "./replies.ts";
import type { Visitor } from "./visitor.ts";

/** A request that is to be answered: who asks, about which flow, and in which form. */
export type Asking = {
  readonly request: Request;
  readonly query: URLSearchParams;
  readonly flowId: string;
  readonly visitor: Visitor;
  readonly ip: string | undefined;
  readonly asJson: boolean;
};

/** Which of the four ways a browser failed to show that it started the flow. */
export function csrfError({ request, visitor }: Pick<Asking, "request" | "visitor">): ErrorKind {
  if (!request.headers.get("cookie")) return "csrf_no_cookies";
  return visitor.secret === undefined ? "csrf_no_cookie" : "csrf_mismatch";
}

const wrongCode: text.Notice = { text: text.codeWrong };

const whoIsNoNativeApp = ({ request }: Asking): text.UiText =>
  text.generic(
    request.headers.has("origin")
      ? 'This flow was started for native apps, but the request carried the "Origin" header of a browser. Start a browser flow.'
      : 'This flow was started for native apps, but the request carried the "Cookie" header of a browser. Start a browser flow.',
  );

/** How each refusal of the core is told in this language: one exhaustive switch. */
export function createRefusals({ settings, verification, world }: Services, desk: Desk, replies: Replies) {
  /** Shows the flow with what is wrong, and keeps that for the page a browser is sent to. */
  async function note(
    asking: Asking,
    notice: text.Notice,
    {
      status = 400,
      extra = {},
      headers = {},
    }: { status?: 200 | 400; extra?: object; headers?: Record<string, string> } = {},
  ): Promise<Response> {
    const query = { appId: settings.app.id, dialect: DIALECT, flowId: asking.flowId };
    const noted = await verification.annotate({ ...query, notice: text.writeNotice(notice) });
    if (!noted.ok) return refuse(asking, noted.failure);
    const native = readContext(noted.value.context).type === "api";
    const response = replies.flow(noted.value, asking.visitor, {
      asJson: asking.asJson || (native && status === 400),
      status,
      extra: { ...extra },
      headers,
    });
    for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
    return response;
  }

  /** Tells a caller that came too early when to come back: in the flow, and in the header that programs read. */
  function wait(asking: Asking, retryAt: number, say: (retryAt: number, now: number) => text.UiText) {
    const now = world.now();
    const seconds = Math.max(1, Math.ceil((retryAt - now) / 1_000));
    return note(asking, { text: say(retryAt, now) }, { headers: { "Retry-After": `${seconds}` } });
  }

  async function renewed(
    asking: Asking,
    flow: Flow,
    notice: text.Notice,
    reply: (started: Started) => Promise<Response>,
    type?: "browser",
  ): Promise<Response> {
    const { visitor, ip } = asking;
    // Who is sent to a page goes on in a browser, even where a native app began: a native flow refuses browsers.
    const forBrowser = type === "browser" || !asking.asJson;
    const started: Result<Started, Failure> = await desk.renew(flow, {
      visitor,
      ip,
      notice,
      ...(forBrowser ? { type: "browser" } : {}),
    });
    return started.ok ? reply(started.value) : refuse(asking, started.failure);
  }

  /** A token that was posted and is none: a new flow, whose page even JSON clients of browsers are sent to. */
  const deadLink = (asking: Asking, flow: Flow, notice: text.UiText): Promise<Response> =>
    renewed(asking, flow, { text: notice }, (started) =>
      asking.asJson && isApi(flow)
        ? replies.replaced(asking.request, started, asking)
        : replies.movedOn(started, { asJson: false }),
    );

  const isApi = (flow: Flow): boolean => readContext(flow.context).type === "api";

  async function refuse(asking: Asking, failure: Failure): Promise<Response> {
    const { request, asJson } = asking;
    const replaced = (started: Started) => replies.replaced(request, started, { asJson });
    switch (failure.reason) {
      case "flow_not_found":
        return replies.error(request, "flow_not_found", { asJson });
      case "flow_cancelled":
        return replies.error(request, "flow_cancelled", { asJson });
      case "flow_expired": {
        const { flow } = failure;
        const notice = { text: text.expired(flow.expiresAt, world.now()) };
        return renewed(asking, flow, notice, (started) =>
          asJson && isApi(flow)
            ? replies.replaced(request, started, { asJson, expired: flow })
            : replies.movedOn(started, { asJson }),
        );
      }
      case "flow_verified":
        return renewed(asking, failure.flow, { text: text.alreadyCompleted }, (started) =>
          failure.flow.proof === "code"
            ? replaced(started)
            : replies.movedOn(started, { asJson: isApi(failure.flow) && asJson }),
        );
      case "too_many_attempts":
        return renewed(asking, failure.flow, { text: text.tooManyAttempts }, replaced);
      case "link_unknown":
        return deadLink(asking, failure.flow, text.linkUnknown);
      case "code_wrong":
        return replies.flow(failure.flow, asking.visitor, { asJson, extra: { transient_payload: {} } });
      case "code_expired": {
        const { flow, expiredAt } = failure;
        if (flow.proof === "code") return note(asking, wrongCode, { status: 200, extra: { transient_payload: {} } });
        return deadLink(asking, flow, expiredAt === null ? text.linkUnknown : text.expired(expiredAt, world.now()));
      }
      case "code_malformed":
        return note(asking, wrongCode, { status: 200, extra: { transient_payload: {} } });
      case "proof_mismatch":
        return note(asking, { text: text.noStrategy });
      case "guard_mismatch":
        return isApi(failure.flow)
          ? note(asking, { text: whoIsNoNativeApp(asking) })
          : replies.error(request, csrfError(asking), { asJson });
      case "too_soon": {
        const { flow, retryAt } = failure;
        if (!flow) return replies.error(request, "too_soon", { asJson, retryAt });
        return wait(asking, retryAt, (until, now) => text.tooSoon(until, now, flow.address?.channel));
      }
      case "country_not_allowed":
        return note(asking, { text: text.generic("We do not send text messages to that country."), field: "email" });
    }
  }

  return { refuse, note, wait, renewed };
}

export type Refusals = ReturnType<typeof createRefusals>;
