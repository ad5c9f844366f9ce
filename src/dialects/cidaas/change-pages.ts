import type { Context } from "hono";
import { didYouMean } from "../../core/did-you-mean.ts";
import { isUuid } from "../../core/ids.ts";
import { addressOf, type Track } from "../../core/track.ts";
import { askedFrom } from "../../http/asked-from.ts";
import { seeOther } from "../../http/see-other.ts";
import { countryOf } from "../../pages/address-field.tsx";
import { readEmail, readPhone } from "../../pages/read-address.ts";
import { tooSoonText } from "../../pages/waiting.ts";
import type { Services } from "../../services.ts";
import { beginningOf, typo } from "./begin-views.tsx";
import { change, changePageOf, type Wrong } from "./change-view.tsx";
import type { MediumKind } from "./context.ts";
import { type Refusal, unknown } from "./errors.ts";
import { faultText } from "./faults.ts";
import { type Fields, fieldsOfQuery } from "./fields.ts";
import type { Initiation } from "./initiation.ts";
import { loginOf, NAMES, type PageDesk, type Posted, retryHeaders } from "./page-desk.ts";
import type { Login } from "./page-parts.tsx";
import { CHANGE_PAGE } from "./paths.ts";

/** A kind of address, as the address of a page has it. */
const mediumKindIn = ({ medium }: Fields): MediumKind => (medium === "mobile" ? "mobile" : "email");

const hasAddress = (track: Track, kind: MediumKind): boolean =>
  addressOf(track, kind === "email" ? "email" : "phone") !== null;

/** Where an address of a waiting login is put right, or added where there is none. */
export function createChangePages(
  { tracks, channels }: Pick<Services, "tracks" | "channels">,
  { initiation, desk: pageDesk }: { readonly initiation: Initiation; readonly desk: PageDesk },
) {
  const { desk, errorPage, own, toPageOf } = pageDesk;

  const waitingTrack = async ({ trackId }: Login): Promise<Track | undefined> =>
    trackId !== undefined && isUuid(trackId) ? tracks.waiting(trackId) : undefined;
  const noTrack = (login: Login): Response => errorPage(unknown("invalid trackId"), { ...login, trackId: undefined });

  async function changeForm(c: Context): Promise<Response> {
    const fields = fieldsOfQuery(c.req.url, NAMES);
    const login = loginOf(fields);
    const track = await waitingTrack(login);
    if (!track) return noTrack(login);
    const { show, facts } = await desk(c, { requestId: track.requestId, trackId: track.id });
    const kind = mediumKindIn(fields);
    return show(change(kind, facts, { adds: !hasAddress(track, kind) }));
  }

  type At = Awaited<ReturnType<PageDesk["desk"]>> & { readonly kind: MediumKind; readonly login: Login };

  /** The form once more, with what is wrong and what was typed. */
  async function again({ login, kind, facts, show, now }: At, wrong: Wrong, retryAt?: number): Promise<Response> {
    const track = await waitingTrack(login);
    if (!track) return noTrack(login);
    const view = change(kind, facts, { adds: !hasAddress(track, kind), wrong });
    return retryAt === undefined
      ? show({ ...view, status: 422 })
      : show({ ...view, status: 429, headers: retryHeaders(retryAt, now) });
  }

  async function changeAddress(c: Context, { fields, login }: Posted): Promise<Response> {
    if (!login.trackId || !isUuid(login.trackId)) return noTrack(login);
    const kind = mediumKindIn(fields);
    const at: At = { ...(await desk(c, login, fields["lang"])), kind, login };
    const { facts, show, locale } = at;
    const isEmail = kind === "email";
    const { email = "", phone = fields["mobile"] ?? "", country } = fields;
    const typed = isEmail ? email : phone;
    const read = isEmail ? readEmail(facts, typed) : readPhone(facts, typed, country);
    if (!read.ok) {
      const guess = read.failure.field === "country" ? (country ?? countryOf(c.req.raw) ?? "") : country;
      return again(at, { fault: read.failure, typed, country: guess });
    }
    const meant = isEmail && fields["sure"] === undefined ? didYouMean(read.value) : undefined;
    if (meant !== undefined) {
      return show(typo({ typed: read.value, meant }, facts, { action: CHANGE_PAGE, self: changePageOf(kind, login) }));
    }
    const changed = await initiation.correct(login.trackId, {
      fields: {
        [kind]: read.value,
        requestId: login.requestId,
        locale,
        verificationMedium: isEmail || channels.sms ? undefined : "ivr",
      },
      headers: c.req.raw.headers,
      from: askedFrom(c.req.raw),
    });
    return changed.ok ? toPageOf(changed.value, login) : refused(at, changed.failure, { typed, country });
  }

  async function refused(at: At, failure: Refusal, typed: Omit<Wrong, "fault">): Promise<Response> {
    const { login, kind, words, now } = at;
    const { code, retryAt } = failure;
    const field = kind === "email" ? "email" : "phone";
    const channel = kind === "email" ? "email" : channels.sms ? "sms" : "voice";
    if (retryAt !== undefined) {
      const text = tooSoonText(words, { proof: "code", channel }, { at: retryAt, now });
      return again(at, { ...typed, fault: { text, field } }, retryAt);
    }
    // The login waits for it no more: its first page says for what it does.
    if (code === "VER_0903") return seeOther(beginningOf(login));
    if (code === "VER_0906" || code === "VER_0907") {
      return again(at, { ...typed, fault: { text: faultText(words, code, channel), field } });
    }
    return errorPage(failure, login);
  }

  return {
    changeForm,
    changeAddress: own(({ fields, login }) => changePageOf(mediumKindIn(fields), login), changeAddress),
  };
}
