import type { Context } from "hono";
import type { Failure } from "../../core/failure.ts";
import type { Flow } from "../../core/flow.ts";
import { kindOf } from "../../core/initiations.ts";
import { type LinkCode, linkCodeOf } from "../../core/link-code.ts";
import { fateOf } from "../../core/link-fate.ts";
import { requestIdOf } from "../../http/headers.ts";
import { isOwnForm } from "../../http/same-site.ts";
import { Moment } from "../../pages/components.tsx";
import { DenyForm } from "../../pages/deny.tsx";
import { AGAIN, createLinkPages, type LinkPages } from "../../pages/link-pages.tsx";
import { Asked, ConfirmForm } from "../../pages/link-parts.tsx";
import { createOpenedLinks } from "../../pages/opened-links.ts";
import { fieldsOf, linkOf, type PressedLink, readOpened, readPressed } from "../../pages/short-links.ts";
import type { Services } from "../../services.ts";
import { DIALECT, readContext } from "./context.ts";
import { linkOver, refusalOf } from "./errors.ts";
import type { Locations } from "./locations.ts";
import { SentTo } from "./page-parts.tsx";
import { LINK } from "./paths.ts";
import { redirect } from "./replies.ts";

/** Of a link that leads nowhere it is nobody's business why. */
const dead = refusalOf({ reason: "flow_not_found" });

/** Where the page of a link is to be had by GET. */
const pageOf = ({ flowId, token }: PressedLink): string => `${LINK}?${linkCodeOf(flowId, token)}`;

/**
 * E3. Where a link in a message leads. Opening it changes nothing, since mail scanners open links too; its button
 * confirms, and leads on to the page that says so.
 */
export function createLinkPage(services: Services, locations: Locations) {
  const { settings, initiations, keyring, world } = services;
  const { name: appName, id: appId } = settings.app;
  const { complete } = settings.cidaas.pages;
  const pagesFor = createLinkPages(services, settings.policy.linkLifetimeMs);
  const inApp = { appId, dialect: DIALECT };
  const asOpened = ({ flowId, token }: PressedLink): LinkCode => ({ flowStart: flowId, token });

  const opened = createOpenedLinks({ publicUrl: settings.publicUrl, path: LINK }, { keyring, world });

  /** Why a link does nothing: told in the browser that had it while it worked. */
  async function refused(c: Context, failure: Failure, token: string): Promise<Response> {
    if (failure.reason === "too_soon") return (await pagesFor(c.req.raw)).wait(failure.retryAt);
    const flow = "flow" in failure ? failure.flow : null;
    if (flow && (await opened.knows(c.req.raw.headers, linkCodeOf(flow.id, token)))) {
      if (fateOf(flow, world.now()) === "confirmed") return goOn(flow);
      return redirect(locations.error(linkOver, { requestId: readContext(flow).requestId }));
    }
    return failure.reason === "flow_verified" ? redirect(locations.error(refusalOf(failure), {})) : nowhere();
  }

  const nowhere = (): Response => redirect(locations.deadLink(dead));

  function ask({ words, show }: LinkPages, flow: Flow, link: PressedLink): Promise<Response> {
    const kind = kindOf(flow.address?.channel ?? "email");
    const address = <SentTo words={words} flow={flow} />;
    const time = <Moment words={words} at={flow.createdAt} day />;
    return show({
      title: words.say(kind === "email" ? "link.ask.title" : "link.ask.title_phone"),
      self: pageOf(link),
      forgetQuery: true,
      formTarget: complete.startsWith(`${settings.publicUrl}/`) ? undefined : complete,
      body: (
        <>
          <Asked words={words} app={appName} address={address} time={time} device={readContext(flow).device} />
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

  /** Where everybody goes on whose link has confirmed something; the code's id is nothing for them. */
  const goOn = (flow: Flow): Response => redirect(locations.confirmedByLink(flow));

  async function open(c: Context, link: LinkCode | undefined): Promise<Response> {
    if (!link) return nowhere();
    const { token } = link;
    const found = await initiations.inspectLink({ ...inApp, ...link });
    if (!found.ok) return refused(c, found.failure, token);
    const { used, flow } = found.value;
    if (used) return goOn(flow);
    const page = await ask(await pagesFor(c.req.raw, readContext(flow).locale), flow, { flowId: flow.id, token });
    return opened.remember(page, linkCodeOf(flow.id, token), flow);
  }

  return {
    open: (c: Context): Promise<Response> => open(c, readOpened(c.req.raw)),

    /** By the long address, in which flow and token are spelled out. */
    openLong(c: Context): Promise<Response> {
      const { flow: flowId = "", token = "" } = c.req.param() as { flow?: string; token?: string };
      const link = linkOf(flowId, token);
      return open(c, link && asOpened(link));
    },

    async confirm(c: Context): Promise<Response> {
      const request = c.req.raw;
      const link = await readPressed(request);
      if (!isOwnForm(request.headers, [settings.publicUrl])) {
        return (await pagesFor(request)).foreign(link && pageOf(link));
      }
      if (!link) return nowhere();
      c.set(AGAIN, pageOf(link));
      const confirmed = await initiations.consume({ ...inApp, ...link });
      if (confirmed.ok) return goOn(confirmed.value);
      if (confirmed.failure.reason === "flow_not_found" || confirmed.failure.reason === "too_soon") {
        return refused(c, confirmed.failure, link.token);
      }
      // Pressed twice, or too late: what the link is by now decides.
      const found = await initiations.inspectLink({ ...inApp, ...asOpened(link) });
      return found.ok ? goOn(found.value.flow) : refused(c, found.failure, link.token);
    },

    failed: async (c: Context, error: Error): Promise<Response> =>
      (await pagesFor(c.req.raw)).failed(error, { still: "link", requestId: requestIdOf(c), again: c.get(AGAIN) }),
  };
}
