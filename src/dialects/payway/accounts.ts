import type { Account, AccountKey } from "../../core/account.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import type { Services } from "../../services.ts";
import { doesNotExist, invalidParameter, type Refusal } from "./errors.ts";
import { parametersOfQuery } from "./given.ts";
import { type Parameters, readAccountId, readEmail } from "./parameters.ts";
import type { Act } from "./verification-requests.ts";
import { toWireAccount } from "./wire.ts";

/** The older calls of this API have another name for somebody who is not there. */
const notFound: Refusal = { ...doesNotExist, code: "not_found" };

function keyOf(parameters: Parameters): Result<AccountKey, Refusal> {
  if (!("email" in parameters)) {
    const id = readAccountId(parameters, "id");
    return id.ok ? ok({ by: "id", text: id.value }) : id;
  }
  if ("id" in parameters) return fail(invalidParameter("email", "Parameter must not be given beside id"));
  const address = readEmail(parameters, "email");
  return address.ok ? ok({ by: "address", address: address.value }) : address;
}

/** The calls that look an account up, by its id or by one of its e-mail addresses. */
export function createAccountLookups({ accounts }: Pick<Services, "accounts">) {
  const lookup =
    (show: (account: Account) => unknown): Act =>
    async (_, request) => {
      const parameters = parametersOfQuery(request, ["id", "email"]);
      if (!parameters.ok) return parameters;
      const key = keyOf(parameters.value);
      if (!key.ok) return key;
      const account = await accounts.find(key.value);
      return account ? ok({ item: show(account) }) : fail(notFound);
    };

  return { account: lookup(toWireAccount), status: lookup(({ status }) => ({ status })) };
}
