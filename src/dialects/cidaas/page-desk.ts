import type { Context } from "hono";
import type { Flow } from "../../core/flow.ts";
import { isUuid } from "../../core/ids.ts";
import { withParameters } from "../../http/with-parameter.ts";
import { createPages, type PageView } from "../../pages/pages.tsx";
import type { Services } from "../../services.ts";
import { DIALECT, type ProcessingType, readContext } from "./context.ts";
import type { Refusal } from "./errors.ts";
import type { Fields } from "./fields.ts";
import { trackOf } from "./initiation.ts";
import type { Locations } from "./locations.ts";
import { type Facts, type Login, mediumOfFlow } from "./page-parts.tsx";
import { COMPLETE_PAGE, STATUS_PAGE } from "./paths.ts";
import { redirect } from "./replies.ts";
import { type Ended, enterCode, openLink, type Waiting } from "./views.tsx";

/** What the addresses and the forms of pages may say. */
export const NAMES = [
  "accvid",
  "requestId",
  "track_id",
  "trackId",
  "processingType",
  "type",
  "verificationMedium",
  "medium",
  "email",
  "mobile",
  "phone",
  "code",
  "error_code",
  "sent",
];

/** How a flow stands, for a page that waits. */
export function stateOf(flow: Flow, now: number): "sent" | "verified" | Ended {
  if (flow.state === "verified" || flow.state === "locked" || flow.state === "cancelled") return flow.state;
  return flow.expiresAt <= now ? "expired" : "sent";
}

/** Which login a page belongs to, by what its address or its form says. */
export const loginOf = (fields: Fields): Login => ({
  requestId: fields["requestId"],
  trackId: trackOf(fields, new Headers()) ?? undefined,
});

/** What the pages of a login share: what each knows, which flow it is about, and where it is to be had. */
export function createPageDesk(services: Services, locations: Locations) {
  const { settings, initiations, world, channels } = services;
  const { name: appName, id: appId } = settings.app;
  const { codeDigits } = settings.policy;
  const { pages, continueTargets } = settings.cidaas;
  const isElsewhere = (page: string): boolean => new URL(page).origin !== settings.publicUrl;
  const formTarget = [...[pages.complete, pages.error].filter(isElsewhere), ...continueTargets];
  const pagesFor = createPages(services);

  /** A page for one request: what it knows, and how it is answered with. `locale` is what the call that began said. */
  async function desk(c: Context, login: Login, locale?: string) {
    const { words, show } = await pagesFor(c.req.raw, locale);
    const facts: Facts = {
      words,
      appName,
      codeDigits,
      codeLifetimeMs: settings.policy.codeLifetimeMs,
      calls: channels.voice,
      texts: channels.sms,
      login,
      now: world.now(),
    };
    return { words, facts, show: (view: PageView) => show({ ...view, formTarget }) };
  }

  const errorPage = (refusal: Refusal, { requestId, trackId }: Login): Response =>
    redirect(locations.error(refusal, { requestId, trackId }));

  /** The flow that a page is about: by its id, or for whoever waits for a link by the request or the track alone. */
  async function find(fields: Fields) {
    const flowId = fields["accvid"] ?? null;
    const { requestId = null, trackId = null } = loginOf(fields);
    const isNamed = flowId === null ? requestId !== null || trackId !== null : isUuid(flowId);
    return isNamed ? initiations.find({ appId, dialect: DIALECT, flowId, requestId, trackId }) : null;
  }

  /** Where the page of a flow is to be had. */
  function hereOf(flow: Flow | null, { requestId, trackId }: Login, processingType: ProcessingType): string {
    return withParameters(COMPLETE_PAGE, {
      accvid: processingType === "LINK" ? null : flow?.id,
      processingType,
      requestId,
      track_id: trackId,
      type: flow && mediumOfFlow(flow),
    });
  }

  /** The page of a flow whose code or link is on its way. */
  function waiting(flow: Flow, facts: Facts, more: Omit<Waiting, "here" | "statusUrl">): PageView {
    const { processingType } = readContext(flow);
    const { requestId, trackId } = facts.login;
    const here = hereOf(flow, facts.login, processingType);
    const accvid = processingType === "LINK" ? null : flow.id;
    const statusUrl = withParameters(STATUS_PAGE, { accvid, requestId, track_id: trackId });
    return (processingType === "LINK" ? openLink : enterCode)(flow, facts, { ...more, here, statusUrl });
  }

  return { desk, errorPage, find, hereOf, pagesFor, waiting };
}
