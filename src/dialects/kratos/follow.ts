import type { Failure } from "../../core/failure.ts";
import type { Flow } from "../../core/flow.ts";
import type { Services } from "../../services.ts";
import { DIALECT } from "./context.ts";
import { newSecret } from "./csrf.ts";
import * as text from "./messages.ts";
import type { Asking, Refusals } from "./refusals.ts";
import type { Replies } from "./replies.ts";
import { type Brought, sealBrought } from "./visitor.ts";

const LONGEST_VALUE = 1_024;

/**
 * GET …/self-service/verification: where the links of messages lead. Opening one decides nothing: the browser is sent
 * to the flow's page with what the link carried, and a person presses the button there. Mail scanners open links too.
 */
export function createFollow(
  { settings, verification, keyring, world }: Services,
  replies: Replies,
  refusals: Refusals,
) {
  async function bring(asking: Asking, flow: Flow, brought: Omit<Brought, "guard">): Promise<Response> {
    const carried = { guard: flow.guard, ...brought };
    const secret = asking.visitor.secret ?? newSecret(world.random);
    const linked = brought.token !== undefined && asking.asJson;
    const visitor = { secret, brought: carried };
    const response = linked ? replies.flow(flow, visitor, asking) : replies.redirect(replies.uiUrl(flow.id));
    replies.setBrought(response, flow, await sealBrought(keyring, flow.id, carried));
    return replies.setCsrf(response, asking.visitor.secret === undefined ? secret : undefined);
  }

  /** A link that does not work leads to a fresh flow of the browser that opened it. */
  function deadLink(asking: Asking, failure: Failure): Promise<Response> {
    const start = (flow: Flow, notice: text.UiText): Promise<Response> =>
      refusals.renewed(
        asking,
        flow,
        { text: notice },
        (started) => replies.movedOn(started, { asJson: false }),
        "browser",
      );
    switch (failure.reason) {
      case "flow_verified":
      case "too_many_attempts":
      case "link_unknown":
      case "proof_mismatch":
        return start(failure.flow, text.linkUnknown);
      case "code_expired":
        return start(
          failure.flow,
          failure.expiredAt === null ? text.linkUnknown : text.expired(failure.expiredAt, world.now()),
        );
      default:
        return refusals.refuse(asking, failure);
    }
  }

  return async function follow(asking: Asking): Promise<Response> {
    const { request, flowId } = asking;
    const query = { appId: settings.app.id, dialect: DIALECT, flowId };
    const parameters = new URL(request.url).searchParams;
    const code = parameters.get("code") ?? undefined;
    const token = parameters.get("token") ?? undefined;
    const usable = (value: string): boolean => value.length <= LONGEST_VALUE && value.isWellFormed();

    if (code !== undefined && usable(code)) {
      const flow = await verification.status(query);
      if (!flow.ok) return refusals.refuse(asking, flow.failure);
      if (flow.value.state === "verified")
        return refusals.refuse(asking, { reason: "flow_verified", flow: flow.value });
      return bring(asking, flow.value, flow.value.state === "sent" ? { code } : {});
    }
    if (token !== undefined && usable(token)) {
      const live = await verification.inspectLink({ ...query, token });
      if (live.ok) return bring(asking, live.value, { token });
      // Looking whether a link is there starts nothing.
      return request.method === "HEAD" ? replies.redirect(replies.uiUrl(flowId)) : deadLink(asking, live.failure);
    }
    const flow = await verification.status(query);
    if (!flow.ok) return refusals.refuse(asking, flow.failure);
    const noticed = { ...flow.value, notice: text.writeNotice({ text: text.noStrategy }) };
    return replies.flow(noticed, asking.visitor, { asJson: asking.asJson, status: 400 });
  };
}
