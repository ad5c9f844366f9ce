import type { Context } from "hono";
import type { Failure } from "../../core/failure.ts";
import type { Flow } from "../../core/flow.ts";
import { isUuid } from "../../core/ids.ts";
import { kindOf } from "../../core/initiations.ts";
import { type LinkCode, linkCodeOf, readLinkCode } from "../../core/link-code.ts";
import { stopCodeOf } from "../../core/stop-code.ts";
import { requestIdOf } from "../../http/headers.ts";
import { isOwnPage } from "../../http/same-site.ts";
import { Moment } from "../../pages/components.tsx";
import { DenyForm } from "../../pages/deny.tsx";
import { createLinkPages, type LinkPages } from "../../pages/link-pages.tsx";
import { ConfirmForm } from "../../pages/link-parts.tsx";
import { fieldsOf, readOpened, readPressed } from "../../pages/short-links.ts";
import type { Services } from "../../services.ts";
import { DIALECT, readContext } from "./context.ts";
import { refusalOf } from "./errors.ts";
import type { Locations } from "./locations.ts";
import { SentTo } from "./page-parts.tsx";
import { LINK } from "./paths.ts";
import { redirect } from "./replies.ts";

/** Of a link that leads nowhere it is nobody's business why. */
const dead = refusalOf({ reason: "flow_not_found" });

/**
 * E3. Where a link in a message leads. Opening it changes nothing, since mail scanners open links too; its button
 * confirms, and leads on to the page that says so.
 */
export function createLinkPage(services: Services, locations: Locations) {
  const { settings, initiations, world } = services;
  const { name: appName, id: appId } = settings.app;
  const { complete } = settings.cidaas.pages;
  const pagesFor = createLinkPages(settings, { world, lifetimeMs: settings.policy.linkLifetimeMs });
  const query = ({ flowId, token }: LinkCode) => ({ appId, dialect: DIALECT, flowId, token });

  const refused = (c: Context, failure: Failure): Response | Promise<Response> =>
    failure.reason === "too_soon"
      ? pagesFor(c.req.raw).wait(failure.retryAt)
      : redirect(locations.error(failure.reason === "flow_verified" ? refusalOf(failure) : dead, {}));

  const malformed = (): Response => redirect(locations.error(dead, {}));

  function ask({ words, show }: LinkPages, flow: Flow, link: LinkCode): Promise<Response> {
    const kind = kindOf(flow.address?.channel ?? "email");
    const address = <SentTo words={words} flow={flow} />;
    const time = <Moment words={words} at={flow.createdAt} day />;
    return show({
      title: words.say(kind === "email" ? "link.ask.title" : "link.ask.title_phone"),
      forgetQuery: true,
      formTarget: complete.startsWith(`${settings.publicUrl}/`) ? undefined : complete,
      body: (
        <>
          <p>{words.pieces("link.ask.text", { app: appName, address, time })}</p>
          <ConfirmForm
            words={words}
            action={LINK}
            fields={fieldsOf(link)}
            deny={<DenyForm words={words} code={stopCodeOf(link.flowId, link.token)} />}
          />
        </>
      ),
    });
  }

  /** Where everybody goes on whose link has confirmed something; the code's id is nothing for them. */
  const goOn = (flow: Flow): Response => redirect(locations.confirmedByLink(flow));

  return {
    /** Leads on to the short address, which the page takes the token out of. */
    long(c: Context): Response {
      const { flow: flowId = "", token = "" } = c.req.param() as { flow?: string; token?: string };
      const code = isUuid(flowId) ? linkCodeOf({ flowId, token }) : "";
      return readLinkCode(code) ? redirect(`${settings.publicUrl}${LINK}?${code}`) : malformed();
    },

    async open(c: Context): Promise<Response> {
      const link = readOpened(c.req.raw);
      if (!link) return malformed();
      const found = await initiations.inspectLink(query(link));
      if (!found.ok) return refused(c, found.failure);
      const { used, flow } = found.value;
      return used ? goOn(flow) : ask(pagesFor(c.req.raw, readContext(flow).locale), flow, link);
    },

    async confirm(c: Context): Promise<Response> {
      if (!isOwnPage(c.req.raw.headers, [settings.publicUrl])) return pagesFor(c.req.raw).foreign();
      const link = await readPressed(c.req.raw);
      if (!link) return malformed();
      const confirmed = await initiations.consume(query(link));
      if (confirmed.ok) return goOn(confirmed.value);
      if (confirmed.failure.reason === "flow_not_found" || confirmed.failure.reason === "too_soon") {
        return refused(c, confirmed.failure);
      }
      // Pressed twice, or too late: what the link is by now decides.
      const found = await initiations.inspectLink(query(link));
      return found.ok ? goOn(found.value.flow) : refused(c, found.failure);
    },

    failed: (c: Context, error: Error): Promise<Response> =>
      pagesFor(c.req.raw).failed(error, { still: "link", requestId: requestIdOf(c) }),
  };
}
