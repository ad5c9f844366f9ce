import { expect } from "vitest";
import { createAccount, newEmail } from "../../../support/accounts.ts";
import type { DevClient } from "../../../support/dev-server.ts";

export const API = "/external/api/v1";
export const ACCOUNT = { r: "/external/account/r", w: "/external/account/w" } as const;
export const ME = { r: "/external/me/r", w: "/external/me/w" } as const;

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
  /** `item` of the body. */
  readonly item: Record<string, unknown>;
};

/** Case 24: every answer is JSON, never cached, and a refusal has its code, a text, and nothing of our insides. */
async function read(response: Response): Promise<Answer> {
  const { status, headers } = response;
  expect(headers.get("content-type")).toBe("application/json");
  expect(headers.get("cache-control")).toBe("no-store");
  const text = await response.text();
  const body = JSON.parse(text) as Record<string, unknown>;
  if (status >= 400) {
    const { field, ...rest } = body;
    expect(rest).toEqual({ code: expect.stringMatching(/^[a-z_]+$/), message: expect.stringMatching(/\S/) });
    expect(["string", "undefined"]).toContain(typeof field);
    expect(text).not.toMatch(/\bat [^ ]+ \(|\.ts:\d|\bError\b|SQL/);
  }
  return { status, headers, body, item: (body["item"] ?? {}) as Record<string, unknown> };
}

export type Credentials = { readonly id: string; readonly secret: string };

/** A client of the API with these scopes. */
export async function newClient(
  server: DevClient,
  scopes: readonly string[] = [...Object.values(ACCOUNT), ...Object.values(ME)],
): Promise<Credentials> {
  const reply = await server.admin("/clients", { method: "POST", body: JSON.stringify({ name: "Shop", scopes }) });
  expect(reply.status).toBe(201);
  const { client_id: id, client_secret: secret } = (await reply.json()) as Record<string, string>;
  return { id: id ?? "", secret: secret ?? "" };
}

/** Asks for a token with a form that is joined as a careless client joins it: nothing is escaped. */
export const askForToken = async ({ origin }: DevClient, fields: Readonly<Record<string, string>>): Promise<Answer> =>
  read(
    await fetch(`${origin}/api/authorization/access_token`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: Object.entries(fields)
        .map(([name, value]) => `${name}=${value}`)
        .join("&"),
    }),
  );

export async function tokenOf(
  server: DevClient,
  { id, secret }: Credentials,
  scopes: readonly string[],
  ticket?: string,
): Promise<string> {
  const grant = ticket === undefined ? { grant_type: "none" } : { grant_type: "ticket", ticket };
  const { status, body } = await askForToken(server, {
    client_id: id,
    client_secret: secret,
    scope: scopes.join(" "),
    ...grant,
  });
  expect(status).toBe(200);
  return String(body["access_token"]);
}

/** The API with one token; undefined: with none. */
export function apiOf({ origin }: DevClient, token: string | undefined) {
  const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const raw = async (path: string, init: RequestInit = {}): Promise<Answer> =>
    read(
      await fetch(`${origin}${API}${path}`, {
        ...init,
        headers: { ...authorization, ...(init.headers as Record<string, string>) },
      }),
    );
  const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    raw(path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  return { raw, post, get: (path: string) => raw(path) };
}

export type Api = ReturnType<typeof apiOf>;

export const CREATE = "/accounts/create_verification_request";
export const PENDING = "/accounts/pending_verification_request";
export const VERIFY = "/accounts/verify_account";

/** The API for one server of an app, with a token for each of its scopes. */
export async function newServer(server: DevClient) {
  const client = await newClient(server);
  const [writing, reading] = await Promise.all([
    tokenOf(server, client, [ACCOUNT.w]),
    tokenOf(server, client, [ACCOUNT.r]),
  ]);
  const [w, r] = [apiOf(server, writing), apiOf(server, reading)];
  return {
    client,
    w,
    r,
    create: (fields: object, headers: Record<string, string> = {}) => w.post(CREATE, fields, headers),
    pending: (accountId: string) => r.get(`${PENDING}?account_id=${accountId}`),
    verify: (accountId: string, code: string) => w.post(VERIFY, { account_id: accountId, confirmation_code: code }),
    statusOf: async (accountId: string) => (await r.get(`/accounts/status?id=${accountId}`)).item["status"],
  };
}

export type Shop = Awaited<ReturnType<typeof newServer>>;

/** An account with an e-mail address of its own, not verified. */
export async function newAccount(
  server: DevClient,
  status?: string,
): Promise<{ readonly id: string; readonly email: string }> {
  const email = newEmail();
  if (status === undefined) return { id: await createAccount(server, email), email };
  const reply = await server.admin("/accounts", {
    method: "POST",
    body: JSON.stringify({ status, addresses: [{ channel: "email", value: email }] }),
  });
  expect(reply.status).toBe(201);
  return { id: ((await reply.json()) as { id: string }).id, email };
}

/** An account that is verified already. */
export async function newVerified(server: DevClient) {
  const email = newEmail();
  const reply = await server.admin("/accounts", {
    method: "POST",
    body: JSON.stringify({ addresses: [{ channel: "email", value: email, verified: true }] }),
  });
  return { id: ((await reply.json()) as { id: string }).id, email };
}

/** The link of the newest mail to `email`, and what it says. */
export async function mailed(server: DevClient, email: string, after?: string) {
  const { id, link } = await server.mail(email, after);
  if (link === null) throw new Error("no link in the mail");
  const { searchParams } = new URL(link);
  return {
    id,
    link,
    accountId: searchParams.get("account_id") ?? "",
    code: searchParams.get("confirmation_code") ?? "",
  };
}

/** How many mails went to `email`. */
export async function mailsTo({ origin }: DevClient, email: string): Promise<number> {
  const reply = await fetch(`${origin}/dev/outbox.json?to=${email}`);
  return ((await reply.json()) as { messages: readonly unknown[] }).messages.length;
}
