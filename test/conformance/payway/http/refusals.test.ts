import { beforeAll, describe, expect, inject, it } from "vitest";
import { devClient } from "../../../support/dev-server.ts";
import { API, apiOf, CREATE, mailsTo, newAccount, newServer, PENDING, type Shop, VERIFY } from "./client.ts";

const server = devClient(inject("origin"));
const NOBODY = "f".repeat(24);
const CODE = "0b6f1c0e-6a0c-4b7e-9f55-2f3a1f6d9c11";
const FORMAT = "Parameter must match format /^[a-f\\d]{24}$/i";

let shop: Shop;
let id: string;
let email: string;
beforeAll(async () => {
  shop = await newServer(server);
  ({ id, email } = await newAccount(server));
});

const invalid = (field: string, message: unknown) => ({ code: "invalid_parameter", field, message });

describe("a request that is refused", () => {
  it("case 5: names what it does not know, all of it at once", async () => {
    expect((await shop.create({ account_id: id, my_parameter: 1 })).body).toEqual({
      code: "unknown_parameter",
      message: "Unknown parameters: my_parameter",
    });
    const { status, body } = await shop.create({ one: 1, account_id: id, __proto__x: 2, constructor: 3 });
    expect([status, body["message"]]).toEqual([400, "Unknown parameters: one, __proto__x, constructor"]);
    const hidden = await shop.w.post(CREATE, `{"account_id":"${id}","__proto__":{}}`);
    expect([hidden.status, hidden.body["message"]]).toEqual([400, "Unknown parameters: __proto__"]);
  });

  it.each<[unknown, string]>([
    ["zz", FORMAT],
    ["123", FORMAT],
    ["", FORMAT],
    [`${"a".repeat(24)}\n`, FORMAT],
    [`${"a".repeat(25)}`, FORMAT],
    [7, "Parameter must be a String"],
    [[], "Parameter must be a String"],
    [null, "Parameter is required"],
  ])("case 6: account_id %j", async (account_id, message) => {
    const { status, body } = await shop.create({ account_id });
    expect([status, body]).toEqual([400, invalid("account_id", message)]);
  });

  it("case 7: nothing at all", async () => {
    const { status, body } = await shop.create({});
    expect([status, body]).toEqual([400, invalid("account_id", "Parameter is required")]);
  });

  it("case 8: a verification_url of 1025 characters, not of 1024", async () => {
    const long = (length: number) => `https://news.example.test/${"a".repeat(length)}`.slice(0, length);
    const { status, body } = await shop.create({ account_id: id, verification_url: long(1_025) });
    expect([status, body]).toEqual([400, invalid("verification_url", "Parameter must be at most 1024 characters")]);
    const other = await newAccount(server);
    expect((await shop.create({ account_id: other.id, verification_url: long(1_024) })).status).toBe(201);
  });

  it.each<unknown>([
    "",
    " ",
    7,
    "/confirm",
    "//news.example.test/confirm",
    "news.example.test/confirm",
    "https://ada@news.example.test/",
    "https://ada:secret@news.example.test/",
    "https://news.example.test\\@evil.test/",
    "https://news.example.test/a b",
    "https://news.example.test/é",
    "javascript:alert(1)",
    "data:text/html,hello",
    "mailto:ada@example.com",
    "acme://confirm",
    "ftp://news.example.test/",
    "http://news.example.test/confirm",
  ])("a verification_url that is none: %j", async (verification_url) => {
    const mails = await mailsTo(server, email);
    const { status, body } = await shop.create({ account_id: id, verification_url });
    expect([status, body]).toEqual([400, invalid("verification_url", expect.any(String))]);
    expect(await mailsTo(server, email)).toBe(mails);
  });

  it.each(['{"account_id":', "[]", "null", '"text"', "7", "", "[".repeat(5_000)])(
    "case 9: a body that is no object: %j",
    async (body) => {
      expect(await shop.w.post(CREATE, body)).toMatchObject({
        status: 400,
        body: { code: "json_parser_error", message: "The request body could not be parsed as valid json" },
      });
    },
  );

  it.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/json, text/plain",
    "application/problem+json",
  ])("case 10: a body that is said to be %s", async (type) => {
    expect(await shop.create({ account_id: id }, { "content-type": type })).toMatchObject({
      status: 400,
      body: {
        code: "invalid_content_type_error",
        message: "The requests Content-Type header isn't set to application/json",
      },
    });
  });

  it("case 10: not one that names its charset", async () => {
    const { id: account_id } = await newAccount(server);
    const type = { "content-type": "application/json; charset=utf-8" };
    expect((await shop.create({ account_id }, type)).status).toBe(201);
  });

  it("case 11: an account that there is not", async () => {
    for (const asked of [shop.create({ account_id: NOBODY }), shop.pending(NOBODY), shop.verify(NOBODY, CODE)]) {
      const { status, body } = await asked;
      expect([status, body]).toEqual([404, { code: "does_not_exist", message: "The account does not exist" }]);
    }
  });

  it.each(["inactive", "archived"])("an account that is %s: it verifies nothing", async (state) => {
    const { id: other } = await newAccount(server, state);
    for (const asked of [shop.create({ account_id: other }), shop.pending(other), shop.verify(other, CODE)]) {
      expect(await asked).toMatchObject({ status: 404, body: { code: "does_not_exist" } });
    }
  });

  it("an account without an e-mail address", async () => {
    const made = await server.admin("/accounts", { method: "POST", body: "{}" });
    const { id: account_id } = (await made.json()) as { id: string };
    expect(await shop.create({ account_id })).toMatchObject({ status: 404, body: { code: "does_not_exist" } });
  });

  it.each(["", "x", "cs_at_", "cs_at_x.y", "a b"])("case 13: an access token that is none: %j", async (token) => {
    for (const [path, method] of [
      [CREATE, "POST"],
      [PENDING, "GET"],
    ] as const) {
      const { status, headers, body } = await apiOf(server, token).raw(path, { method });
      expect([status, body["code"]]).toEqual([401, "unauthorized"]);
      expect(headers.get("www-authenticate")).toMatch(/^Bearer realm="external", error="invalid_token"$/);
    }
  });

  it("case 13: no access token", async () => {
    const { status, headers, body } = await apiOf(server, undefined).post(CREATE, { account_id: id });
    expect([status, body["code"]]).toEqual([401, "unauthorized"]);
    expect(headers.get("www-authenticate")).toBe('Bearer realm="external"');
  });

  it("case 13: to read is not to write, nor the other way round", async () => {
    for (const [asked, scope] of [
      [shop.r.post(CREATE, { account_id: id }), "/external/account/w"],
      [shop.r.post(VERIFY, { account_id: id, confirmation_code: CODE }), "/external/account/w"],
      [shop.w.get(`${PENDING}?account_id=${id}`), "/external/account/r"],
      [shop.w.get(`/accounts/status?id=${id}`), "/external/account/r"],
      [shop.r.get(`/accounts?id=${id}`), "/external/account/w"],
    ] as const) {
      const { status, headers, body } = await asked;
      expect([status, body["code"]]).toEqual([403, "insufficient_scope"]);
      expect(body["message"]).toContain(scope);
      expect(headers.get("www-authenticate")).toContain(`scope="${scope}"`);
    }
  });

  it("case 14: the first thing that is wrong, and nothing else", async () => {
    const code = async (asked: ReturnType<typeof shop.create>) => (await asked).body["code"];
    const text = { "content-type": "text/plain" };
    expect(await code(apiOf(server, undefined).post(CREATE, "{", text))).toBe("unauthorized");
    expect(await code(shop.r.post(CREATE, "{", text))).toBe("insufficient_scope");
    expect(await code(shop.w.post(CREATE, "{", text))).toBe("invalid_content_type_error");
    expect(await code(shop.w.post(CREATE, "{"))).toBe("json_parser_error");
    expect(await code(shop.create({ account_id: "zz", my_parameter: 1 }))).toBe("unknown_parameter");
    expect(await code(shop.create({ account_id: NOBODY, verification_url: "" }))).toBe("invalid_parameter");
    expect(await code(shop.verify(NOBODY, "zz"))).toBe("invalid_parameter");
  });

  it("a body that is too large", async () => {
    expect(await shop.create({ account_id: "a".repeat(16_384) })).toMatchObject({ status: 413 });
  });

  it.each([
    ["", "account_id"],
    ["?account_id=zz", "account_id"],
    ["?account_id=", "account_id"],
    [`?account_id=${NOBODY}&account_id=${NOBODY}`, "account_id"],
  ])("a query that is wrong: %j", async (query, field) => {
    const { status, body } = await shop.r.get(PENDING + query);
    expect([status, body["code"], body["field"]]).toEqual([400, "invalid_parameter", field]);
  });

  it("a query with names that it does not know", async () => {
    const { status, body } = await shop.r.get(`${PENDING}?b=1&account_id=zz&a=2`);
    expect([status, body]).toEqual([400, { code: "unknown_parameter", message: "Unknown parameters: b, a" }]);
  });
});

describe("case 24: an address", () => {
  it.each(["", "/", "/nowhere", "/accounts/", "/me", "/accounts/create_verification_requests"])(
    "that is none is told in JSON: %j",
    async (path) => {
      expect(await shop.w.get(path)).toMatchObject({ status: 404, body: { code: "not_found" } });
    },
  );

  it.each([
    [CREATE, "PUT", "POST"],
    [CREATE, "GET", "POST"],
    [VERIFY, "DELETE", "POST"],
    ["/me/verify_account", "PATCH", "POST"],
    [PENDING, "POST", "GET, HEAD"],
    ["/accounts", "POST", "GET, HEAD"],
    ["/accounts/status", "DELETE", "GET, HEAD"],
  ])("%s takes no %s", async (path, method, allow) => {
    const { status, headers, body } = await shop.w.raw(path, { method });
    expect([status, headers.get("allow"), body["code"]]).toEqual([405, allow, "method_not_allowed"]);
  });

  it("answers HEAD as GET", async () => {
    const path = `${server.origin}${API}${PENDING}`;
    expect((await fetch(path, { method: "HEAD" })).status).toBe(401);
  });
});
