import { expect } from "vitest";
import { newEmail } from "../../support/accounts.ts";
import type { DevClient } from "../../support/dev-server.ts";
import { formOf, fromOurPage } from "../../support/form.ts";

export const EMAIL_SENT = { message: "Email sent successfully" };
export const LINK_SENT = { message: "Verification email sent" };
export const TEXT_SENT = { message: "SMS sent" };
export const VERIFIED = { result: true };

/** Registered by `npm run dev`. */
export const REDIRECT = "https://app.example.test/verify";
export const REDIRECT_WITH_QUERY = "https://app.example.test/done?x=1";

export type Answer = { readonly status: number; readonly headers: Headers; readonly body: unknown };

/** Every answer of this API is JSON, never cached, and a refusal has a text and the number of its status. */
async function read(response: Response): Promise<Answer> {
  const { status, headers } = response;
  expect(headers.get("content-type")).toMatch(/^application\/json/);
  expect(headers.get("cache-control")).toBe("no-store");
  const body = (await response.json()) as Record<string, unknown>;
  if (status !== 200) {
    expect(body).toEqual({ message: expect.stringMatching(/\S/), error_code: status });
  }
  return { status, headers, body };
}

let last = 0;
/** A number that no other test of this run writes to: of a range that exists. */
export function newPhone(): string {
  last += 1;
  const digits = (BigInt(`0x${crypto.randomUUID().replaceAll("-", "").slice(0, 10)}`) + BigInt(last)) % 10_000_000n;
  return `+4670${String(digits).padStart(7, "0")}`;
}

/** Someone with an account, and the app that holds their token. */
export async function newUser(
  server: DevClient,
  { base = "", ...token }: { base?: string } & Record<string, unknown> = {},
) {
  const sub = `user-${crypto.randomUUID()}`;
  const made = await server.admin("/accounts", { method: "POST", body: JSON.stringify({ sub, addresses: [] }) });
  expect(made.status).toBe(201);
  return userOf(server, sub, { base, ...token });
}

export async function userOf(
  server: DevClient,
  sub: string,
  { base = "", ...claims }: { base?: string } & Record<string, unknown> = {},
) {
  const reply = await fetch(`${server.origin}/dev/user-token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ sub, ...claims }),
  });
  const { access_token: token } = (await reply.json()) as { access_token: string };
  return { sub, token, ...apiOf(server, token, base) };
}

/** A program of the app's own. */
export async function newServer(server: DevClient) {
  const reply = await fetch(`${server.origin}/dev/client-token`, { method: "POST" });
  const { access_token: token } = (await reply.json()) as { access_token: string };
  return { token, ...apiOf(server, token, "") };
}

/** The API with one token. */
export function apiOf({ origin }: DevClient, token: string | undefined, base: string) {
  const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };

  const raw = async (path: string, init: RequestInit = {}): Promise<Answer> =>
    read(
      await fetch(`${origin}${base}${path}`, {
        method: "POST",
        ...init,
        headers: { "content-type": "application/json", ...authorization, ...(init.headers as Record<string, string>) },
      }),
    );
  const post = (path: string, body: unknown): Promise<Answer> => raw(path, { body: JSON.stringify(body) });

  return {
    raw,
    post,
    emailLink: (body: unknown) => post("/v1/verification/links/email", body),
    sendEmail: (body: unknown) => post("/v1/verification/otp/email/send", body),
    checkEmail: (body: unknown) => post("/v1/verification/otp/email/validate", body),
    sendText: (body: unknown) => post("/v1/verification/otp/sms/send", body),
    checkText: (body: unknown) => post("/v1/verification/otp/sms/validate", body),
    profile: async () => (await raw("/v1/verification/profile", { method: "GET" })).body as Profile,
  };
}

type Email = { readonly value: string; readonly email_verified: boolean };
type Phone = { readonly value: string; readonly phone_number_verified: boolean };
export type Profile = {
  readonly user_id: string;
  readonly email: Email | null;
  readonly secondary_emails: readonly Email[];
  readonly phone_number: Phone | null;
  readonly secondary_phone_numbers: readonly Phone[];
};

type User = Awaited<ReturnType<typeof newUser>>;

/** A whole verification of an e-mail address by passcode. */
export async function verifyEmail(
  server: DevClient,
  user: User,
  email = newEmail(),
  more: Record<string, unknown> = {},
) {
  expect((await user.sendEmail({ email })).body).toEqual(EMAIL_SENT);
  const { code } = await server.mail(email);
  expect((await user.checkEmail({ email, passcode: code, ...more })).body).toEqual(VERIFIED);
  return email;
}

/** The link of the newest mail to `email`. */
export async function linkTo(server: DevClient, email: string): Promise<string> {
  const { link } = await server.mail(email);
  if (link === null) throw new Error("no link in the mail");
  return link;
}

export const open = (link: string, method = "GET"): Promise<Response> => fetch(link, { method, redirect: "manual" });

/** The button of the page that a link leads to, to be pressed now or later, as a browser without JavaScript would. */
export async function buttonOf(link: string): Promise<() => Promise<Response>> {
  const page = await open(link);
  expect(page.status).toBe(200);
  const { action, fields } = formOf(await page.text());
  const url = new URL(action, link);
  return () => fetch(url, { ...fromOurPage(fields, url.origin), redirect: "manual" });
}

export const press = async (link: string): Promise<Response> => (await buttonOf(link))();

/** Where a redirect leads. */
export const leadsTo = (response: Response): readonly [number, string | null] => [
  response.status,
  response.headers.get("location"),
];
