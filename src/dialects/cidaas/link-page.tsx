import type { Context } from "hono";
import type { Failure } from "../../core/failure.ts";
import type { Flow } from "../../core/flow.ts";
import { isUuid } from "../../core/ids.ts";
import { kindOf } from "../../core/initiations.ts";
import { Moment } from "../../pages/components.tsx";
import { createLinkPages } from "../../pages/link-pages.tsx";
import type { Services } from "../../services.ts";
import { DIALECT } from "./context.ts";
import { refusalOf } from "./errors.ts";
import type { Locations } from "./locations.ts";
import { SentTo } from "./page-parts.tsx";
import { LINK } from "./paths.ts";
import { redirect } from "./replies.ts";

type Link = { readonly flowId: string; readonly token: string };

const LONGEST_TOKEN = 128;

function readLink(c: Context): Link | undefined {
  const { flow: flowId = "", token = "" } = c.req.param() as { flow?: string; token?: string };
  return isUuid(flowId) && token !== "" && token.length <= LONGEST_TOKEN ? { flowId, token } : undefined;
}

const titles = { email: "Confirm this email address?", phone: "Confirm this phone number?" } as const;

/**
 * E3. Where a link in a message leads. Opening it changes nothing, since mail scanners open links too; its button
 * confirms, and leads on to the page that says so.
 */
export function createLinkPage(services: Services, locations: Locations) {
  const { settings, initiations, world } = services;
  const { name: appName, id: appId } = settings.app;
  const { pages } = settings.cidaas;
  const { show, wait, failed } = createLinkPages(world, appName);
  const query = ({ flowId, token }: Link) => ({ appId, dialect: DIALECT, flowId, token });

  const refused = (failure: Failure): Response | Promise<Response> =>
    failure.reason === "too_soon"
      ? wait(failure.retryAt)
      : // Of a link that leads nowhere it is nobody's business which of these it was.
        redirect(locations.error({ ...refusalOf(failure), ...(failure.reason === "flow_verified" ? {} : dead) }, {}));

  const malformed = (): Response => redirect(locations.error(dead, {}));

  function ask(flow: Flow, { flowId, token }: Link): Promise<Response> {
    const kind = kindOf(flow.address?.channel ?? "email");
    return show(200, {
      title: titles[kind],
      formTarget: pages.complete.startsWith(`${settings.publicUrl}/`) ? undefined : pages.complete,
      body: (
        <>
          <p>
            Someone asked {appName} to confirm <SentTo flow={flow} /> on{" "}
            <Moment at={new Date(flow.createdAt).toISOString()} />. Was that you?
          </p>
          <form method="post" action={`${LINK}/${flowId}/${token}`} novalidate>
            <button type="submit">Yes, confirm it</button>
          </form>
          <p>If it was not you, close this page. Nothing is confirmed then.</p>
        </>
      ),
    });
  }

  /** Where everybody goes on whose link has confirmed something; the code's id is nothing for them. */
  const goOn = (flow: Flow): Response => redirect(locations.confirmedByLink(flow));

  return {
    async open(c: Context): Promise<Response> {
      const link = readLink(c);
      if (!link) return malformed();
      const found = await initiations.inspectLink(query(link));
      if (!found.ok) return refused(found.failure);
      return found.value.used ? goOn(found.value.flow) : ask(found.value.flow, link);
    },

    async confirm(c: Context): Promise<Response> {
      const link = readLink(c);
      if (!link) return malformed();
      const confirmed = await initiations.consume(query(link));
      if (confirmed.ok) return goOn(confirmed.value);
      if (confirmed.failure.reason === "flow_not_found" || confirmed.failure.reason === "too_soon") {
        return refused(confirmed.failure);
      }
      // Pressed twice, or too late: what the link is by now decides.
      const found = await initiations.inspectLink(query(link));
      return found.ok ? goOn(found.value.flow) : refused(found.failure);
    },

    failed,
  };
}

const dead = refusalOf({ reason: "flow_not_found" });
