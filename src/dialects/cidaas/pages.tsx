import type { Context } from "hono";
import type { Failure } from "../../core/failure.ts";
import type { Flow } from "../../core/flow.ts";
import { isUuid } from "../../core/ids.ts";
import { askedFrom } from "../../http/asked-from.ts";
import { isOwnPage } from "../../http/same-site.ts";
import { withParameters } from "../../http/with-parameter.ts";
import type { Fault } from "../../pages/components.tsx";
import { waitNews, waitText } from "../../pages/waiting.ts";
import type { Services } from "../../services.ts";
import { channelOf, DIALECT, type MediumKind, readContext } from "./context.ts";
import { readWay } from "./contracts.ts";
import { isVerCode, refusalOf, unknown } from "./errors.ts";
import { addressFault, codeFault, faultText, pageText } from "./faults.ts";
import { type Fields, fieldsOfQuery, readFields } from "./fields.ts";
import type { Initiation } from "./initiation.ts";
import type { Locations } from "./locations.ts";
import { createPageDesk, loginOf, NAMES, stateOf } from "./page-desk.ts";
import { type Facts, type Login, mediumOfFlow, StartAgain } from "./page-parts.tsx";
import { retryAfter } from "./replies.ts";
import { unreached } from "./unreached-view.tsx";
import { askEmail, begin, change, openLink, over, verified } from "./views.tsx";

const nobody: Login = { requestId: undefined, trackId: undefined };

/** Where a login that no track waits for goes on: to its client, which is told which one it is. */
const goOnAt = (redirectUri: string | null, { requestId }: Login): string | null =>
  redirectUri === null ? null : withParameters(redirectUri, { requestId });

/** What the address says went wrong: of the codes of ours, in words of ours. */
function faultIn({ error_code: code }: Fields, flow: Flow, { words }: Facts): Fault | undefined {
  if (code === undefined || !isVerCode(code)) return undefined;
  return { field: "code", text: faultText(words, code, channelOf[mediumOfFlow(flow)]) };
}

/** The hosted pages of a login that verifies something. Everything works with JavaScript off. */
export function createLoginPages(
  services: Services,
  { initiation, locations }: { readonly initiation: Initiation; readonly locations: Locations },
) {
  const { settings, initiations, tracks, world } = services;
  const { id: appId } = settings.app;
  const { codeDigits } = settings.policy;
  const { desk, errorPage, find, hereOf, pagesFor, waiting } = createPageDesk(services, locations);

  async function complete(c: Context): Promise<Response> {
    const fields = fieldsOfQuery(c.req.url, NAMES);
    const login = loginOf(fields);
    const found = await find(fields);
    if (!found) {
      const waitsForLink = fields["accvid"] === undefined && fields["processingType"]?.toUpperCase() === "LINK";
      if (!waitsForLink) return errorPage(unknown("invalid accvid"), login);
      const { show, facts } = await desk(c, login);
      return show(openLink(null, facts, { here: hereOf(null, login, "LINK"), statusUrl: "" }));
    }
    const { flow, redirectUri, codeExpiresAt } = found;
    const { processingType, trackId, locale } = readContext(flow);
    const { show, facts } = await desk(c, login, locale);
    const state = stateOf(flow, world.now());
    if (state === "verified") return show(verified(flow, facts, goOnAt(redirectUri, login)));
    if (state !== "sent") return show(over(state, facts));
    if (found.unreached && trackId === login.trackId) {
      return show(unreached(flow, facts, { ...found.unreached, here: hereOf(flow, login, processingType) }));
    }
    const fault = faultIn(fields, flow, facts);
    return show(waiting(flow, facts, { fault, until: codeExpiresAt, again: fields["sent"] !== undefined && !fault }));
  }

  /** The flow of a guess that came to nothing, and until when its code is good, if that is known. */
  async function flowOf(failure: Failure, accvid: string): Promise<{ flow: Flow; until: number | null } | undefined> {
    if (failure.reason === "code_wrong") return { flow: failure.flow, until: failure.codeExpiresAt };
    if ("flow" in failure && failure.flow) return { flow: failure.flow, until: null };
    const found = await find({ accvid });
    return found ? { flow: found.flow, until: found.codeExpiresAt } : undefined;
  }

  /** The code, from the form of our own page: what was wrong with it stays in its field. */
  async function check(c: Context): Promise<Response> {
    const body = await readFields(c.req.raw, NAMES);
    if (!body.ok) return errorPage(body.failure, nobody);
    const { fields } = body.value;
    const { accvid = "", code = "" } = fields;
    const login = loginOf(fields);
    if (!isUuid(accvid)) return errorPage(unknown("invalid accvid"), login);
    const checked = await initiations.check({ appId, dialect: DIALECT, flowId: accvid, code });
    // To a page of its own: reloading it, and going back to it, sends nothing again.
    if (checked.ok) return seeOther(hereOf(checked.value, login, readContext(checked.value).processingType));
    const { failure } = checked;
    const found = await flowOf(failure, accvid);
    if (!found) return errorPage(unknown("invalid accvid"), login);
    const { flow, until } = found;
    const { processingType, locale } = readContext(flow);
    if (stateOf(flow, world.now()) !== "sent") return seeOther(hereOf(flow, login, processingType));
    const { show, facts, words } = await desk(c, login, locale);
    const typed = { typed: code, digits: codeDigits, channel: channelOf[mediumOfFlow(flow)] };
    if (failure.reason === "too_soon") {
      const seconds = retryAfter(failure.retryAt, world.now());
      const fault = { text: words.say("limit.guess.text", { time: words.clock(failure.retryAt) }) };
      const view = waiting(flow, facts, { fault, typed: code, until });
      return show({ ...view, status: 429, headers: { "Retry-After": seconds } });
    }
    // What no longer counts is not shown again.
    const isSpent = failure.reason === "code_expired" || failure.reason === "too_many_attempts";
    const fault = codeFault(words, failure, typed);
    return show({ ...waiting(flow, facts, { fault, typed: isSpent ? "" : code, until }), status: 422 });
  }

  async function resend(c: Context): Promise<Response> {
    const body = await readFields(c.req.raw, NAMES);
    if (!body.ok) return errorPage(body.failure, nobody);
    const { fields } = body.value;
    const login = loginOf(fields);
    const named = { ...fields, verificationMedium: fields["verificationMedium"] ?? fields["type"] };
    const way = readWay(named, { processingType: "CODE" });
    if (!way.ok) return errorPage(way.failure, login);
    const flowId = fields["accvid"] ?? (await find(fields))?.flow.id;
    if (flowId === undefined || !isUuid(flowId)) return errorPage(unknown("invalid accvid"), login);
    const sent = await initiation.repeat(flowId, way.value, c.req.raw);
    const { processingType } = way.value;
    if (sent.ok) return seeOther(withParameters(hereOf(sent.value, login, processingType), { sent: "again" }));
    const { failure } = sent;
    const flow = "flow" in failure ? failure.flow : null;
    if (!flow) return errorPage(refusalOf(failure), login);
    if (failure.reason !== "too_soon") return seeOther(hereOf(flow, login, processingType));
    const seconds = retryAfter(failure.retryAt, world.now());
    const { show, facts, words } = await desk(c, login, readContext(flow).locale);
    const by = { proof: flow.proof, channel: channelOf[way.value.medium] };
    const fault = { text: waitText(words, Number(seconds), by) };
    const view = waiting(flow, facts, { fault, typed: fields["code"] ?? "", until: null });
    const news = waitNews(words, Number(seconds));
    return show({ ...view, news, status: 429, headers: { "Retry-After": seconds } });
  }

  /** A kind of address, as the address of a page has it. */
  const mediumKindIn = ({ medium }: Fields): MediumKind => (medium === "mobile" ? "mobile" : "email");

  async function changeForm(c: Context): Promise<Response> {
    const fields = fieldsOfQuery(c.req.url, NAMES);
    const login = loginOf(fields);
    if (login.trackId === undefined) return errorPage(unknown("invalid trackId"), login);
    const { show, facts } = await desk(c, login);
    return show(change(mediumKindIn(fields), facts));
  }

  async function changeAddress(c: Context): Promise<Response> {
    const body = await readFields(c.req.raw, NAMES);
    if (!body.ok) return errorPage(body.failure, nobody);
    const { fields } = body.value;
    const login = loginOf(fields);
    if (!login.trackId || !isUuid(login.trackId)) return errorPage(unknown("invalid trackId"), login);
    const kind = mediumKindIn(fields);
    const typed = (kind === "email" ? fields["email"] : (fields["phone"] ?? fields["mobile"])) ?? "";
    const given: Fields = { [kind]: typed || undefined, requestId: login.requestId };
    const changed = await initiation.correct(login.trackId, {
      fields: given,
      headers: c.req.raw.headers,
      from: askedFrom(c.req.raw),
    });
    if (changed.ok) return seeOther(locations.complete(changed.value, login.trackId));
    const { code, retryAt } = changed.failure;
    if (code === "VER_0006") return errorPage(changed.failure, login);
    const { show, facts, words } = await desk(c, login);
    if (retryAt === undefined) {
      return show({
        ...change(kind, facts, { fault: addressFault(words, kind, changed.failure), typed }),
        status: 422,
      });
    }
    const by = kind === "email" ? "email" : "phone";
    const text = words.say(`limit.${by}.error`, { time: words.clock(retryAt) });
    const headers = { "Retry-After": retryAfter(retryAt, world.now()) };
    return show({ ...change(kind, facts, { fault: { text, field: by }, typed }), status: 429, headers });
  }

  async function init(c: Context): Promise<Response> {
    const fields = fieldsOfQuery(c.req.url, NAMES);
    const login = loginOf(fields);
    if (login.trackId === undefined) {
      if (login.requestId === undefined) return errorPage(unknown("invalid requestId"), login);
      const { show, facts } = await desk(c, login);
      return show(askEmail(facts));
    }
    const track = isUuid(login.trackId) ? await tracks.waiting(login.trackId) : undefined;
    if (!track) return errorPage(unknown("invalid trackId"), { ...login, trackId: undefined });
    const { show, facts } = await desk(c, { requestId: track.requestId, trackId: track.id });
    return show(begin(track, facts));
  }

  /** Which state the page would show: for the page itself, which waits that it is another one. */
  async function status(c: Context): Promise<Response> {
    const found = await find(fieldsOfQuery(c.req.url, NAMES));
    const state = found ? stateOf(found.flow, world.now()) : "expired";
    return c.json({ state }, 200, { "Cache-Control": "no-store" });
  }

  async function error(c: Context, fields: Fields): Promise<Response> {
    const code = fields["error_code"] ?? "";
    const login = loginOf(fields);
    const { show, words } = await desk(c, login);
    const { title, text } = pageText(words, isVerCode(code) ? code : "VER_0006");
    return show({
      title,
      body: (
        <>
          <p>{text}</p>
          <StartAgain words={words} login={login} />
        </>
      ),
    });
  }

  /** Whatever was thrown, without a word of it. */
  const failed = async (c: Context, thrown: Error, requestId: string | null): Promise<Response> =>
    (await pagesFor(c.req.raw)).failed(thrown, { still: "code", requestId });

  /** Our forms are taken from our pages alone: of another site's, nothing is done. */
  const own =
    (handler: (c: Context) => Promise<Response>) =>
    async (c: Context): Promise<Response> =>
      isOwnPage(c.req.raw.headers, [settings.publicUrl]) ? handler(c) : (await pagesFor(c.req.raw)).foreign();

  return {
    init,
    complete,
    check: own(check),
    resend: own(resend),
    changeForm,
    changeAddress: own(changeAddress),
    status,
    error,
    failed,
  };
}

const seeOther = (location: string): Response =>
  new Response(null, { status: 303, headers: { Location: location, "Cache-Control": "no-store" } });
