import type { Grant } from "../../core/client-tokens.ts";
import { callerByAccount } from "../../core/limits.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import { requireScope } from "../../core/scopes.ts";
import { credentials } from "../../http/bearer.ts";
import type { Services } from "../../services.ts";
import { DIALECT } from "./context.ts";
import { insufficientScope, type Refusal } from "./errors.ts";
import { type Parameters, readAccountId } from "./parameters.ts";

/** The account that a call is about, and whose limits its messages count against: null where a server may send many. */
export type Subject = { readonly accountId: string; readonly caller: string | null };

/** Who calls. */
export type Caller = {
  /** The same for all tokens of one client that carry the same person. */
  readonly name: string;
  /** The parameters that say which account is meant; none where the token does. */
  readonly names: readonly string[];
  subject(parameters: Parameters): Result<Subject, Refusal>;
};

export type Identify = (headers: Headers, scope: string) => Promise<Result<Caller, Refusal>>;

const REALM = 'Bearer realm="external"';

/** No token, or one that is not accepted. Who brought none is told only what is wanted (RFC 6750, 3.1). */
const unauthorized = (broughtOne: boolean): Refusal => ({
  status: 401,
  code: "unauthorized",
  message: broughtOne ? "The access token is not accepted" : "An access token is needed",
  challenge: broughtOne ? `${REALM}, error="invalid_token"` : REALM,
});

const noPerson: Refusal = {
  status: 403,
  code: "insufficient_scope",
  message: "This needs an access token that carries a person, as one made from a ticket does",
  challenge: `${REALM}, error="insufficient_scope"`,
};

const nameOf = ({ clientId, accountId }: Grant): string => JSON.stringify([DIALECT, clientId, accountId]);

/** Reads and checks the access token of a request. */
export function createCallers({ clients, world }: Pick<Services, "clients" | "world">) {
  async function grantOf(headers: Headers, scope: string): Promise<Result<Grant, Refusal>> {
    const token = credentials(headers.get("authorization"));
    if (token === undefined) return fail(unauthorized(false));
    const grant = await clients.authenticate(token);
    if (!grant.ok) {
      world.log({ event: "token_refused", dialect: DIALECT, detail: grant.failure.detail });
      return fail(unauthorized(true));
    }
    if (requireScope(grant.value, scope).ok) return grant;
    const challenge = `${REALM}, error="insufficient_scope", scope="${scope}"`;
    return fail({ ...insufficientScope([scope]), challenge });
  }

  /** Any server of the app: its call says which account is meant. */
  const server: Identify = async (headers, scope) => {
    const grant = await grantOf(headers, scope);
    if (!grant.ok) return grant;
    return ok({
      name: nameOf(grant.value),
      names: ["account_id"],
      subject: (parameters) => {
        const accountId = readAccountId(parameters, "account_id");
        return accountId.ok ? ok({ accountId: accountId.value, caller: null }) : accountId;
      },
    });
  };

  /** A server that acts for a person: its token says for whom. */
  const person: Identify = async (headers, scope) => {
    const grant = await grantOf(headers, scope);
    if (!grant.ok) return grant;
    const { accountId } = grant.value;
    if (accountId === null) return fail(noPerson);
    const subject = { accountId, caller: callerByAccount(accountId) };
    return ok({ name: nameOf(grant.value), names: [], subject: () => ok(subject) });
  };

  return { server, person };
}
