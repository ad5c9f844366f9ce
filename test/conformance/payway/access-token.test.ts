import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { ACCOUNT_R, ACCOUNT_W, ME_R, makeClient, makeTicket, type TestClient } from "../../support/clients.ts";
import { addAccount, type TestBed, testBed } from "../../support/world.ts";

let bed: TestBed;
let client: TestClient;
beforeEach(async () => {
  bed = testBed();
  client = await makeClient(bed);
});

const PATH = "/api/authorization/access_token";
const FORM = { "content-type": "application/x-www-form-urlencoded" };

type Answer = { readonly status: number; readonly headers: Headers; readonly body: Record<string, unknown> };

/** The form as it is, byte for byte. */
async function send(body: BodyInit, headers: Record<string, string> = {}, method = "POST"): Promise<Answer> {
  const response = await bed.fetch(PATH, {
    method,
    headers: { ...FORM, ...headers },
    ...(method === "GET" ? {} : { body }),
  });
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(response.headers.get("cache-control")).toBe("no-store");
  return { status: response.status, headers: response.headers, body: await response.json() };
}

type Fields = Readonly<Record<string, string | undefined>>;

/** Joined as a careless client joins them: nothing is escaped. */
const raw = (changes: Fields = {}): string => {
  const fields: Fields = {
    client_id: client.id,
    client_secret: client.secret,
    grant_type: "none",
    scope: `${ACCOUNT_R} ${ACCOUNT_W}`,
    ...changes,
  };
  return Object.entries(fields)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]))
    .join("&");
};

const basic = (id: string, secret: string) => ({ authorization: `Basic ${btoa(`${id}:${secret}`)}` });
const grantOf = async (token: unknown) => {
  const grant = await bed.services.clients.authenticate(String(token));
  return grant.ok ? grant.value : grant.failure;
};

describe("an access token", () => {
  it("is given for a form with raw spaces and slashes", async () => {
    const { status, body } = await send(raw());
    expect([status, body]).toEqual([
      200,
      {
        access_token: expect.stringMatching(/^cs_at_/),
        expires_in: 3_600,
        token_type: "bearer",
        scope: `${ACCOUNT_R} ${ACCOUNT_W}`,
      },
    ]);
    expect(await grantOf(body["access_token"])).toMatchObject({ clientId: client.id, accountId: null });
  });

  it.each<[string, (scope: string) => string]>([
    ["escaped", encodeURIComponent],
    ["with plus signs", (scope) => scope.replaceAll(" ", "+")],
    ["with more spaces than it needs", (scope) => ` ${scope.replace(" ", "   ")} `],
    ["with one of them twice", (scope) => `${scope} ${ACCOUNT_R}`],
  ])("is given for a scope %s", async (_, write) => {
    const { status, body } = await send(raw({ scope: write(`${ACCOUNT_R} ${ACCOUNT_W}`) }));
    expect([status, body["scope"]]).toEqual([200, `${ACCOUNT_R} ${ACCOUNT_W}`]);
  });

  it("is given for the name that OAuth has for the grant, and for fields that nobody knows", async () => {
    expect((await send(raw({ grant_type: "client_credentials", state: "x" }))).status).toBe(200);
  });

  it("is given for credentials in the header", async () => {
    const bare = { client_id: undefined, client_secret: undefined };
    expect((await send(raw(bare), basic(client.id, client.secret))).status).toBe(200);
    expect((await send(raw({ client_secret: undefined }), basic(client.id, client.secret))).status).toBe(200);
    expect((await send(raw(), { authorization: "Bearer x" })).status).toBe(200);
  });

  it("carries the person of a ticket, once", async () => {
    const accountId = await addAccount([]);
    const form = raw({ grant_type: "ticket", ticket: await makeTicket(bed, client, accountId), scope: ME_R });
    const { status, body } = await send(form);
    expect(status).toBe(200);
    expect(await grantOf(body["access_token"])).toMatchObject({ accountId, scopes: [ME_R] });
    const again = await send(form);
    expect([again.status, again.body]).toEqual([
      400,
      { code: "invalid_parameter", field: "ticket", message: expect.any(String) },
    ]);
  });
});

describe("a request that is refused", () => {
  const field = (name: string) => ({ status: 400, code: "invalid_parameter", field: name });
  it.each<[string, Fields, { status: number; code: string; field?: string }]>([
    ["no grant", { grant_type: undefined }, field("grant_type")],
    ["an unknown grant", { grant_type: "password" }, field("grant_type")],
    ["a grant in capitals", { grant_type: "NONE" }, field("grant_type")],
    ["no client", { client_id: undefined }, field("client_id")],
    ["an empty client", { client_id: "" }, field("client_id")],
    ["no secret", { client_secret: undefined }, field("client_secret")],
    ["no scope", { scope: undefined }, field("scope")],
    ["an empty scope", { scope: "  " }, field("scope")],
    ["no scope of ours", { scope: "openid" }, field("scope")],
    ["scopes with a comma", { scope: `${ACCOUNT_R},${ACCOUNT_W}` }, field("scope")],
    ["no ticket", { grant_type: "ticket" }, field("ticket")],
    ["a ticket nobody asked for", { ticket: "x" }, field("ticket")],
    ["no ticket of ours", { grant_type: "ticket", ticket: "x" }, field("ticket")],
    ["two secrets", { "client_secret=x&client_secret": "y" }, field("client_secret")],
    ["two scopes", { [`scope=${ACCOUNT_R}&scope`]: ACCOUNT_W }, field("scope")],
    ["two grants", { "grant_type=none&grant_type": "ticket" }, field("grant_type")],
    ["an unknown client", { client_id: "nobody" }, { status: 401, code: "unauthorized" }],
    ["another secret", { client_secret: "cs_secret_x" }, { status: 401, code: "unauthorized" }],
    ["a scope not issued", { scope: `${ACCOUNT_R} /external/other/r` }, { status: 403, code: "insufficient_scope" }],
  ])("says so: %s", async (_, changes, { status, ...want }) => {
    const answer = await send(raw(changes));
    expect([answer.status, answer.body]).toEqual([status, { ...want, message: expect.any(String) }]);
    expect(JSON.stringify(answer.body)).not.toContain(client.secret);
  });

  it("names the scopes that are not the client's, and those alone", async () => {
    const { body } = await send(raw({ scope: `${ACCOUNT_R} /external/other/r` }));
    expect(body["message"]).toContain("/external/other/r");
    expect(body["message"]).not.toContain(ACCOUNT_R);
  });

  it("tells an unknown client from a wrong secret by nothing", async () => {
    const one = await send(raw({ client_id: `cs_client_${"A".repeat(22)}` }));
    const other = await send(raw({ client_secret: "cs_secret_x" }));
    expect(one.body).toEqual(other.body);
    const shown = ({ headers }: Answer) => [...headers].filter(([name]) => name !== "x-request-id");
    expect(shown(one)).toEqual(shown(other));
    expect(one.headers.get("www-authenticate")).toBe('Basic realm="access_token"');
  });

  it.each<[string, Record<string, string>, Fields, number, string | undefined]>([
    ["a wrong secret", { authorization: `Basic ${btoa("a:b")}` }, {}, 401, undefined],
    ["no colon", { authorization: `Basic ${btoa("ab")}` }, {}, 401, undefined],
    ["no base64", { authorization: "Basic %%%" }, {}, 401, undefined],
    ["nothing", { authorization: "Basic" }, {}, 401, undefined],
    ["another client", { authorization: `Basic ${btoa("a:b")}` }, { client_id: "c" }, 400, "client_id"],
    ["a second secret", { authorization: `Basic ${btoa("a:b")}` }, { client_secret: "c" }, 400, "client_secret"],
  ])("says so of a header with %s", async (_, headers, changes, status, name) => {
    const { status: got, body } = await send(
      raw({ client_id: undefined, client_secret: undefined, ...changes }),
      headers,
    );
    expect([got, body["field"]]).toEqual([status, name]);
  });

  it.each([
    "application/json",
    "multipart/form-data; boundary=x",
    "text/plain",
    "application/x-www-form-urlencoded; charset=utf-16",
  ])("is one of type %s", async (type) => {
    const { status, body } = await send(raw(), { "content-type": type });
    expect([status, body["code"]]).toEqual([400, "invalid_content_type_error"]);
  });

  it("is one that is too large, or no text", async () => {
    expect((await send(raw({ state: "x".repeat(16_384) }))).status).toBe(413);
    expect((await send(new Uint8Array([0xff, 0xfe]))).body["code"]).toBe("invalid_parameter");
    expect((await send(raw({ scope: "%ff%00%zz" }))).body["field"]).toBe("scope");
  });

  it.each(["GET", "PUT", "DELETE", "PATCH"])("is a %s", async (method) => {
    const { status, headers, body } = await send(raw(), {}, method);
    expect([status, headers.get("allow"), body["code"]]).toEqual([405, "POST", "method_not_allowed"]);
  });

  it("is told to wait after too many wrong secrets", async () => {
    for (let n = 0; n < 10; n += 1) expect((await send(raw({ client_secret: "x" }))).status).toBe(401);
    const { status, headers, body } = await send(raw());
    expect([status, headers.get("retry-after"), body["code"]]).toEqual([429, "600", "too_many_requests"]);
  });

  it("is told to come again while D1 is away, and not why", async () => {
    await env.DB.exec("DROP TABLE client_secrets");
    const { status, headers, body } = await send(raw());
    expect([status, headers.get("retry-after"), body["code"]]).toEqual([503, "5", "service_unavailable"]);
    expect(JSON.stringify(body)).not.toMatch(/table|sql/i);
  });
});

describe("addresses that there are not", () => {
  it.each(["", "/", "/nowhere", "/accounts/create_verification_requests", "/me/%00"])(
    "answer JSON under /external/api/v1: %j",
    async (path) => {
      for (const method of ["GET", "POST"]) {
        const response = await bed.fetch(`/external/api/v1${path}`, { method });
        expect([response.status, await response.json()]).toEqual([
          404,
          { code: "not_found", message: expect.any(String) },
        ]);
      }
    },
  );
});
