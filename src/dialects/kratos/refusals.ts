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

  async function renewed(
    asking: Asking,
    flow: Flow,
    notice: text.Notice,
    reply: (started: Started) => Promise<Response>,
    type?: "browser",
  ): Promise<Response> {
    const { visitor, ip } = asking;
    const started: Result<Started, Failure> = await desk.renew(flow, {
      visitor,
      ip,
      notice,
      ...(type ? { type } : {}),
    });
    return started.ok ? reply(started.value) : refuse(asking, started.failure);
  }

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
            : replies.movedOn(started, { asJson: asJson && isApi(failure.flow) }),
        );
      case "too_many_attempts":
        return renewed(asking, failure.flow, { text: text.tooManyAttempts }, replaced);
      case "link_unknown": {
        const { flow } = failure;
        return renewed(asking, flow, { text: text.linkUnknown }, (started) =>
          asJson && isApi(flow) ? replaced(started) : replies.movedOn(started, { asJson: false }),
        );
      }
      case "code_wrong":
        return replies.flow(failure.flow, asking.visitor, { asJson, extra: { transient_payload: {} } });
      case "code_expired":
        if (failure.flow.proof === "link" && failure.expiredAt !== null) {
          const notice = { text: text.expired(failure.expiredAt, world.now()) };
          return renewed(asking, failure.flow, notice, (started) =>
            replies.movedOn(started, { asJson: asJson && isApi(failure.flow) }),
          );
        }
        return note(asking, { text: text.codeWrong }, { status: 200, extra: { transient_payload: {} } });
      case "code_malformed":
        return note(asking, { text: text.codeWrong }, { status: 200, extra: { transient_payload: {} } });
      case "proof_mismatch":
        return note(asking, { text: text.noStrategy });
      case "guard_mismatch":
        return isApi(failure.flow)
          ? note(asking, { text: whoIsNoNativeApp(asking) })
          : replies.error(request, csrfError(asking), { asJson });
      case "too_soon": {
        const { flow, retryAt } = failure;
        if (!flow) return replies.error(request, "too_soon", { asJson, retryAt });
        const seconds = Math.max(1, Math.ceil((retryAt - world.now()) / 1_000));
        const notice = { text: text.tooSoon(retryAt, world.now(), flow.address?.channel) };
        return note(asking, notice, { headers: { "Retry-After": `${seconds}` } });
      }
      case "country_not_allowed":
        return note(asking, { text: text.generic("We do not send text messages to that country."), field: "email" });
    }
  }

  return { refuse, note, renewed };
}

export type Refusals = ReturnType<typeof createRefusals>;
