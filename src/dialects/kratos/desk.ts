import type { Failure } from "../../core/failure.ts";
import type { Flow } from "../../core/flow.ts";
import type { Result } from "../../core/result.ts";
import type { Services } from "../../services.ts";
import { createBroughtCookies } from "./brought.ts";
import { DIALECT, type KratosContext, readContext } from "./context.ts";
import { csrfCookieName, maskSecret, newPad, newSecret } from "./csrf.ts";
import { known, type Notice, readNotice, writeNotice } from "./messages.ts";
import { apiGuard, browserGuard, holdsGuard, readVisitor, type Viewer, type Visitor } from "./visitor.ts";
import { toWireFlow, type WireFlow } from "./wire.ts";

/** A flow that was started, and the CSRF secret to hand to its browser if that had none. */
export type Started = { readonly flow: Flow; readonly newSecret: string | undefined };

export type StartOrder = {
  readonly context: Pick<KratosContext, "type" | "mount" | "requestUrl" | "returnTo" | "device">;
  readonly proof: Flow["proof"];
  readonly visitor: Visitor;
  readonly ip: string | undefined;
  readonly notice?: Notice;
};

/**
 * What every route of this dialect does with flows: start them for a visitor, start one in place of one that is over,
 * and show them.
 */
export function createDesk(services: Services) {
  const { settings, verification, world, keyring, channels, translatorFor } = services;
  const cookieName = csrfCookieName(settings.publicUrl);
  const broughtCookies = createBroughtCookies(settings.publicUrl, { keyring, world });

  async function start(order: StartOrder): Promise<Result<Started, Failure>> {
    const { context, proof, visitor, ip, notice } = order;
    const common = {
      appId: settings.app.id,
      dialect: DIALECT,
      proof,
      ip,
      ...(notice ? { notice: writeNotice(notice) } : {}),
    };
    if (context.type === "api") {
      const started = await verification.start({ ...common, guard: apiGuard, context: JSON.stringify(context) });
      return started.ok ? { ok: true, value: { flow: started.value, newSecret: undefined } } : started;
    }
    const secret = visitor.secret ?? newSecret(world.random);
    const started = await verification.start({
      ...common,
      guard: visitor.guard ?? (await browserGuard(secret)),
      context: JSON.stringify({ ...context, pad: newPad(world.random) }),
    });
    if (!started.ok) return started;
    return { ok: true, value: { flow: started.value, newSecret: visitor.secret ? undefined : secret } };
  }

  return {
    cookieName,
    broughtCookies,
    start,

    async visitor(headers: Headers, flowId?: string): Promise<Visitor> {
      return readVisitor(headers, { flowId, cookieName: await cookieName, broughtCookies, translatorFor });
    },

    /** A flow in place of one that cannot go on: same way back, same kind, with a word on what happened. */
    renew(flow: Flow, order: Pick<StartOrder, "visitor" | "ip"> & { notice: Notice; type?: KratosContext["type"] }) {
      const { type, mount, requestUrl, returnTo, device } = readContext(flow.context);
      const { notice, visitor, ip } = order;
      return start({
        context: { type: order.type ?? type, mount, requestUrl, returnTo, ...(device ? { device } : {}) },
        proof: flow.proof,
        visitor,
        ip,
        notice,
      });
    },

    /**
     * The flow as this visitor may see it, and `told`, what it is told right now. Whoever does not hold the flow's
     * guard gets no address and no way to send, nor what the flow has to tell whoever does: that can quote an address.
     */
    show(flow: Flow, visitor: Viewer, told?: Notice): WireFlow {
      const whole = holdsGuard(flow, visitor);
      const context = readContext(flow.context);
      const pad = context.type === "browser" ? context.pad : undefined;
      return toWireFlow(flow, {
        copy: visitor.copy,
        context,
        address: whole ? flow.address?.value : undefined,
        notice: told ?? (whole ? readNotice(flow.notice) : known(visitor.brought?.told)),
        publicUrl: settings.publicUrl,
        csrf: pad === undefined ? null : visitor.secret === undefined ? "" : maskSecret(visitor.secret, pad),
        textMessages: channels.sms,
        continueUrl: settings.continueUrl(context.returnTo),
        brought: visitor.brought,
      });
    },
  };
}

export type Desk = ReturnType<typeof createDesk>;
