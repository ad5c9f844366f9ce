import type { Failure } from "../../core/failure.ts";
import type { Flow } from "../../core/flow.ts";
import { linkCodeOf } from "../../core/link-code.ts";
import { createPages } from "../../pages/pages.tsx";
import { createSayings } from "../../pages/stop-pages.tsx";
import type { Services } from "../../services.ts";
import type { Asking } from "./asking.ts";
import type { Brought } from "./brought.ts";
import { DIALECT, localeOf } from "./context.ts";
import { newSecret } from "./csrf.ts";
import type { Desk } from "./desk.ts";
import * as text from "./messages.ts";
import type { Refusals } from "./refusals.ts";
import type { Replies } from "./replies.ts";
import { finishing } from "./visitor.ts";

const LONGEST_VALUE = 1_024;

/** What a link carries under `name`; empty or oversized is as if it carried nothing. */
function carried(parameters: URLSearchParams, name: "code" | "token"): string | undefined {
  const value = parameters.get(name);
  return value && value.length <= LONGEST_VALUE && value.isWellFormed() ? value : undefined;
}

/**
 * GET …/self-service/verification: where the links of messages lead. Opening one decides nothing: the browser is sent
 * to the flow's page with what the link carried, and a person presses the button there. Mail scanners open links too.
 */
export function createFollow(services: Services, desk: Desk, replies: Replies, refusals: Refusals) {
  const { settings, verification, world } = services;
  const pagesFor = createPages(services);

  async function bring(asking: Asking, flow: Flow, brought: Brought): Promise<Response> {
    const secret = asking.visitor.secret ?? newSecret(world.random);
    const linked = brought.token !== undefined && asking.asJson;
    const visitor = { ...asking.visitor, secret, brought };
    const response = linked ? replies.flow(flow, visitor, asking) : replies.redirect(replies.uiUrl(flow.id));
    await desk.broughtCookies.give(response, flow, brought);
    return replies.setCsrf(response, asking.visitor.secret === undefined ? secret : undefined);
  }

  /** A link of a flow that is to be finished in the browser that started it, opened in another one. */
  const isElsewhere = (flow: Flow, visitor: Asking["visitor"]): boolean =>
    settings.kratos.sameBrowser && !finishing(visitor).includes(flow.guard);

  /** There it brings nothing along: its page says where to go on, and can stop the request. */
  async function sendBack(asking: Asking, flow: Flow, token: string | undefined): Promise<Response> {
    const toProgram = asking.asJson && flow.proof === "link";
    if (toProgram || token === undefined) return refusals.refuse(asking, { reason: "guard_mismatch", flow });
    const pages = await pagesFor(asking.request, localeOf(flow.context));
    return createSayings(pages, settings.app.name).sendBack(flow, linkCodeOf(flow.id, token));
  }

  /** Whoever opens a link that does not work, for whichever reason, is told about the link. */
  function refuseToken(asking: Asking, failure: Failure): Promise<Response> {
    switch (failure.reason) {
      case "flow_verified":
      case "too_many_attempts":
      case "link_unknown":
      case "proof_mismatch":
        return refusals.deadLink(asking, failure.flow, text.linkUnknown, "opened");
      case "code_expired": {
        const { flow, expiredAt } = failure;
        const notice = expiredAt === null ? text.linkUnknown : text.expired(expiredAt, world.now());
        return refusals.deadLink(asking, flow, notice, "opened");
      }
      default:
        return refusals.refuse(asking, failure);
    }
  }

  /** Looking whether a link is there starts nothing, not even where opening it would start a fresh flow. */
  const refuse = (asking: Asking, failure: Failure): Promise<Response> =>
    asking.request.method !== "HEAD" || failure.reason === "flow_not_found"
      ? refusals.refuse(asking, failure)
      : Promise.resolve(replies.redirect(replies.uiUrl(asking.flowId)));

  async function followCode(asking: Asking, flow: Flow, code: string): Promise<Response> {
    if (flow.state === "verified") return refuse(asking, { reason: "flow_verified", flow });
    return bring(asking, flow, flow.state === "sent" ? { code } : {});
  }

  return async function follow(asking: Asking): Promise<Response> {
    const { request, flowId } = asking;
    const query = { appId: settings.app.id, dialect: DIALECT, flowId };
    const parameters = asking.query;
    const code = carried(parameters, "code");
    const token = carried(parameters, "token");

    if (code === undefined && token !== undefined) {
      const live = await verification.inspectLink({ ...query, token });
      if (live.ok && isElsewhere(live.value, asking.visitor)) return sendBack(asking, live.value, token);
      if (live.ok) return bring(asking, live.value, { guard: live.value.guard, token });
      return request.method === "HEAD" ? refuse(asking, live.failure) : refuseToken(asking, live.failure);
    }
    const found = await verification.status(query);
    if (!found.ok) return refuse(asking, found.failure);
    const flow = found.value;
    if (flow.state === "cancelled") return refuse(asking, { reason: "flow_cancelled", flow });
    // A code cannot be checked here without telling strangers whether it is right, so it brings no more than itself;
    // and to see a link's flow takes the link's token.
    if (code !== undefined && flow.proof === "code") {
      const back = flow.state === "sent" && isElsewhere(flow, asking.visitor);
      return back ? sendBack(asking, flow, token) : followCode(asking, flow, code);
    }
    const told = { text: text.noStrategy };
    return replies.flow(flow, asking.visitor, { asJson: asking.asJson, told, status: 400 });
  };
}
