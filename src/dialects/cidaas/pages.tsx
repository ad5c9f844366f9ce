import type { Context } from "hono";
import type { Flow } from "../../core/flow.ts";
import { isUuid } from "../../core/ids.ts";
import { Advance } from "../../pages/advance.tsx";
import { Document } from "../../pages/document.tsx";
import { page } from "../../pages/page.ts";
import type { Services } from "../../services.ts";
import { DIALECT, type MediumKind, readContext } from "./context.ts";
import { readWay } from "./contracts.ts";
import { isVerCode, type Refusal, refusalOf, unknown } from "./errors.ts";
import { faultText, pageText } from "./fault-texts.ts";
import { type Fields, fieldsOfQuery, readFields } from "./fields.ts";
import { type Initiation, trackOf } from "./initiation.ts";
import { type Locations, withQuery } from "./locations.ts";
import { type Login, StartAgain, type View } from "./page-parts.tsx";
import { COMPLETE_PAGE, STATUS_PAGE } from "./paths.ts";
import { redirect, retryAfter } from "./replies.ts";
import { askEmail, begin, change, enterCode, type Facts, type Fault, openLink, over, verified } from "./views.tsx";

const NAMES = [
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
  "code",
  "error_code",
  "sent",
];

type Shown = View & {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly statusUrl?: string;
};

/** How a flow stands, for a page that waits. */
function stateOf(flow: Flow, now: number): "sent" | "verified" | "locked" | "cancelled" | "expired" {
  if (flow.state === "verified" || flow.state === "locked" || flow.state === "cancelled") return flow.state;
  return flow.expiresAt <= now ? "expired" : "sent";
}

/** The hosted pages of a login that verifies something. Everything works with JavaScript off. */
export function createPages(
  services: Services,
  { initiation, locations }: { readonly initiation: Initiation; readonly locations: Locations },
) {
  const { settings, initiations, tracks, world, channels } = services;
  const { name: appName, id: appId } = settings.app;
  const { pages, continueTargets } = settings.cidaas;
  const isElsewhere = (page: string): boolean => new URL(page).origin !== settings.publicUrl;
  const formTargets = [...[pages.complete, pages.error].filter(isElsewhere), ...continueTargets];

  const show = ({ title, body, failed = false, status = 200, headers = {}, statusUrl }: Shown): Promise<Response> =>
    page(
      world,
      status,
      (nonce) => (
        <Document title={failed ? `Error: ${title}` : title} appName={appName} nonce={nonce}>
          {body}
          {statusUrl && <Advance nonce={nonce} statusUrl={statusUrl} />}
        </Document>
      ),
      { headers, formTargets },
    );

  const factsOf = (login: Login): Facts => ({
    appName,
    codeDigits: settings.policy.codeDigits,
    calls: channels.voice,
    texts: channels.sms,
    login,
  });

  const loginOf = (fields: Fields): Login => ({
    requestId: fields["requestId"],
    trackId: trackOf(fields, new Headers()) ?? undefined,
  });

  const errorPage = (refusal: Refusal, { requestId, trackId }: Login): Response =>
    redirect(locations.error(refusal, { requestId, trackId }));

  /** The flow that a page is about: by its id, or for whoever waits for a link by the request alone. */
  function find(fields: Fields) {
    const flowId = fields["accvid"] ?? null;
    if (flowId !== null && !isUuid(flowId)) return null;
    const { requestId = null, trackId = null } = loginOf(fields);
    return flowId === null && requestId === null && trackId === null
      ? null
      : initiations.find({ appId, dialect: DIALECT, flowId, requestId, trackId });
  }

  const statusUrl = (fields: Fields): string => {
    const { requestId, trackId } = loginOf(fields);
    return withQuery(STATUS_PAGE, { accvid: fields["accvid"], requestId, track_id: trackId });
  };

  /** Where a login that no track waits for goes on: to its client, which is told which one it is. */
  const goOnAt = (redirectUri: string | null, { requestId }: Login): string | null =>
    redirectUri === null ? null : withQuery(redirectUri, { requestId });

  function waiting(flow: Flow, facts: Facts, fields: Fields, fault?: Fault): Shown {
    const isAgain = fields["sent"] !== undefined;
    if (readContext(flow).processingType === "LINK") {
      const here = withQuery(COMPLETE_PAGE, { ...fields, sent: undefined, error_code: undefined });
      return { ...openLink(flow, facts, here, isAgain), statusUrl: statusUrl(fields) };
    }
    return { ...enterCode(flow, facts, fault, isAgain), statusUrl: statusUrl(fields) };
  }

  /** What the address says went wrong: of the codes of ours, in words of ours. */
  function faultIn({ error_code: code }: Fields): Fault | undefined {
    return code !== undefined && isVerCode(code) ? { text: faultText(code), typed: "" } : undefined;
  }

  async function complete(c: Context): Promise<Response> {
    const fields = fieldsOfQuery(c.req.url, NAMES);
    const login = loginOf(fields);
    const facts = factsOf(login);
    const found = await find(fields);
    if (!found) {
      const waitsForLink = fields["accvid"] === undefined && fields["processingType"]?.toUpperCase() === "LINK";
      if (!waitsForLink) return errorPage(unknown("invalid accvid"), login);
      return show(openLink(null, facts, withQuery(COMPLETE_PAGE, fields)));
    }
    const { flow, redirectUri } = found;
    const state = stateOf(flow, world.now());
    if (state === "verified") return show(verified(flow, facts, goOnAt(redirectUri, login)));
    if (state !== "sent") return show({ ...over(state, facts), status: 410 });
    return show(waiting(flow, facts, fields, faultIn(fields)));
  }

  /** The code, from the form of our own page: what was wrong with it stays in its field. */
  async function check(c: Context): Promise<Response> {
    const body = await readFields(c.req.raw, NAMES);
    if (!body.ok) return errorPage(body.failure, { requestId: undefined, trackId: undefined });
    const { fields } = body.value;
    const { accvid = "", code = "" } = fields;
    const login = loginOf(fields);
    if (!isUuid(accvid)) return errorPage(unknown("invalid accvid"), login);
    const { requestId, trackId } = login;
    const here = withQuery(COMPLETE_PAGE, { accvid, requestId, track_id: trackId });
    const checked = await initiations.check({ appId, dialect: DIALECT, flowId: accvid, code });
    // To a page of its own: reloading it, and going back to it, sends nothing again.
    if (checked.ok || checked.failure.reason === "flow_verified") return seeOther(here);
    const { failure } = checked;
    if (failure.reason === "flow_not_found") return errorPage(unknown("invalid accvid"), login);
    const facts = factsOf(login);
    const flow = "flow" in failure && failure.flow ? failure.flow : (await find({ accvid }))?.flow;
    if (!flow) return errorPage(unknown("invalid accvid"), login);
    const state = stateOf(flow, world.now());
    if (state !== "sent") return seeOther(here);
    const shown = waiting(flow, facts, { accvid, requestId }, faultOf(refusalOf(failure), code));
    if (failure.reason !== "too_soon") return show({ ...shown, status: 422 });
    return show({ ...shown, status: 429, headers: { "Retry-After": retryAfter(failure.retryAt, world.now()) } });
  }

  function faultOf({ code }: Refusal, typed: string): Fault {
    const { codeDigits } = settings.policy;
    if (typed === "") return { text: `Enter the ${codeDigits}-digit code`, typed };
    const digits = typed.replace(/\D/g, "").length;
    const isCode = code !== "VER_0901" || digits === codeDigits;
    return { text: isCode ? faultText(code) : `The code has ${codeDigits} digits. You entered ${digits}`, typed };
  }

  async function resend(c: Context): Promise<Response> {
    const body = await readFields(c.req.raw, NAMES);
    if (!body.ok) return errorPage(body.failure, { requestId: undefined, trackId: undefined });
    const { fields } = body.value;
    const login = loginOf(fields);
    const way = readWay(fields, { processingType: "CODE" });
    if (!way.ok) return errorPage(way.failure, login);
    const flowId = fields["accvid"] ?? (await find(fields))?.flow.id;
    if (flowId === undefined || !isUuid(flowId)) return errorPage(unknown("invalid accvid"), login);
    const sent = await initiation.repeat(flowId, way.value, c.req.raw.headers);
    const { requestId, trackId } = login;
    const isLink = way.value.processingType === "LINK";
    const here = (flow: Flow, more: Readonly<Record<string, string>>): string =>
      withQuery(COMPLETE_PAGE, {
        accvid: isLink ? undefined : flow.id,
        processingType: way.value.processingType,
        requestId,
        track_id: trackId,
        type: way.value.medium,
        ...more,
      });
    if (sent.ok) return seeOther(here(sent.value, { sent: "again" }));
    const { failure } = sent;
    const flow = "flow" in failure ? failure.flow : null;
    if (!flow) return errorPage(refusalOf(failure), login);
    if (failure.reason !== "too_soon") return seeOther(here(flow, {}));
    const wait = retryAfter(failure.retryAt, world.now());
    const fault = {
      text: `You can ask for a new one in ${wait} seconds. Messages can take a minute to arrive`,
      typed: "",
    };
    const asked = isLink ? { ...(requestId === undefined ? {} : { requestId }) } : { accvid: flow.id };
    const shown = waiting(flow, factsOf(login), asked, fault);
    return show({ ...shown, status: 429, headers: { "Retry-After": wait } });
  }

  /** A kind of address, as the address of a page has it. */
  const mediumKindIn = ({ medium }: Fields): MediumKind => (medium === "mobile" ? "mobile" : "email");

  async function changeForm(c: Context): Promise<Response> {
    const fields = fieldsOfQuery(c.req.url, NAMES);
    const login = loginOf(fields);
    return login.trackId === undefined
      ? errorPage(unknown("invalid trackId"), login)
      : show(change(mediumKindIn(fields), factsOf(login)));
  }

  async function changeAddress(c: Context): Promise<Response> {
    const body = await readFields(c.req.raw, NAMES);
    if (!body.ok) return errorPage(body.failure, { requestId: undefined, trackId: undefined });
    const { fields } = body.value;
    const login = loginOf(fields);
    if (!login.trackId || !isUuid(login.trackId)) return errorPage(unknown("invalid trackId"), login);
    const kind = mediumKindIn(fields);
    const typed = fields[kind] ?? "";
    const given: Fields = { [kind]: typed || undefined, requestId: login.requestId };
    const changed = await initiation.correct(login.trackId, { fields: given, headers: c.req.raw.headers });
    if (changed.ok) return seeOther(locations.complete(changed.value));
    const { code, retryAt } = changed.failure;
    if (code === "VER_0006") return errorPage(changed.failure, login);
    const isFormat = code === "VER_0004" || code === "VER_0005";
    const example =
      kind === "email" ? "Enter an email address like name@example.com" : "Enter a phone number like +44 7700 900123";
    const shown = change(kind, factsOf(login), { text: isFormat ? example : faultText(code), typed });
    if (retryAt === undefined) return show({ ...shown, status: 422 });
    return show({ ...shown, status: 429, headers: { "Retry-After": retryAfter(retryAt, world.now()) } });
  }

  async function init(c: Context): Promise<Response> {
    const fields = fieldsOfQuery(c.req.url, NAMES);
    const login = loginOf(fields);
    if (login.trackId === undefined) {
      return login.requestId === undefined
        ? errorPage(unknown("invalid requestId"), login)
        : show(askEmail(factsOf(login)));
    }
    const track = isUuid(login.trackId) ? await tracks.waiting(login.trackId) : undefined;
    if (!track) return errorPage(unknown("invalid trackId"), { ...login, trackId: undefined });
    return show(begin(track, factsOf({ requestId: track.requestId, trackId: track.id })));
  }

  /** Which state the page would show: for the page itself, which waits that it is another one. */
  async function status(c: Context): Promise<Response> {
    const found = await find(fieldsOfQuery(c.req.url, NAMES));
    const state = found ? stateOf(found.flow, world.now()) : "expired";
    return c.json({ state }, 200, { "Cache-Control": "no-store" });
  }

  function error(fields: Fields, reference: string | null, status = 200): Promise<Response> {
    const code = fields["error_code"] ?? "";
    const { title, text } = pageText(isVerCode(code) ? code : "VER_0006");
    const body = (
      <>
        <h1>{title}</h1>
        <p>{text}</p>
        <StartAgain login={loginOf(fields)} />
        {code === "VER_0105" && reference && <p>Reference: {reference}</p>}
      </>
    );
    return show({ title, body, status });
  }

  return { init, complete, check, resend, changeForm, changeAddress, status, error };
}

const seeOther = (location: string): Response =>
  new Response(null, { status: 303, headers: { Location: location, "Cache-Control": "no-store" } });
