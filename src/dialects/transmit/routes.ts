import type { Context, Handler } from "hono";
import type * as z from "zod/mini";
import { mayVerify } from "../../core/account.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import { crossOrigin } from "../../http/cross-origin.ts";
import { requestIdOf } from "../../http/headers.ts";
import { Hono } from "../../http/hono.ts";
import { answerOnce, type IdempotencyRefusal } from "../../http/idempotency.ts";
import type { Services } from "../../services.ts";
import type { Dialect } from "../dialect.ts";
import { type Caller, createCallers } from "./caller.ts";
import { DIALECT, localeOf } from "./context.ts";
import * as contracts from "./contracts.ts";
import { badRequest, type Refusal, refusalOf } from "./errors.ts";
import { createLinkPage } from "./link-page.tsx";
import { LINK } from "./paths.ts";
import { toProfile } from "./profile.ts";
import { json, refuse, refuseThrown } from "./replies.ts";
import { createSending } from "./sending.ts";

const EMAIL_SENT = { message: "Email sent successfully" };
const LINK_SENT = { message: "Verification email sent" };
const TEXT_SENT = { message: "SMS sent" };

type CheckFields = { readonly passcode: string; readonly update_primary?: boolean | undefined };

function routes(services: Services, mount: string): Hono {
  const { settings, claims, accounts, idempotency, world } = services;
  const callers = createCallers(services);
  const sending = createSending(services);
  const linkPage = createLinkPage(services);
  const app = new Hono();
  app.use("/v1/*", crossOrigin(settings.origins));

  const byUser = (c: Context) => callers.user(c.req.raw.headers);
  const byServer = (c: Context) => callers.server(c.req.raw.headers, c.req.param("user_id") ?? "");

  const refuseRepeat = ({ status, message, retryAfterS }: IdempotencyRefusal): Response => {
    const now = world.now();
    return refuse({ status, message, ...(retryAfterS ? { retryAt: now + retryAfterS * 1_000 } : {}) }, now);
  };

  /** One call: who asks, then what for, then the answer. */
  function call<Fields>(
    identify: (c: Context) => Promise<Result<Caller, Refusal>>,
    schema: z.ZodMiniType<Fields>,
    act: (caller: Caller, fields: Fields, c: Context) => Promise<Result<unknown, Refusal>>,
  ): Handler {
    return async (c) => {
      const caller = await identify(c);
      if (!caller.ok) return refuse(caller.failure, world.now());
      return answerOnce(
        idempotency,
        c.req.raw,
        { refuse: refuseRepeat, bodyLimit: contracts.BODY_LIMIT_BYTES },
        async () => {
          const fields = await contracts.readFields(c.req.raw, schema);
          if (!fields.ok) return refuse(fields.failure, world.now());
          const answer = await act(caller.value, fields.value, c);
          return answer.ok ? json(200, answer.value) : refuse(answer.failure, world.now());
        },
      );
    };
  }

  const asking = (caller: Caller, c: Context) => ({ caller, request: c.req.raw });
  const said = async (
    sent: Promise<Result<undefined, Refusal>>,
    message: unknown,
  ): Promise<Result<unknown, Refusal>> => {
    const result = await sent;
    return result.ok ? ok(message) : result;
  };

  async function check(
    { subject }: Caller,
    address: ReturnType<typeof contracts.readEmail>,
    { passcode, update_primary }: CheckFields,
  ): Promise<Result<unknown, Refusal>> {
    if (!address.ok) return address;
    const claim = { appId: settings.app.id, dialect: DIALECT, subject, address: address.value };
    const checked = await claims.check({ ...claim, code: passcode, makePrimary: update_primary ?? null });
    return checked.ok ? ok({ result: true }) : fail(refusalOf(checked.failure, address.value.kind));
  }

  const profile =
    (identify: (c: Context) => Promise<Result<Caller, Refusal>>): Handler =>
    async (c) => {
      const caller = await identify(c);
      if (!caller.ok) return refuse(caller.failure, world.now());
      const account = await accounts.find({ by: "subject", text: caller.value.subject });
      if (account && mayVerify(account.status)) return json(200, toProfile(account));
      return refuse(refusalOf({ reason: "account_not_found" }, "email"), world.now());
    };

  const otherVerbs =
    (allow: string): Handler =>
    () => {
      const refused = refuse({ status: 405, message: `Allowed here: ${allow}` }, world.now());
      refused.headers.set("Allow", allow);
      return refused;
    };
  const post = (path: string, handler: Handler): void => void app.post(path, handler).all(otherVerbs("POST"));
  const get = (path: string, handler: Handler): void => void app.get(path, handler).all(otherVerbs("GET, HEAD"));

  const own = "/v1/verification";
  const user = "/v1/users/:user_id";
  const emailOf = contracts.readEmail;
  const phoneOf = contracts.readPhone;
  post(
    `${own}/links/email`,
    call(byUser, contracts.SendEmailLink, (caller, fields, c) =>
      said(sending.emailLink(asking(caller, c), fields), LINK_SENT),
    ),
  );
  post(
    `${own}/otp/email/send`,
    call(byUser, contracts.SendEmailPasscode, (caller, fields, c) =>
      said(sending.emailPasscode(asking(caller, c), fields), EMAIL_SENT),
    ),
  );
  post(
    `${own}/otp/email/validate`,
    call(byUser, contracts.CheckEmail, (caller, fields) => check(caller, emailOf(fields), fields)),
  );
  const sendText: (
    caller: Caller,
    fields: z.output<typeof contracts.SendText>,
    c: Context,
  ) => Promise<Result<unknown, Refusal>> = (caller, fields, c) =>
    said(sending.textPasscode(asking(caller, c), fields), TEXT_SENT);
  const checkText = (caller: Caller, fields: z.output<typeof contracts.CheckText>) =>
    check(caller, phoneOf(fields), fields);
  post(`${own}/otp/sms/send`, call(byUser, contracts.SendText, sendText));
  post(`${own}/otp/sms/validate`, call(byUser, contracts.CheckText, checkText));
  get(`${own}/profile`, profile(byUser));
  app.get(LINK, linkPage.open).post(linkPage.confirm).all(otherVerbs("GET, HEAD, POST"));

  post(
    `${user}/email/verification/send`,
    call(byServer, contracts.SendEmail, (caller, fields, c) => {
      if (fields.method === "link") return said(sending.emailLink(asking(caller, c), fields), LINK_SENT);
      if (fields.redirect_uri !== undefined) return Promise.resolve(fail(badRequest("redirect_uri is for links")));
      return said(sending.emailPasscode(asking(caller, c), fields), EMAIL_SENT);
    }),
  );
  post(
    `${user}/email/verification/verify`,
    call(byServer, contracts.CheckEmail, (caller, fields) => check(caller, emailOf(fields), fields)),
  );
  post(`${user}/phone/verification/send`, call(byServer, contracts.SendText, sendText));
  post(`${user}/phone/verification/verify`, call(byServer, contracts.CheckText, checkText));
  get(`${user}/verification/profile`, profile(byServer));

  app.onError((error, c) => {
    world.log({ event: "request_failed", dialect: DIALECT, error: error.name, request_id: requestIdOf(c) });
    return c.req.path === mount + LINK ? linkPage.failed(c, error) : refuseThrown(error);
  });
  return app;
}

/** Transmit Security's verification of a user's e-mail addresses and phone numbers, at both of its base paths. */
export const transmit: Dialect = { name: DIALECT, basePaths: ["", "/cis"], localeOf, routes };
