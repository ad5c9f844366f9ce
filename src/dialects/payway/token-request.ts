import type { TokenRequest } from "../../core/client-tokens.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import { isScope, readScopes } from "../../core/scopes.ts";
import { readBody } from "../../http/body.ts";
import { checkContentType } from "../../http/content-type.ts";
import { invalidParameter, isRequired, type Refusal } from "./errors.ts";

const FORM = "application/x-www-form-urlencoded";
/** `none` is what this API calls what OAuth 2.0 calls `client_credentials`. */
const GRANT_TYPES = ["none", "client_credentials", "ticket"];
const FIELDS = ["grant_type", "client_id", "client_secret", "scope", "ticket"] as const;

type Field = (typeof FIELDS)[number];
type Fields = Readonly<Partial<Record<Field, string>>>;
type Credentials = { readonly clientId: string; readonly secret: string };

/** Somebody who is not known, or does not show a secret that is theirs: which of these is not told. */
export const unauthorized: Refusal = {
  status: 401,
  code: "unauthorized",
  message: "The client is not known, or its secret is not right",
  challenge: 'Basic realm="access_token"',
};

/**
 * The fields of a form; what was sent empty counts as not sent, and what is not known is not looked at (RFC 6749, 3.2).
 * Spaces and slashes come raw from some clients, which the parser of the URL standard takes as they are.
 */
async function readForm(request: Request): Promise<Result<Fields, Refusal>> {
  if (!checkContentType(request.headers, [FORM]).ok) {
    const message = `The Content-Type header must be ${FORM}`;
    return fail({ status: 400, code: "invalid_content_type_error", message });
  }
  const body = await readBody(request);
  if (!body.ok) {
    return body.failure.reason === "too_large"
      ? fail({ status: 413, code: "request_too_large", message: "The request body may have 16 KiB at most" })
      : fail({ status: 400, code: "invalid_parameter", message: "The request body must be UTF-8" });
  }
  const form = new URLSearchParams(body.value.text);
  const fields: Partial<Record<Field, string>> = {};
  for (const field of FIELDS) {
    const [value, ...more] = form.getAll(field);
    if (more.length > 0) return fail(invalidParameter(field, "Parameter must be given once"));
    if (value) fields[field] = value;
  }
  return ok(fields);
}

const BASIC = /^Basic +([A-Za-z0-9+/]+={0,2})$/i;
const isBasic = (header: string | null): header is string => header !== null && /^Basic\b/i.test(header);

/** Ids and secrets of ours are the same with and without the escapes that RFC 6749, 2.3.1 asks for. */
function readBasic(header: string): Credentials | undefined {
  const [, base64] = BASIC.exec(header) ?? [];
  if (base64 === undefined || base64.length % 4 !== 0) return undefined;
  const [, clientId, secret] = /^([^:]+):(.+)$/s.exec(atob(base64)) ?? [];
  return clientId === undefined || secret === undefined ? undefined : { clientId, secret };
}

/** From the header or from the body, and never from both (RFC 6749, 2.3). */
function credentialsOf(headers: Headers, fields: Fields): Result<Credentials, Refusal> {
  const { client_id: clientId, client_secret: secret } = fields;
  const header = headers.get("authorization");
  if (!isBasic(header)) {
    if (clientId === undefined) return fail(isRequired("client_id"));
    return secret === undefined ? fail(isRequired("client_secret")) : ok({ clientId, secret });
  }
  if (secret !== undefined) return fail(invalidParameter("client_secret", "Parameter must not be given twice"));
  const basic = readBasic(header);
  if (!basic) return fail(unauthorized);
  if (clientId !== undefined && clientId !== basic.clientId) {
    return fail(invalidParameter("client_id", "Parameter must be the client of the Authorization header"));
  }
  return ok(basic);
}

function ticketOf({ grant_type: grantType, ticket }: Fields): Result<string | null, Refusal> {
  if (grantType === undefined) return fail(isRequired("grant_type"));
  if (!GRANT_TYPES.includes(grantType)) {
    return fail(invalidParameter("grant_type", `Parameter must be one of ${GRANT_TYPES.join(", ")}`));
  }
  if (grantType === "ticket") return ticket === undefined ? fail(isRequired("ticket")) : ok(ticket);
  return ticket === undefined ? ok(null) : fail(invalidParameter("ticket", "Parameter is for grant_type ticket"));
}

function scopesOf({ scope = "" }: Fields): Result<readonly string[], Refusal> {
  const scopes = readScopes(scope);
  if (scopes.length === 0) return fail(isRequired("scope"));
  return scopes.every(isScope)
    ? ok(scopes)
    : fail(invalidParameter("scope", "Parameter must be a list of scopes such as /external/account/r"));
}

/** What a request for an access token says, or the first thing that is wrong with it. */
export async function readTokenRequest(request: Request): Promise<Result<Omit<TokenRequest, "ip">, Refusal>> {
  const fields = await readForm(request);
  if (!fields.ok) return fields;
  const ticket = ticketOf(fields.value);
  if (!ticket.ok) return ticket;
  const credentials = credentialsOf(request.headers, fields.value);
  if (!credentials.ok) return credentials;
  const scopes = scopesOf(fields.value);
  return scopes.ok ? ok({ ...credentials.value, scopes: scopes.value, ticket: ticket.value }) : scopes;
}
