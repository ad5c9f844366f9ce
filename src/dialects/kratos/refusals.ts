import type { Failure } from "../../core/failure.ts";
import type { Flow } from "../../core/flow.ts";
import { explainFlow } from "../../core/refusal.ts";
import type { Result } from "../../core/result.ts";
import { wholeSeconds } from "../../core/seconds.ts";
import type { Services } from "../../services.ts";
import { type Asking, csrfError, openedLink } from "./asking.ts";
import { DIALECT, readContext } from "./context.ts";
import type { Desk, Started } from "./desk.ts";
import * as text from "./messages.ts";
import type { Replies } from "./replies.ts";
import { holdsGuard } from "./visitor.ts";

const wrongCode: text.Notice = { text: text.codeWrong };
/** What a refused code is answered with besides the flow. */
const refusedCode = { status: 200, extra: { transient_payload: {} } } as const;

const whoIsNoNativeApp = ({ request }: Asking): text.Told =>
  text.generic(
    request.headers.has("origin")
      ? 'This flow was started for native apps, but the request carried the "Origin" header of a browser. Start a browser flow.'
      : 'This flow was started for native apps, but the request carried the "Cookie" header of a browser. Start a browser flow.',
  );

const isApi = (flow: Flow): boolean => readContext(flow.context).type === "api";

/** What our own page tells of a link that was opened and does nothing. Strangers are told nothing of its flow. */
function linkNotice({ visitor }: Asking, flow: Flow, notice: text.Told): text.PageNotice {
  if (visitor.guard !== flow.guard) return { why: "link_dead" };
  const address = flow.address?.value ?? null;
  if (flow.state === "verified") return { why: "link_used", address };
  return { why: notice.id === text.messageIds.expired ? "link_old" : "link_replaced", address };
}

function pageNotice(asking: Asking, flow: Flow, notice: text.Told): { readonly page?: text.PageNotice } {
  if (openedLink(asking)) return { page: linkNotice(asking, flow, notice) };
  return notice === text.tooManyAttempts ? { page: { why: "locked" } } : {};
}

type Noting = {
  readonly status?: 200 | 400;
  readonly extra?: Record<string, unknown>;
  readonly headers?: Record<string, string>;
  /** The flow, where it has been read already. */
  readonly flow?: Flow | undefined;
};

/** How each refusal of the core is told in this language: one exhaustive switch. */
export function createRefusals({ settings, verification, world }: Services, desk: Desk, replies: Replies) {
  const { give, spend } = desk.broughtCookies;

  /**
   * Shows the flow with what is wrong, and keeps that for the page a browser is sent to: with the flow if it is the
   * visitor's, else with the visitor, who could otherwise write on somebody else's page.
   */
  async function note(
    asking: Asking,
    told: text.Notice,
    { status = 400, extra = {}, headers = {}, flow: known }: Noting = {},
  ): Promise<Response> {
    const { visitor } = asking;
    const query = { appId: settings.app.id, dialect: DIALECT, flowId: asking.flowId };
    const found = known ? { ok: true as const, value: known } : await verification.status(query);
    if (!found.ok) return refuse(asking, found.failure);

    if (!holdsGuard(found.value, visitor)) {
      const failure = explainFlow(found.value, { now: world.now(), event: "send" });
      if (failure) return refuse(asking, failure);
      const response = replies.flow(found.value, visitor, { asJson: asking.asJson, told, status, extra, headers });
      return visitor.brought && !asking.byPage ? give(response, found.value, { ...visitor.brought, told }) : response;
    }
    if (asking.byPage) return replies.flow(found.value, visitor, { asJson: true, told, status, extra, headers });
    const noted = await verification.annotate({ ...query, notice: text.writeNotice(told) });
    if (!noted.ok) return refuse(asking, noted.failure);
    // The contract answers a native flow with JSON, but whoever came from its mail is looking at a page.
    const asJson = asking.asJson || (isApi(noted.value) && status === 400 && !visitor.brought);
    return replies.flow(noted.value, visitor, { asJson, told, status, extra, headers });
  }

  /** Tells a caller that came too early when to come back: in the flow, and in the header that programs read. */
  function wait(asking: Asking, flow: Flow, retryAt: number, say: (retryAt: number, now: number) => text.Told) {
    const now = world.now();
    const seconds = wholeSeconds(retryAt - now);
    return note(
      asking,
      { text: say(retryAt, now), page: { why: "wait" } },
      { flow, headers: { "Retry-After": `${seconds}` } },
    );
  }

  async function renewed(
    asking: Asking,
    flow: Flow,
    notice: text.Told,
    reply: (started: Started) => Promise<Response>,
    type?: "browser",
  ): Promise<Response> {
    const { visitor, ip } = asking;
    if (asking.byPage) return replies.json(410, {});
    // Who is sent to a page goes on in a browser, even where a native app began: a native flow refuses browsers.
    const forBrowser = type === "browser" || !asking.asJson;
    const started: Result<Started, Failure> = await desk.renew(flow, {
      visitor,
      ip,
      notice: { text: notice, ...pageNotice(asking, flow, notice) },
      ...(forBrowser ? { type: "browser" } : {}),
    });
    return started.ok ? spend(await reply(started.value), flow, visitor) : refuse(asking, started.failure);
  }

  /**
   * A link that does not work leads to a fresh flow. One that was opened is answered to a browser, whatever it
   * accepts; one whose token was posted may be a native app's, which cannot show a page.
   */
  function deadLink(asking: Asking, flow: Flow, notice: text.Told, how: "opened" | "posted"): Promise<Response> {
    const toPage = (started: Started) => replies.movedOn(started, { asJson: false });
    if (how === "opened") return renewed(asking, flow, notice, toPage, "browser");
    return renewed(asking, flow, notice, (started) =>
      asking.asJson && isApi(flow) ? replies.replaced(asking.request, started, asking) : toPage(started),
    );
  }

  async function refuse(asking: Asking, failure: Failure, known?: Flow): Promise<Response> {
    const { request, asJson, visitor } = asking;
    const replaced = (started: Started) => replies.replaced(request, started, { asJson });
    switch (failure.reason) {
      case "flow_not_found":
        return replies.error(request, openedLink(asking) ? "link_dead" : "flow_not_found", { asJson });
      case "flow_cancelled": {
        // Whoever merely has its link is told what anybody is who has a link that does nothing.
        const dead = openedLink(asking) && visitor.guard !== failure.flow.guard;
        return replies.error(request, dead ? "link_dead" : "flow_cancelled", { asJson });
      }
      case "flow_expired": {
        const { flow } = failure;
        return renewed(asking, flow, text.expired(flow.expiresAt, world.now()), (started) =>
          asJson && isApi(flow)
            ? replies.replaced(request, started, { asJson, expired: flow })
            : replies.movedOn(started, { asJson }),
        );
      }
      case "flow_verified":
        return renewed(asking, failure.flow, text.alreadyCompleted, (started) =>
          failure.flow.proof === "code"
            ? replaced(started)
            : replies.movedOn(started, { asJson: isApi(failure.flow) && asJson }),
        );
      case "too_many_attempts":
        return renewed(asking, failure.flow, text.tooManyAttempts, replaced);
      case "link_unknown":
        return deadLink(asking, failure.flow, text.linkUnknown, "posted");
      case "code_wrong": {
        const { flow } = failure;
        // The right token of an address that is the account's no more: pressing again would not help.
        if (flow.proof === "link") return deadLink(asking, flow, text.linkUnknown, "posted");
        const response = replies.flow(flow, visitor, { asJson, told: wrongCode, ...refusedCode });
        return spend(response, flow, visitor, wrongCode);
      }
      case "code_expired": {
        const { flow, expiredAt } = failure;
        if (flow.proof === "code") return note(asking, wrongCode, { ...refusedCode, flow });
        const notice = expiredAt === null ? text.linkUnknown : text.expired(expiredAt, world.now());
        return deadLink(asking, flow, notice, "posted");
      }
      case "code_malformed":
        return note(asking, wrongCode, { ...refusedCode, flow: known });
      case "proof_mismatch":
        return note(asking, { text: text.noStrategy }, failure);
      case "guard_mismatch":
        return isApi(failure.flow)
          ? note(asking, { text: whoIsNoNativeApp(asking) }, failure)
          : replies.error(request, csrfError(asking), { asJson });
      case "too_soon": {
        const { flow, retryAt } = failure;
        if (!flow) return replies.error(request, "too_soon", { asJson, retryAt });
        return wait(asking, flow, retryAt, (until, now) => text.tooSoon(until, now, flow.address?.channel));
      }
      case "country_not_allowed": {
        const notice = { text: text.countryNotAllowed, field: "email", page: { why: "country" } } as const;
        return note(asking, notice, { flow: known });
      }
    }
  }

  return { refuse, note, wait, deadLink };
}

export type Refusals = ReturnType<typeof createRefusals>;
