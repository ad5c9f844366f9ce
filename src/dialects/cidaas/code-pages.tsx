import type { Context } from "hono";
import type { Failure } from "../../core/failure.ts";
import type { Flow } from "../../core/flow.ts";
import { isUuid } from "../../core/ids.ts";
import type { Standing } from "../../core/look.ts";
import { wholeSeconds } from "../../core/seconds.ts";
import { seeOther } from "../../http/see-other.ts";
import { withParameters } from "../../http/with-parameter.ts";
import type { Fault } from "../../pages/components.tsx";
import { LONGEST_WAIT_MS, timeText, tooSoonText, waitNews } from "../../pages/waiting.ts";
import type { Services } from "../../services.ts";
import { channelOf, DIALECT, readContext } from "./context.ts";
import { readWay } from "./contracts.ts";
import { over, verified } from "./end-views.tsx";
import { isVerCode, refusalOf, unknown } from "./errors.ts";
import { codeFault, faultText } from "./faults.ts";
import { type Fields, fieldsOfQuery } from "./fields.ts";
import type { Initiation } from "./initiation.ts";
import { loginOf, NAMES, type PageDesk, type Posted, retryHeaders, stateOf } from "./page-desk.ts";
import { type Facts, type Login, mediumOfFlow, sentOf } from "./page-parts.tsx";
import { COMPLETE_PAGE } from "./paths.ts";
import { unreached } from "./unreached-view.tsx";
import { openLink } from "./waiting-views.tsx";

/** Where a login that no track waits for goes on: to its client, which is told which one it is. */
const goOnAt = (redirectUri: string | null, { requestId }: Login): string | null =>
  redirectUri === null ? null : withParameters(redirectUri, { requestId });

/** What the address says went wrong: of the codes of ours, in words of ours. */
function faultIn({ error_code: code }: Fields, flow: Flow, { words }: Facts): Fault | undefined {
  if (code === undefined || !isVerCode(code)) return undefined;
  return { field: "code", text: faultText(words, code, channelOf[mediumOfFlow(flow)]) };
}

/** When the page before said that there may be one more. */
function sendAgainAtIn({ again_at: text = "" }: Fields): number | null {
  return /^[0-9]{1,15}$/.test(text) ? Number(text) : null;
}

/** A flow whose code was guessed wrong, as far as its page has to know it. */
type Guessed = {
  readonly flow: Flow;
  readonly until: number | null;
  readonly standing: Standing;
  readonly sendAgainAt: number | null;
};

/** Where the page of a form is to be had by GET. */
const pageOf = ({ fields: { accvid, processingType }, login: { requestId, trackId } }: Posted): string =>
  withParameters(COMPLETE_PAGE, { accvid, processingType, requestId, track_id: trackId });

/** The page where a code is typed in, or a link waited for; and its two forms. */
export function createCodePages(
  { initiations, settings }: Pick<Services, "initiations" | "settings">,
  { initiation, desk: pageDesk }: { readonly initiation: Initiation; readonly desk: PageDesk },
) {
  const { id: appId } = settings.app;
  const { codeDigits } = settings.policy;
  const { desk, errorPage, find, hereOf, own, typedHere, waiting } = pageDesk;

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
    const { flow, redirectUri, codeExpiresAt: until, sendAgainAt, standing } = found;
    const { processingType, trackId, locale } = readContext(flow);
    const { show, facts, now } = await desk(c, login, locale);
    const state = stateOf(flow, now);
    if (state === "verified") return show(verified(flow, facts, goOnAt(redirectUri, login)));
    if (state !== "sent") return show(over(found.denied ? "denied" : state, facts));
    const { whole, remember } = await typedHere.tell(c.req.raw, fields, flow);
    const fault = faultIn(fields, flow, facts);
    const again = fields["sent"] !== undefined && !fault;
    const view =
      found.unreached && trackId === login.trackId
        ? unreached(flow, facts, { ...found.unreached, here: hereOf(flow, login, processingType), whole })
        : waiting(flow, facts, { fault, until, again, sendAgainAt, whole }, standing);
    const page = await show(view);
    return remember ? typedHere.remember(page, flow) : page;
  }

  /** The flow of a guess that came to nothing, if there is one. */
  async function guessedAt(failure: Failure, fields: Fields) {
    const sendAgainAt = sendAgainAtIn(fields);
    const known = (flow: Flow, more: Pick<Guessed, "until" | "standing">): Guessed => ({ flow, sendAgainAt, ...more });
    if (failure.reason === "code_wrong") {
      const standing = failure.attemptsLeft > 0 ? "good" : "locked";
      return known(failure.flow, { until: failure.codeExpiresAt, standing });
    }
    if ("flow" in failure && failure.flow) {
      const { reason } = failure;
      const standing = reason === "code_expired" ? "old" : reason === "too_many_attempts" ? "locked" : "good";
      return known(failure.flow, { until: null, standing });
    }
    const found = await find({ accvid: fields["accvid"] });
    if (!found) return undefined;
    const { flow, standing, codeExpiresAt: until } = found;
    return { flow, standing, until, sendAgainAt: found.sendAgainAt } satisfies Guessed;
  }

  /** The code, from the form of our own page: what was wrong with it stays in its field. */
  async function check(c: Context, { fields, login }: Posted): Promise<Response> {
    const { accvid = "", code = "" } = fields;
    if (!isUuid(accvid)) return errorPage(unknown("invalid accvid"), login);
    const checked = await initiations.check({ appId, dialect: DIALECT, flowId: accvid, code });
    if (checked.ok) return seeOther(hereOf(checked.value, login, readContext(checked.value).processingType));
    const { failure } = checked;
    const { show, facts, words, now } = await desk(c, login, fields["lang"]);
    const guessed = await guessedAt(failure, fields);
    if (!guessed) return errorPage(unknown("invalid accvid"), login);
    const { flow, standing, ...rest } = guessed;
    if (stateOf(flow, now) !== "sent") return seeOther(hereOf(flow, login, readContext(flow).processingType));
    const { whole } = await typedHere.tell(c.req.raw, {}, flow);
    const wait = { ...rest, whole, typed: code };
    if (failure.reason === "too_soon") {
      const fault = { text: words.say("limit.guess.text", { time: timeText(words, { at: failure.retryAt, now }) }) };
      const view = waiting(flow, facts, { ...wait, fault }, standing);
      return show({ ...view, status: 429, headers: retryHeaders(failure.retryAt, now) });
    }
    // Of a code that is worn out or too old the page says so itself, whatever was typed.
    const typed = { typed: code, digits: codeDigits, channel: channelOf[mediumOfFlow(flow)] };
    const fault = standing === "good" ? codeFault(words, failure, typed) : undefined;
    return show({ ...waiting(flow, facts, { ...wait, fault }, standing), status: 422 });
  }

  async function resend(c: Context, { fields, login }: Posted): Promise<Response> {
    const named = { ...fields, verificationMedium: fields["verificationMedium"] ?? fields["type"] };
    const way = readWay(named, { processingType: "CODE" });
    if (!way.ok) return errorPage(way.failure, login);
    const flowId = fields["accvid"] ?? (await find(fields))?.flow.id;
    if (flowId === undefined || !isUuid(flowId)) return errorPage(unknown("invalid accvid"), login);
    const { show, facts, words, now, locale } = await desk(c, login, fields["lang"]);
    const sent = await initiation.repeat(flowId, way.value, { request: c.req.raw, locale });
    const { processingType } = way.value;
    if (sent.ok) return seeOther(withParameters(hereOf(sent.value, login, processingType), { sent: "again" }));
    const { failure } = sent;
    const flow = "flow" in failure ? failure.flow : null;
    if (!flow) return errorPage(refusalOf(failure), login);
    if (failure.reason !== "too_soon") return seeOther(hereOf(flow, login, processingType));
    const { retryAt } = failure;
    const asked = { ...sentOf(flow), channel: channelOf[way.value.medium] };
    const fault = { text: tooSoonText(words, asked, { at: retryAt, now }) };
    const found = await find({ accvid: flow.id });
    if (!found) return errorPage(refusalOf(failure), login);
    const { standing, codeExpiresAt: until, sendAgainAt } = found;
    const { whole } = await typedHere.tell(c.req.raw, {}, flow);
    const view = waiting(flow, facts, { fault, typed: fields["code"] ?? "", until, sendAgainAt, whole }, standing);
    const news = retryAt - now <= LONGEST_WAIT_MS ? waitNews(words, wholeSeconds(retryAt - now)) : undefined;
    return show({ ...view, news, status: 429, headers: retryHeaders(retryAt, now) });
  }

  return { complete, check: own(pageOf, check), resend: own(pageOf, resend) };
}
