import { localeOf, localeSaid } from "../../copy/choose.ts";
import { mayVerify } from "../../core/account.ts";
import { accountId as newHexId } from "../../core/ids.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import type { Services } from "../../services.ts";
import type { Caller, Subject } from "./caller.ts";
import { type PaywayContext, requestOf } from "./context.ts";
import { doesNotExist, type Refusal } from "./errors.ts";
import { parametersOfBody, parametersOfQuery } from "./given.ts";
import { readConfirmationCode } from "./parameters.ts";
import { CONFIRM } from "./paths.ts";
import { refusalOf } from "./refusals.ts";
import { linkTemplateOf, readVerificationUrl } from "./verification-url.ts";
import { toWireRequest, utc } from "./wire.ts";

/** What a call does once it is known who calls: what it answers, or why it does not. */
export type Act = (caller: Caller, request: Request) => Promise<Result<unknown, Refusal>>;

/** The calls about an account's request to have its own e-mail address verified. */
export function createVerificationRequests({ requests, settings, world }: Services) {
  const { hostname: host } = new URL(settings.publicUrl);
  const { requestLifetimeMs, verificationUrls } = settings.payway;
  const of = (accountId: string) => requestOf(settings.app.id, accountId);

  async function send(
    { accountId, caller }: Subject,
    verificationUrl: string | null,
    headers: Headers,
  ): Promise<Result<unknown, Refusal>> {
    const id = newHexId(world.random, world.now());
    const context: PaywayContext = { id, verificationUrl, ...localeSaid(headers) };
    const sent = await requests.send({
      ...of(accountId),
      channel: "email",
      template: "verification_valid",
      data: {
        appName: settings.app.name,
        locale: localeOf(headers),
        linkTemplate: linkTemplateOf(verificationUrl ?? settings.publicUrl + CONFIRM, accountId),
        token: "uuid",
        host,
        transientPayload: null,
      },
      caller,
      context: JSON.stringify(context),
      lifetimeMs: requestLifetimeMs,
    });
    if (!sent.ok) return fail(refusalOf(sent.failure));
    return ok({ id: context.id, status: "pending", expires_at: utc(sent.value.expiresAt) });
  }

  const create: Act = async (caller, request) => {
    const parameters = await parametersOfBody(request, [...caller.names, "verification_url"]);
    if (!parameters.ok) return parameters;
    const subject = caller.subject(parameters.value);
    if (!subject.ok) return subject;
    const url = readVerificationUrl(parameters.value, verificationUrls);
    return url.ok ? send(subject.value, url.value, request.headers) : url;
  };

  const pending: Act = async (caller, request) => {
    const parameters = parametersOfQuery(request, caller.names);
    if (!parameters.ok) return parameters;
    const subject = caller.subject(parameters.value);
    if (!subject.ok) return subject;
    const { accountId } = subject.value;
    const status = await requests.status(of(accountId));
    const { accountStatus } = status;
    // As where a request is made or confirmed: these alone verify anything.
    if (!mayVerify(accountStatus)) return fail(doesNotExist);
    return ok({ item: toWireRequest(accountId, status, world.now()) });
  };

  const verify: Act = async (caller, request) => {
    const parameters = await parametersOfBody(request, [...caller.names, "confirmation_code"]);
    if (!parameters.ok) return parameters;
    const subject = caller.subject(parameters.value);
    if (!subject.ok) return subject;
    const code = readConfirmationCode(parameters.value);
    if (!code.ok) return code;
    const { accountId } = subject.value;
    const confirmed = await requests.confirm({ ...of(accountId), token: code.value });
    if (!confirmed.ok) return fail(refusalOf(confirmed.failure));
    return ok({ item: { account_id: accountId, status: "verified", verified: true } });
  };

  return { create, pending, verify };
}
