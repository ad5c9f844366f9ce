import { parseEmail } from "../../core/email.ts";
import type { Address } from "../../core/flow.ts";
import { isUuid } from "../../core/ids.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import { codeInvalid, invalidParameter, isRequired, type Refusal } from "./errors.ts";

/** What a call brought, by name: of a body any JSON value, of a query texts. `null` is what is not there. */
export type Parameters = Readonly<Record<string, unknown>>;

const ACCOUNT_ID = /^[a-f\d]{24}$/i;

/** A text, or null where there is none. */
export function readText(parameters: Parameters, name: string): Result<string | null, Refusal> {
  const value = parameters[name] ?? null;
  return value === null || typeof value === "string"
    ? ok(value)
    : fail(invalidParameter(name, "Parameter must be a String"));
}

function readRequired(parameters: Parameters, name: string): Result<string, Refusal> {
  const text = readText(parameters, name);
  if (!text.ok) return text;
  return text.value === null ? fail(isRequired(name)) : ok(text.value);
}

/** The id of an account, as we spell it. */
export function readAccountId(parameters: Parameters, name: string): Result<string, Refusal> {
  const text = readRequired(parameters, name);
  if (!text.ok) return text;
  if (ACCOUNT_ID.test(text.value)) return ok(text.value.toLowerCase());
  return fail(invalidParameter(name, `Parameter must match format ${ACCOUNT_ID}`));
}

/** A confirmation code, as we spell it. What cannot be one is as wrong as any other. */
export function readConfirmationCode(parameters: Parameters): Result<string, Refusal> {
  const text = readRequired(parameters, "confirmation_code");
  if (!text.ok) return text;
  const code = text.value.toLowerCase();
  return isUuid(code) ? ok(code) : fail(codeInvalid);
}

/** An e-mail address of a query, in which a plus sign that was not escaped has arrived as a space. */
export function readEmail(parameters: Parameters, name: string): Result<Address, Refusal> {
  const text = readRequired(parameters, name);
  if (!text.ok) return text;
  const address = parseEmail(text.value.replaceAll(" ", "+"));
  return address.ok ? address : fail(invalidParameter(name, "Parameter must be an e-mail address"));
}
