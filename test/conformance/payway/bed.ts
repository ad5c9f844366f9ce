import { expect } from "vitest";
import { ACCOUNT_R, ACCOUNT_W, makeClient, makeTicket, tokenOf } from "../../support/clients.ts";
import { CookieJar } from "../../support/cookies.ts";
import { fromOurPage, landed } from "../../support/form.ts";
import { addAccount, type TestBed } from "../../support/world.ts";

/** What the pages of a link say at their top, and where they lead back to. */
export const ASK = "Confirm this email address?";
export const DONE = "Email address confirmed";
export const USED = "This email address is already confirmed";
export const DEAD = "This link does not work";
export const HOME = "https://app.example.com/welcome";

const API = "/external/api/v1";
const ME = ["/external/me/r", "/external/me/w"] as const;

let next = 0;

/** An account with an e-mail address of its own, not verified. */
export async function newAccount(status = "created"): Promise<{ readonly id: string; readonly email: string }> {
  next += 1;
  const email = `person.${next}@example.org`;
  return { id: await addAccount([{ kind: "email", value: email }], { status }), email };
}

export type Answer = { readonly status: number; readonly headers: Headers; readonly body: Record<string, unknown> };

/** The API on a test bed: for a server of the app, or for one that acts for a person. */
export async function apiOn(bed: TestBed, { person }: { readonly person?: string } = {}) {
  const client = await makeClient(bed, [ACCOUNT_R, ACCOUNT_W, ...ME]);
  const token = await (person === undefined
    ? tokenOf(bed, client, { scopes: [ACCOUNT_R, ACCOUNT_W] })
    : tokenOf(bed, client, { scopes: ME, ticket: await makeTicket(bed, client, person) }));
  return apiWith(bed, token);
}

export function apiWith(bed: TestBed, token: string) {
  async function ask(path: string, body?: unknown, more: Record<string, string> = {}): Promise<Answer> {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json", ...more };
    const init = body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) };
    const response = await bed.fetch(API + path, init);
    expect(response.headers.get("content-type")).toBe("application/json");
    return { status: response.status, headers: response.headers, body: await response.json() };
  }
  return {
    token,
    ask,
    create: (account_id: string, more: object = {}) =>
      ask("/accounts/create_verification_request", { account_id, ...more }),
    pending: (id: string) => ask(`/accounts/pending_verification_request?account_id=${id}`),
    verify: (account_id: string, confirmation_code: string) =>
      ask("/accounts/verify_account", { account_id, confirmation_code }),
  };
}

/** The link that went out last. */
export const lastLink = (bed: TestBed): URL => new URL(bed.sent.at(-1)?.link ?? "");

export const codeIn = (link: URL): string => link.searchParams.get("confirmation_code") ?? "";

/** A browser of somebody's own, which keeps its cookies. */
export function browserOn(bed: TestBed) {
  const jar = new CookieJar();
  const ask = async (path: string, init: RequestInit = {}) => {
    const answer = jar.store(await bed.fetch(path, { ...init, headers: { ...jar.header, ...init.headers } }));
    return landed(bed, answer, jar.header);
  };
  return {
    open: ({ pathname, search }: URL) => ask(pathname + search),
    press: ({ pathname, searchParams }: URL) => ask(pathname, fromOurPage(searchParams)),
  };
}

/** The status of a page and its heading. */
export async function told(response: Response): Promise<readonly [number, string | undefined]> {
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(response.headers.get("content-security-policy")).toContain("form-action 'self';");
  return [response.status, /<h1>([^<]*)<\/h1>/.exec(await response.text())?.[1]];
}
