import type { Context } from "hono";
import { didYouMean } from "../../core/did-you-mean.ts";
import { isUuid } from "../../core/ids.ts";
import { askedFrom } from "../../http/asked-from.ts";
import { seeOther } from "../../http/see-other.ts";
import { readEmail } from "../../pages/read-address.ts";
import { tooSoonText } from "../../pages/waiting.ts";
import type { Services } from "../../services.ts";
import { askEmail, begin, beginningOf, typo } from "./begin-views.tsx";
import { channelOf } from "./context.ts";
import { readWay } from "./contracts.ts";
import { noRequest, type Refusal, unknown } from "./errors.ts";
import { faultText } from "./faults.ts";
import { type Fields, fieldsOfQuery } from "./fields.ts";
import type { Initiation } from "./initiation.ts";
import { loginOf, NAMES, type PageDesk, type Posted, retryHeaders } from "./page-desk.ts";
import type { Login } from "./page-parts.tsx";
import { INIT_PAGE } from "./paths.ts";

/** Where the person of a login begins, and the form that has the first code sent. */
export function createBeginPages(
  { tracks }: Pick<Services, "tracks">,
  { initiation, desk: pageDesk }: { readonly initiation: Initiation; readonly desk: PageDesk },
) {
  const { desk, errorPage, findRunning, own, toPageOf } = pageDesk;

  const waitingTrack = async (trackId: string) => (isUuid(trackId) ? await tracks.waiting(trackId) : undefined);
  const noTrack = (login: Login): Response => errorPage(unknown("invalid trackId"), { ...login, trackId: undefined });

  async function init(c: Context): Promise<Response> {
    const fields = fieldsOfQuery(c.req.url, NAMES);
    const login = loginOf(fields);
    if (login.trackId === undefined) {
      if (login.requestId === undefined) return errorPage(unknown("invalid requestId"), login);
      const { show, facts } = await desk(c, login);
      return show(askEmail(facts));
    }
    const track = await waitingTrack(login.trackId);
    if (!track) return noTrack(login);
    const { show, facts } = await desk(c, { requestId: track.requestId, trackId: track.id });
    return show(begin(track, facts));
  }

  type Asked = Posted & { readonly c: Context };
  type Desk = Awaited<ReturnType<PageDesk["desk"]>>;

  const initiate = ({ c, login }: Asked, { locale }: Desk, fields: Fields) =>
    initiation.initiate({
      fields: { processingType: "CODE", requestId: login.requestId, locale, ...fields },
      headers: c.req.raw.headers,
      from: askedFrom(c.req.raw),
      legacy: false,
    });

  /** A code to an address of whoever's login waits. Pressed again too soon, it leads to where the first one is typed in. */
  async function askByTrack(asked: Asked, trackId: string): Promise<Response> {
    const { c, fields, login } = asked;
    const way = readWay({ verificationMedium: fields["verificationMedium"] }, { processingType: "CODE" });
    if (!way.ok) return errorPage(way.failure, login);
    const { medium } = way.value;
    const at = await desk(c, login, fields["lang"]);
    const begun = await initiate(asked, at, { trackId, verificationMedium: medium });
    if (begun.ok) return toPageOf(begun.value, login);
    const running = begun.failure.retryAt === undefined ? undefined : await findRunning(login, { medium });
    return running ? toPageOf(running, login) : refusedAtTrack(begun.failure, { at, login, trackId, medium });
  }

  async function refusedAtTrack(
    failure: Refusal,
    { at, login, trackId, medium }: { at: Desk; login: Login; trackId: string; medium: keyof typeof channelOf },
  ): Promise<Response> {
    const { show, facts, words, now } = at;
    const { code, retryAt } = failure;
    const isTold = retryAt !== undefined || code === "VER_0907";
    // A page that was open for too long offers what is gone since.
    if (!isTold)
      return code === "VER_0005" && login.requestId ? seeOther(beginningOf(login)) : errorPage(failure, login);
    const track = await waitingTrack(trackId);
    if (!track) return noTrack(login);
    const channel = channelOf[medium];
    if (retryAt === undefined)
      return show({ ...begin(track, facts, { text: faultText(words, code, channel) }), status: 422 });
    const text = tooSoonText(words, { proof: "code", channel }, { at: retryAt, now });
    return show({ ...begin(track, facts, { text }), status: 429, headers: retryHeaders(retryAt, now) });
  }

  /** A code to an address that is typed in, where no track tells one. */
  async function askByEmail(asked: Asked): Promise<Response> {
    const { c, fields, login } = asked;
    if (login.requestId === undefined) return errorPage(noRequest, login);
    const at = await desk(c, login, fields["lang"]);
    const { show, facts, words, now } = at;
    const typed = fields["email"] ?? "";
    const email = readEmail(facts, typed);
    if (!email.ok) return show({ ...askEmail(facts, { fault: email.failure, typed }), status: 422 });
    const meant = fields["sure"] === undefined ? didYouMean(email.value) : undefined;
    if (meant !== undefined) {
      return show(typo({ typed: email.value, meant }, facts, { action: INIT_PAGE, self: beginningOf(login) }));
    }
    const begun = await initiate(asked, at, { email: email.value });
    if (begun.ok) return toPageOf(begun.value, login);
    const { retryAt } = begun.failure;
    if (retryAt === undefined) return errorPage(begun.failure, login);
    const running = await findRunning(login, { medium: "email", typed: email.value });
    if (running) return toPageOf(running, login);
    const text = tooSoonText(words, { proof: "code", channel: "email" }, { at: retryAt, now });
    const view = askEmail(facts, { fault: { text, field: "email" }, typed });
    return show({ ...view, status: 429, headers: retryHeaders(retryAt, now) });
  }

  const ask = (c: Context, { fields, login }: Posted): Promise<Response> =>
    login.trackId === undefined ? askByEmail({ c, fields, login }) : askByTrack({ c, fields, login }, login.trackId);

  return { init, ask: own(({ login }) => beginningOf(login), ask) };
}
