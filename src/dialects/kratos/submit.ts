import { localeOf, preferencesOf } from "../../copy/choose.ts";
import { parseAddress } from "../../core/address.ts";
import type { Address, Channel, Flow } from "../../core/flow.ts";
import type { MessageTemplate } from "../../core/message.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import { askedFrom } from "../../http/asked-from.ts";
import { isOwnPage } from "../../http/same-site.ts";
import type { Services } from "../../services.ts";
import { type Asking, csrfError } from "./asking.ts";
import { type BodyFailure, readFields } from "./body.ts";
import { DIALECT } from "./context.ts";
import { methodOf, readSubmission, type Submission } from "./contracts.ts";
import { tokenMatches } from "./csrf.ts";
import type { Desk } from "./desk.ts";
import { linkTemplateOf } from "./link-template.ts";
import * as text from "./messages.ts";
import type { Refusals } from "./refusals.ts";
import type { Replies } from "./replies.ts";
import { apiGuard, finishing, type Visitor } from "./visitor.ts";

/** No controls and no lone surrogates; U+FFFD is what a decoder leaves of bytes that were no text. */
const VISIBLE = /^[^\p{Cc}\p{Cs}\ufffd]+$/u;

type Target = { readonly address: Address; readonly channel: Channel; readonly real: boolean };

/**
 * Whom to send to. With the code method anything visible is taken and answered alike, as Kratos does: what is no
 * address is nobody's address, and nothing is sent. A link needs an e-mail address.
 */
function readTarget(typed: string, proof: "code" | "link"): Result<Target, text.Notice> {
  if (typed.trim() === "") return fail({ text: text.required("email"), field: "email", value: "" });
  const malformed: text.Notice = { text: text.emailFormat(VISIBLE.test(typed) ? typed : ""), field: "email" };
  const parsed = parseAddress(typed);
  if (parsed.ok) {
    const address = parsed.value;
    if (address.kind === "phone" && proof === "link") return fail({ ...malformed, value: typed });
    return ok({ address, channel: address.kind === "email" ? "email" : "sms", real: true });
  }
  if (proof === "link" || !VISIBLE.test(typed)) return fail({ ...malformed, value: VISIBLE.test(typed) ? typed : "" });
  const value = typed.trim();
  // Counted and kept as an e-mail address would be, whatever it was meant to be: no country is asked about it.
  const address: Address = { kind: "email", typed: value, value, key: `unreadable:${value}` };
  return ok({ address, channel: value.includes("@") ? "email" : "sms", real: false });
}

const languageAsked = ({ lang }: NonNullable<Submission["transient_payload"]> = {}): string | undefined =>
  typeof lang === "string" ? lang : undefined;

/** The guards a submission may claim: of a native app, unless a browser sent it; of a browser that shows its token. */
function sendingGuards(request: Request, visitor: Visitor, token: string | undefined): readonly string[] {
  const guards: string[] = [];
  if (!request.headers.has("origin") && !visitor.hasCookies) guards.push(apiGuard);
  if (tokenMatches(token, visitor.secret)) {
    if (visitor.guard) guards.push(visitor.guard);
    if (visitor.brought?.guard) guards.push(visitor.brought.guard);
  }
  return guards;
}

/** POST …/self-service/verification: every way a flow goes forward. */
export function createSubmit(services: Services, desk: Desk, replies: Replies, refusals: Refusals) {
  const { settings, verification, translatorFor } = services;
  const app = settings.app;
  const { hostname: host } = new URL(settings.publicUrl);
  const ownOrigins = [settings.publicUrl, ...settings.origins];

  /** An app may ask for another language than its browser's: then it is answered in that, too. */
  async function inLanguageAsked(asking: Asking, { transient_payload }: Submission): Promise<Asking> {
    const copy = await translatorFor(...preferencesOf(asking.request.headers, languageAsked(transient_payload)));
    return { ...asking, visitor: { ...asking.visitor, copy } };
  }

  /** A step forward: what was brought from a message has served, or is out of date. */
  const advanced = (asking: Asking, flow: Flow): Promise<Response> =>
    desk.broughtCookies.spend(replies.flow(flow, asking.visitor, asking), flow, asking.visitor);

  async function send(
    asking: Asking,
    mount: string,
    proof: "code" | "link",
    submission: Submission & { email: string },
  ) {
    const target = readTarget(submission.email, proof);
    if (!target.ok) return refusals.note(asking, target.failure);
    const { address, real } = target.value;
    const channel = asking.byCall && address.kind === "phone" ? "voice" : target.value.channel;
    const { request, flowId, visitor, ip } = asking;
    const template: MessageTemplate = proof === "code" ? "verification_code_valid" : "verification_valid";
    const unknown: MessageTemplate = proof === "code" ? "verification_code_invalid" : "verification_invalid";
    const payload = submission.transient_payload;
    const guards = sendingGuards(request, visitor, submission.csrf_token);
    const sent = await verification.send({
      appId: app.id,
      dialect: DIALECT,
      flowId,
      proof,
      guards,
      address,
      channel,
      template,
      templateIfUnknown: settings.kratos.notifyUnknownRecipients && real && channel === "email" ? unknown : null,
      data: {
        appName: app.name,
        locale: localeOf(request.headers, languageAsked(payload)),
        linkTemplate: linkTemplateOf(settings.publicUrl + mount, {
          flowId,
          proof,
          sameBrowser: settings.kratos.sameBrowser,
        }),
        host,
        transientPayload: payload ? JSON.stringify(payload) : null,
        askedFrom: askedFrom(request),
      },
      noticeIfAgain: text.writeNotice({ text: text.sentAgain({ proof, channel }), page: { why: "again" } }),
      ip,
    });
    if (sent.ok) return advanced(asking, sent.value);
    if (sent.failure.reason !== "country_not_allowed") return refusals.refuse(asking, sent.failure);
    // The core refuses a country before it looks at the flow; who may not send at all is told that instead.
    const flow = await verification.status({ appId: app.id, dialect: DIALECT, flowId });
    if (!flow.ok) return refusals.refuse(asking, flow.failure);
    return guards.includes(flow.value.guard)
      ? refusals.refuse(asking, sent.failure, flow.value)
      : refusals.refuse(asking, { reason: "guard_mismatch", flow: flow.value });
  }

  /** Answers a submission that cannot be judged, unless the flow was started for the other method. */
  async function unjudged(method: "code" | "link", asking: Asking, answer: (flow: Flow) => Promise<Response>) {
    const flow = await verification.status({ appId: app.id, dialect: DIALECT, flowId: asking.flowId });
    if (!flow.ok) return refusals.refuse(asking, flow.failure);
    return flow.value.proof === method
      ? answer(flow.value)
      : refusals.note(asking, { text: text.noStrategy }, { flow: flow.value });
  }

  /** What a well-formed submission asks for; the order is the contract's. */
  async function act(asking: Asking, mount: string, submission: Submission): Promise<Response> {
    const { flowId } = asking;
    const method = methodOf(submission);
    const query = { appId: app.id, dialect: DIALECT, flowId };
    const held = settings.kratos.sameBrowser ? { guards: finishing(asking.visitor) } : {};
    if (!method) return refusals.note(asking, { text: text.noStrategy });
    if (!settings.kratos.methods[method]) {
      const flow = await verification.status(query);
      if (!flow.ok) return refusals.refuse(asking, flow.failure);
      return replies.error(asking.request, "method_disabled", asking);
    }
    const { code, token, email } = submission;
    if (method === "code" && code !== undefined) {
      const notice = text.writeNotice({ text: text.codeWrong });
      const checked = await verification.check({ ...query, ...held, code, noticeIfWrong: notice });
      if (checked.ok) return advanced(asking, checked.value);
      const { failure } = checked;
      if (failure.reason === "too_soon" && failure.flow) {
        return refusals.wait(asking, failure.flow, failure.retryAt, text.guessLater);
      }
      return failure.reason === "code_malformed"
        ? unjudged("code", asking, (flow) => refusals.refuse(asking, failure, flow))
        : refusals.refuse(asking, failure);
    }
    if (method === "link" && token !== undefined) {
      const consumed = await verification.consume({ ...query, ...held, token });
      return consumed.ok ? advanced(asking, consumed.value) : refusals.refuse(asking, consumed.failure);
    }
    if (email === undefined) {
      const missing = { text: text.required("email"), field: "email", value: "" } as const;
      return unjudged(method, asking, (flow) => refusals.note(asking, missing, { flow }));
    }
    return send(asking, mount, method, { ...submission, email });
  }

  const undecodable = (asking: Asking, failure: BodyFailure): Promise<Response> =>
    failure.reason === "too_large"
      ? replies.error(asking.request, "too_large", asking)
      : refusals.note(asking, { text: text.generic(failure.text) });

  return async function submit(asking: Asking, mount: string): Promise<Response> {
    const { request } = asking;
    if (!isOwnPage(request.headers, ownOrigins)) {
      // A native flow tells its caller what is wrong with calling from a page.
      const flow = await verification.status({ appId: app.id, dialect: DIALECT, flowId: asking.flowId });
      if (!flow.ok) return refusals.refuse(asking, flow.failure);
      return flow.value.guard === apiGuard
        ? refusals.refuse(asking, { reason: "guard_mismatch", flow: flow.value })
        : replies.error(request, request.headers.get("cookie") ? "csrf_origin" : csrfError(asking), asking);
    }
    const fields = await readFields(request, asking.query);
    if (!fields.ok) return undecodable(asking, fields.failure);
    const submission = readSubmission(fields.value);
    if (!submission.ok) return refusals.note(asking, submission.failure);
    return act(await inLanguageAsked(asking, submission.value), mount, submission.value);
  };
}
