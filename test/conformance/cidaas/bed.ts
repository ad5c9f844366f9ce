import { expect } from "vitest";
import { call } from "../../support/admin.ts";
import { pressOf } from "../../support/short-links.ts";
import { type TestOptions, testBed } from "../../support/world.ts";

export const PUBLIC = "https://verify.example.com";
/** What a browser says that sends a form of one of our own pages. */
export const OWN: Readonly<Record<string, string>> = { origin: PUBLIC, "sec-fetch-site": "same-origin" };
/** Where the login server of these tests takes people back. */
export const BACK = "https://login.example.com/continue";
export const INITIATION = "/verification-actions-srv/account/initiation";
export const VALIDATION = "/verification-actions-srv/account";
export const OLD_INITIATION = "/verification-srv/account/initiate";
export const OLD_VALIDATION = "/verification-srv/account/verify";
const REQUESTS = "/authz-srv/authrequest/authz/generate";

export type Fields = Readonly<Record<string, string>>;

/** Somebody with an account, an e-mail address and a number. */
export type Somebody = { readonly id: string; readonly sub: string; readonly email: string; readonly mobile: string };

let next = 0;

/** What a redirect says: where it leads, and its parameters. */
export type Led = { readonly status: number; readonly path: string; readonly query: Fields; readonly url: URL };

export function ledTo(response: Response): Led {
  const url = new URL(response.headers.get("location") ?? "about:blank");
  return { status: response.status, path: url.pathname, query: Object.fromEntries(url.searchParams), url };
}

/** An app with a client, a login request and the limits off unless told otherwise. */
export async function loginBed(options: TestOptions = {}) {
  const bed = testBed({
    ...options,
    channels: ["email", "sms", "voice"],
    policy: { sends: null, wrongGuesses: null, countries: "*", ...options.policy },
    settings: { CONTINUE_URLS: BACK, ...options.settings },
  });
  const made = await call(bed, "POST", "/clients", {
    json: { name: "Login", scopes: ["/external/login/r"], redirect_uris: ["https://shop.example.com/callback"] },
  });
  const clientId = String(made.body["client_id"]);

  const post = (path: string, body: BodyInit, type: string, headers: Fields = {}) =>
    bed.fetch(path, { method: "POST", body, headers: { "content-type": type, ...headers } });
  const form = (path: string, fields: Fields, headers: Fields = {}) =>
    post(path, new URLSearchParams(fields).toString(), "application/x-www-form-urlencoded", headers);
  const ownForm = (path: string, fields: Fields, headers: Fields = {}) => form(path, fields, { ...OWN, ...headers });
  /** The button of a link's page. */
  const press = async (link: URL, headers: Fields = {}) =>
    ownForm(link.pathname, Object.fromEntries(await pressOf(link)), headers);
  const json = (path: string, body: unknown, headers: Fields = {}) =>
    post(path, typeof body === "string" ? body : JSON.stringify(body), "application/json", headers);

  /** The id of a login request of the client. */
  async function request(): Promise<string> {
    const reply = await json(REQUESTS, {
      client_id: clientId,
      redirect_uri: "https://shop.example.com/callback",
      response_type: "code",
      scope: "openid",
      nonce: "n",
    });
    const { data } = (await reply.json()) as { data?: { requestId: string } };
    if (!data) throw new Error(`no request: ${reply.status} ${JSON.stringify(bed.log.at(-1))}`);
    return data.requestId;
  }

  async function somebody(more: { readonly addresses?: readonly object[] } = {}): Promise<Somebody> {
    next += 1;
    const email = `ada.${next}@example.org`;
    const mobile = `+4915112345${String(next).padStart(3, "0")}`;
    const sub = `user-${next}`;
    const addresses = more.addresses ?? [
      { channel: "email", value: email },
      { channel: "phone", value: mobile },
    ];
    const reply = await call(bed, "POST", "/accounts", { json: { sub, username: `name-${next}`, addresses } });
    expect(reply.status).toBe(201);
    return { id: String(reply.body["id"]), sub, email, mobile };
  }

  /** A login that waits for its person. */
  async function track(account_id: string, more: object = {}) {
    const { status, body } = await call(bed, "POST", "/tracks", {
      json: { account_id, continue_url: BACK, required: ["email"], ...more },
    });
    expect([status, body["errors"]]).toEqual([201, undefined]);
    return {
      id: String(body["track_id"]),
      requestId: String(body["request_id"]),
      url: new URL(String(body["url"])),
    };
  }

  const initiate = async (fields: Fields): Promise<Led> => ledTo(await form(INITIATION, fields));
  const validate = async (accvid: string, code: string) => read(await json(VALIDATION, { accvid, code }));
  const isVerified = async ({ id }: Pick<Somebody, "id">): Promise<Readonly<Record<string, boolean>>> => {
    const { data } = (await (await bed.fetch(`/users-srv/user/communication/status/${id}`)).json()) as {
      data: Record<string, boolean>;
    };
    return data;
  };
  const lastCode = (): string => bed.sent.at(-1)?.code ?? "";
  const lastLink = (): URL => new URL(bed.sent.at(-1)?.link ?? "about:blank");

  return {
    ...{
      bed,
      clientId,
      form,
      ownForm,
      press,
      json,
      request,
      somebody,
      track,
      initiate,
      validate,
      isVerified,
      lastCode,
      lastLink,
    },
    requestId: await request(),
    /** Sends a code to somebody's e-mail address, and answers what its page is told. */
    async coded(fields: Fields): Promise<{ readonly accvid: string; readonly code: string }> {
      const { path, query } = await initiate({ processingType: "CODE", ...fields });
      expect(path).toBe("/identity/verification_complete");
      return { accvid: query["accvid"] ?? "", code: lastCode() };
    },
  };
}

export type LoginBed = Awaited<ReturnType<typeof loginBed>>;

/** JSON of this API: never empty, and telling its own status. */
export async function read(response: Response) {
  const body = (await response.json()) as Record<string, unknown>;
  expect(body["status"]).toBe(response.status);
  expect(body["success"]).toBe(response.status === 200);
  if (response.status !== 200) {
    expect(body).toEqual({
      success: false,
      status: response.status,
      code: expect.stringMatching(/^VER_\d{4}$/),
      error: expect.stringMatching(/^[a-z_]+$/),
      error_description: expect.stringMatching(/\S/),
      refnumber: expect.stringMatching(/^\S+$/),
    });
  }
  return { status: response.status, headers: response.headers, body };
}

/** Another code. */
export const otherThan = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, "0");
