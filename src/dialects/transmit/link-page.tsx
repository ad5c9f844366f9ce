import type { Context } from "hono";
import { maskAddress } from "../../core/address.ts";
import type { ClaimFailure } from "../../core/claims.ts";
import type { Flow } from "../../core/flow.ts";
import { isUuid } from "../../core/ids.ts";
import { stopCodeOf } from "../../core/stop-code.ts";
import { readBody } from "../../http/body.ts";
import { Address } from "../../pages/components.tsx";
import { DenyForm } from "../../pages/deny.tsx";
import { createLinkPages } from "../../pages/link-pages.tsx";
import type { Services } from "../../services.ts";
import { DIALECT, readContext } from "./context.ts";
import { CONFIRM } from "./paths.ts";
import { withResult } from "./result-uri.ts";

/** The two values of a link, as its mail carries them and its form sends them on. */
type Link = { readonly flowId: string; readonly token: string };

const LONGEST_TOKEN = 128;

function readLink(values: URLSearchParams): Link | undefined {
  const [flowId = "", token = ""] = [values.get("flow") ?? "", values.get("token") ?? ""];
  return isUuid(flowId) && token !== "" && token.length <= LONGEST_TOKEN ? { flowId, token } : undefined;
}

/**
 * Where a link in a mail leads. Opening it changes nothing, since mail scanners open links too; its button confirms.
 * Then, and when there is nothing left to confirm, the person goes on to the app's `redirect_uri` with `result`.
 */
export function createLinkPage({ settings, claims, world }: Services, mount: string) {
  const inApp = { appId: settings.app.id, dialect: DIALECT };

  const { show, wait, failed } = createLinkPages(world, settings.app.name);

  /** Registered still, or it is nobody's to be sent to. */
  const targetOf = (flow: Flow): string | undefined => {
    const { redirectUri } = readContext(flow.context);
    return redirectUri === null ? undefined : settings.transmit.redirectUris.allows(redirectUri, "exact");
  };

  function goOn(flow: Flow, result: boolean): Response | Promise<Response> {
    const target = targetOf(flow);
    if (target === undefined) {
      const title = result ? "Email address confirmed" : "This link no longer works";
      const { appName } = readContext(flow.context);
      return show(result ? 200 : 410, { title, appName, body: <p>You can close this page and go back to the app.</p> });
    }
    // Not by the framework: it would spell a native app's address anew.
    return new Response(null, { status: 302, headers: { Location: withResult(target, result) } });
  }

  const dead = (): Promise<Response> =>
    show(400, {
      title: "This link does not work",
      body: <p>Open it from the mail again. If you copied it, copy all of it. Or ask the app for a new one.</p>,
    });

  /** A link that confirms nothing: dead, or of an address that is verified by now. */
  function refused(failure: ClaimFailure): Response | Promise<Response> {
    if (failure.reason === "too_soon") return wait(failure.retryAt);
    return "flow" in failure && failure.flow ? goOn(failure.flow, false) : dead();
  }

  function ask(flow: Flow, { flowId, token }: Link): Promise<Response> {
    const { appName } = readContext(flow.context);
    return show(200, {
      title: "Confirm this email address?",
      appName,
      formTarget: targetOf(flow),
      holdsSecret: true,
      body: (
        <>
          <p>
            Somebody who is signed in to {appName} asked to add{" "}
            <Address value={maskAddress("email", flow.address?.value ?? "")} /> to their account. Was that you?
          </p>
          <form method="post" action={mount + CONFIRM} novalidate>
            <input type="hidden" name="flow" value={flowId} />
            <input type="hidden" name="token" value={token} />
            <button type="submit">Yes, confirm it</button>
          </form>
          <DenyForm code={stopCodeOf(flowId, token)} />
        </>
      ),
    });
  }

  return {
    async open(c: Context): Promise<Response> {
      const link = readLink(new URL(c.req.url).searchParams);
      if (!link) return dead();
      const found = await claims.inspectLink({ ...inApp, ...link });
      if (!found.ok) return refused(found.failure);
      return found.value.used ? goOn(found.value.flow, true) : ask(found.value.flow, link);
    },

    async confirm(c: Context): Promise<Response> {
      const body = await readBody(c.req.raw);
      const link = body.ok ? readLink(new URLSearchParams(body.value.text)) : undefined;
      if (!link) return dead();
      const confirmed = await claims.consume({ ...inApp, ...link });
      if (confirmed.ok) return goOn(confirmed.value, true);
      if (confirmed.failure.reason === "flow_not_found" || confirmed.failure.reason === "too_soon") {
        return refused(confirmed.failure);
      }
      // Pressed twice, or too late: what the link is by now decides.
      const found = await claims.inspectLink({ ...inApp, ...link });
      return found.ok ? goOn(found.value.flow, found.value.used) : refused(found.failure);
    },

    failed,
  };
}
