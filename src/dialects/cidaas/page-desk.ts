import type { Context } from "hono";
import { localeIn } from "../../copy/choose.ts";
import type { Flow } from "../../core/flow.ts";
import { isUuid } from "../../core/ids.ts";
import type { FoundFlow } from "../../core/initiation.ts";
import type { Standing } from "../../core/look.ts";
import { isOwnForm } from "../../http/same-site.ts";
import { seeOther } from "../../http/see-other.ts";
import { withParameters } from "../../http/with-parameter.ts";
import { AGAIN } from "../../pages/link-pages.tsx";
import { createPages, type PageView } from "../../pages/pages.tsx";
import type { Services } from "../../services.ts";
import { DIALECT, givenFor, type Medium, type ProcessingType, readContext } from "./context.ts";
import type { Ended } from "./end-views.tsx";
import type { Refusal } from "./errors.ts";
import { type Fields, readFields } from "./fields.ts";
import { trackOf } from "./initiation.ts";
import type { Locations } from "./locations.ts";
import { type Facts, type Login, mediumOfFlow } from "./page-parts.tsx";
import { COMPLETE_PAGE, STATUS_PAGE } from "./paths.ts";
import { redirect, retryAfter } from "./replies.ts";
import { createTypedHere } from "./typed-here.ts";
import { enterCode, openLink, spent, type Waiting } from "./waiting-views.tsx";

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
  "country",
  "sure",
  "code",
  "error_code",
  "sent",
  "again_at",
  "lang",
];

type State = "sent" | "verified" | Exclude<Ended, "denied">;

/** How a flow stands, for a page that waits. */
export function stateOf(flow: Flow, now: number): State {
  if (flow.state === "verified" || flow.state === "locked" || flow.state === "cancelled") return flow.state;
  return flow.expiresAt <= now ? "expired" : "sent";
}

/** Which login a page belongs to, by what its address or its form says. */
export const loginOf = (fields: Fields): Login => ({
  requestId: fields["requestId"],
  trackId: trackOf(fields, new Headers()) ?? undefined,
});

/** A form of ours, as it was sent. */
export type Posted = { readonly fields: Fields; readonly login: Login };

/** What the pages of a login share: what each knows, which flow it is about, and where it is to be had. */
export function createPageDesk(services: Services, locations: Locations) {
  const { settings, initiations, world, channels } = services;
  const { name: appName, id: appId } = settings.app;
  const { codeDigits, codeLifetimeMs, countries } = settings.policy;
  const { pages, continueTargets } = settings.cidaas;
  const isElsewhere = (page: string): boolean => new URL(page).origin !== settings.publicUrl;
  const targets = {
    pages: [pages.complete, pages.error].filter(isElsewhere),
    goOn: [...[pages.init, pages.error].filter(isElsewhere), ...continueTargets],
  };
  const pagesFor = createPages(services);
  const typedHere = createTypedHere(settings.publicUrl, services);

  /**
   * A page for one request: what it knows, how it is answered with, and in which locale something is sent from it.
   * `locale` is what the call that began said, or the language of the page whose form this is.
   */
  async function desk(c: Context, login: Login, locale?: string) {
    const { words, show } = await pagesFor(c.req.raw, locale);
    const now = world.now();
    const facts: Facts = {
      words,
      appName,
      codeDigits,
      codeLifetimeMs,
      countries,
      calls: channels.voice,
      texts: channels.sms,
      login,
      targets,
      now,
    };
    return { words, facts, show, now, locale: localeIn(words.lang, c.req.raw.headers) };
  }

  const errorPage = (refusal: Refusal, { requestId, trackId }: Login): Response =>
    redirect(locations.error(refusal, { requestId, trackId }));

  /** The flow that a page is about: by its id, or for whoever waits for a link by the request or the track alone. */
  async function find(fields: Fields): Promise<FoundFlow | null> {
    const flowId = fields["accvid"] ?? null;
    const { requestId = null, trackId = null } = loginOf(fields);
    const isNamed = flowId === null ? requestId !== null || trackId !== null : isUuid(flowId);
    if (!isNamed) return null;
    return initiations.find({ appId, dialect: DIALECT, flowId, requestId, trackId, withCodes: false });
  }

  /**
   * The flow that a login waits for already, by this channel: of a track its own, of a request alone (`typed`) the one
   * that was sent to what was typed just now. Whoever asks could have begun it.
   */
  async function findRunning(login: Login, { medium, typed }: Running): Promise<Flow | undefined> {
    const { requestId = null, trackId = null } = login;
    const query = { appId, dialect: DIALECT, flowId: null, requestId, trackId, withCodes: true };
    const found = await initiations.find(query);
    if (!found || stateOf(found.flow, world.now()) !== "sent" || mediumOfFlow(found.flow) !== medium) return undefined;
    const { flow } = found;
    if (typed !== undefined) return givenFor(flow)?.typed.toLowerCase() === typed.toLowerCase() ? flow : undefined;
    return readContext(flow).trackId === trackId ? flow : undefined;
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

  /**
   * On to the page of what was sent. To our own without the address that was typed: the browser remembers that it knows
   * it. A page of the app's own is told it, as every caller is.
   */
  async function toPageOf(flow: Flow, login: Login): Promise<Response> {
    if (isElsewhere(pages.complete)) return seeOther(locations.complete(flow, login.trackId));
    const led = seeOther(hereOf(flow, login, readContext(flow).processingType));
    return givenFor(flow) ? typedHere.remember(led, flow) : led;
  }

  /** The page of a flow whose code or link is on its way, or is worn out or too old. */
  function waiting(flow: Flow, facts: Facts, more: Omit<Waiting, "here" | "statusUrl">, standing: Standing): PageView {
    const { processingType } = readContext(flow);
    const { requestId, trackId } = facts.login;
    const here = hereOf(flow, facts.login, processingType);
    const accvid = processingType === "LINK" ? null : flow.id;
    const statusUrl = withParameters(STATUS_PAGE, { accvid, requestId, track_id: trackId });
    const wait = { ...more, here, statusUrl };
    if (standing !== "good") return spent(flow, facts, { ...wait, standing });
    return (processingType === "LINK" ? openLink : enterCode)(flow, facts, wait);
  }

  /**
   * Our forms are taken from our pages alone: of whatever else sends one, nothing is done. `pageOf`: where the page of
   * that form is to be had by GET, should something fail.
   */
  const own =
    (pageOf: (posted: Posted) => string, handler: (c: Context, posted: Posted) => Promise<Response>) =>
    async (c: Context): Promise<Response> => {
      const request = c.req.raw;
      const body = await readFields(request, NAMES);
      const fields = body.ok ? body.value.fields : {};
      const posted = { fields, login: loginOf(fields) };
      const page = pageOf(posted);
      if (!isOwnForm(request.headers, [settings.publicUrl])) return (await pagesFor(request)).foreign(page);
      if (!body.ok) return errorPage(body.failure, nobody);
      c.set(AGAIN, page);
      return handler(c, posted);
    };

  return { desk, errorPage, find, findRunning, hereOf, own, pagesFor, toPageOf, typedHere, waiting };
}

type Running = { readonly medium: Medium; readonly typed?: string };

export type PageDesk = ReturnType<typeof createPageDesk>;

/** Nobody's login, of a form that could not be read. */
const nobody: Login = { requestId: undefined, trackId: undefined };

/** Headers of a page that says when to come again (epoch milliseconds). */
export const retryHeaders = (retryAt: number, now: number) => ({ "Retry-After": retryAfter(retryAt, now) });
