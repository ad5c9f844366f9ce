import type { Context } from "hono";
import { maskAddress } from "../../core/address.ts";
import type { ClaimFailure } from "../../core/claims.ts";
import type { Flow } from "../../core/flow.ts";
import { linkCodeOf } from "../../core/link-code.ts";
import { requestIdOf } from "../../http/headers.ts";
import { isOwnForm } from "../../http/same-site.ts";
import { withParameter } from "../../http/with-parameter.ts";
import { Address, isDayClear, Moment } from "../../pages/components.tsx";
import { DenyForm } from "../../pages/deny.tsx";
import { AGAIN, createLinkPages, type LinkPages } from "../../pages/link-pages.tsx";
import { Asked, ConfirmForm } from "../../pages/link-parts.tsx";
import { fieldsOf, type PressedLink, readOpened, readPressed } from "../../pages/short-links.ts";
import type { Services } from "../../services.ts";
import { DIALECT, readContext } from "./context.ts";
import { LINK } from "./paths.ts";

/**
 * Where a link in a mail leads. Opening it changes nothing, since mail scanners open links too; its button confirms.
 * Then, and when there is nothing left to confirm, the person goes on to the app's `redirect_uri` with `result`.
 */
export function createLinkPage(services: Services) {
  const { settings, claims, world } = services;
  const inApp = { appId: settings.app.id, dialect: DIALECT };
  const pagesFor = createLinkPages(services, settings.policy.linkLifetimeMs);

  /** Registered still, or it is nobody's to be sent to. */
  const targetOf = (flow: Flow): string | undefined => {
    const { redirectUri } = readContext(flow.context);
    return redirectUri === null ? undefined : settings.transmit.redirectUris.allows(redirectUri, "exact");
  };

  /** Where the page of a link is to be had by GET. */
  const pageOf = ({ flowId, token }: PressedLink): string => `${LINK}?${linkCodeOf(flowId, token)}`;

  /** The pages for whoever has a link that works, or worked: in the language of its message. */
  const pagesOf = (request: Request, flow: Flow): Promise<LinkPages> =>
    pagesFor(request, readContext(flow.context).locale);

  function goOn(pages: LinkPages, flow: Flow, result: boolean): Response | Promise<Response> {
    const target = targetOf(flow);
    // Not by the framework: it would spell a native app's address anew.
    if (target !== undefined)
      return new Response(null, {
        status: 302,
        headers: { Location: withParameter(target, "result", String(result)) },
      });
    if (!result) return pages.dead(400);
    const { appName } = readContext(flow.context);
    const { words } = pages;
    const body = <p>{words.say("done.back_to_app", { app: appName })}</p>;
    return pages.show({ title: words.say("done.email.title"), appName, body });
  }

  /** A link that confirms nothing: dead, or of an address that is verified by now. */
  function refused(pages: LinkPages, failure: ClaimFailure): Response | Promise<Response> {
    if (failure.reason === "too_soon") return pages.wait(failure.retryAt);
    return "flow" in failure && failure.flow ? goOn(pages, failure.flow, false) : pages.dead(400);
  }

  function ask({ words, show }: LinkPages, flow: Flow, link: PressedLink): Promise<Response> {
    const { appName, device } = readContext(flow.context);
    const address = <Address words={words} value={maskAddress("email", flow.address?.value ?? "")} />;
    const time = <Moment words={words} at={flow.createdAt} day={!isDayClear(flow.createdAt, world.now())} />;
    return show({
      title: words.say("link.ask.title"),
      appName,
      formTarget: targetOf(flow),
      forgetQuery: true,
      body: (
        <>
          <Asked words={words} app={appName} address={address} time={time} device={device} signedIn />
          <ConfirmForm
            words={words}
            action={LINK}
            fields={fieldsOf(link)}
            deny={<DenyForm words={words} code={linkCodeOf(link.flowId, link.token)} />}
          />
        </>
      ),
    });
  }

  return {
    async open(c: Context): Promise<Response> {
      const request = c.req.raw;
      const link = readOpened(request);
      if (!link) return (await pagesFor(request)).dead(400);
      const found = await claims.inspectLink({ ...inApp, ...link });
      if (!found.ok) return refused(await pagesFor(request), found.failure);
      const { flow, used } = found.value;
      const pages = await pagesOf(request, flow);
      return used ? goOn(pages, flow, true) : ask(pages, flow, { flowId: flow.id, token: link.token });
    },

    async confirm(c: Context): Promise<Response> {
      const pages = await pagesFor(c.req.raw);
      const link = await readPressed(c.req.raw);
      if (!isOwnForm(c.req.raw.headers, [settings.publicUrl])) return pages.foreign(link && pageOf(link));
      if (!link) return pages.dead(400);
      c.set(AGAIN, pageOf(link));
      const confirmed = await claims.consume({ ...inApp, ...link });
      if (confirmed.ok) return goOn(pages, confirmed.value, true);
      if (confirmed.failure.reason === "flow_not_found" || confirmed.failure.reason === "too_soon") {
        return refused(pages, confirmed.failure);
      }
      // Pressed twice, or too late: what the link is by now decides.
      const found = await claims.inspectLink({ ...inApp, flowStart: link.flowId, token: link.token });
      if (!found.ok) return refused(pages, found.failure);
      return goOn(pages, found.value.flow, found.value.used);
    },

    failed: async (c: Context, error: Error): Promise<Response> =>
      (await pagesFor(c.req.raw)).failed(error, { still: "link", requestId: requestIdOf(c), again: c.get(AGAIN) }),
  };
}
