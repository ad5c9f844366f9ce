import type { Context } from "hono";
import type { Child } from "hono/jsx";
import { maskAddress } from "../../core/address.ts";
import type { ClaimFailure } from "../../core/claims.ts";
import { Unavailable } from "../../core/failure.ts";
import type { Flow } from "../../core/flow.ts";
import { isUuid } from "../../core/ids.ts";
import { readBody } from "../../http/body.ts";
import { Address, ForgetQuery } from "../../pages/components.tsx";
import { Document } from "../../pages/document.tsx";
import { page } from "../../pages/page.ts";
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

  const show = (
    status: number,
    { title, body, appName = settings.app.name, formTarget, holdsToken = false }: View,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> =>
    page(
      world,
      status,
      (nonce) => (
        <Document title={title} appName={appName} nonce={nonce}>
          <h1>{title}</h1>
          {body}
          {holdsToken && <ForgetQuery nonce={nonce} />}
        </Document>
      ),
      { headers, formTarget },
    );

  type View = {
    readonly title: string;
    readonly body: Child;
    readonly appName?: string;
    /** Where the answer to the page's form leads in the end. */
    readonly formTarget?: string | undefined;
    /** Whether the address of the page has a token that works. */
    readonly holdsToken?: boolean;
  };

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

  const dead = (status: 400 | 404 = 400): Promise<Response> =>
    show(status, {
      title: "This link does not work",
      body: <p>Open it from the mail again. If you copied it, copy all of it. Or ask the app for a new one.</p>,
    });

  /** A link that confirms nothing: dead, or of an address that is verified by now. */
  function refused(failure: ClaimFailure): Response | Promise<Response> {
    if (failure.reason === "too_soon") {
      const seconds = Math.max(1, Math.ceil((failure.retryAt - world.now()) / 1_000));
      return show(
        429,
        { title: "Wait a little", body: <p>Too many wrong codes were tried for this address. Try again later.</p> },
        { "Retry-After": String(seconds) },
      );
    }
    return "flow" in failure && failure.flow ? goOn(failure.flow, false) : dead();
  }

  function ask(flow: Flow, { flowId, token }: Link): Promise<Response> {
    const { appName } = readContext(flow.context);
    return show(200, {
      title: "Confirm this email address?",
      appName,
      formTarget: targetOf(flow),
      holdsToken: true,
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
          <p>If it was not you, close this page. Nothing is confirmed then.</p>
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

    failed(error: Error): Promise<Response> {
      const unavailable = error instanceof Unavailable;
      return show(
        unavailable ? 503 : 500,
        {
          title: "Sorry, there is a problem with this page",
          body: <p>Your link still works. Try again in a few minutes.</p>,
        },
        unavailable ? { "Retry-After": "5" } : {},
      );
    },
  };
}
