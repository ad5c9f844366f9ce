import { beforeEach, describe, expect, it } from "vitest";
import { addSubject } from "../../support/claims.ts";
import { count } from "../../support/journey.ts";
import { type TestBed, testBed } from "../../support/world.ts";

let bed: TestBed;
let program: Record<string, string>;

beforeEach(async () => {
  bed = testBed({ settings: { CREATE_UNKNOWN_ACCOUNTS: "true" }, policy: { sends: null } });
  const reply = await bed.fetch("/dev/client-token", { method: "POST" });
  const { access_token: token } = (await reply.json()) as { access_token: string };
  program = { authorization: `Bearer ${token}`, "content-type": "application/json" };
});

const post = async (path: string, body: unknown) =>
  bed.fetch(path, { method: "POST", headers: program, body: JSON.stringify(body) });

describe("update_primary of a server's passcode", () => {
  const path = "/v1/users/grace/email/verification";
  async function verify(email: string, send: Record<string, unknown>, check: Record<string, unknown>) {
    expect((await post(`${path}/send`, { method: "otp", email, ...send })).status).toBe(200);
    const passcode = bed.sent.at(-1)?.code;
    expect((await post(`${path}/verify`, { email, passcode, ...check })).status).toBe(200);
  }

  it.each([
    [{}, {}, "first@example.org"],
    [{ update_primary: true }, {}, "second@example.org"],
    [{}, { update_primary: true }, "second@example.org"],
    [{ update_primary: true }, { update_primary: false }, "first@example.org"],
  ])("is %j when it is sent and %j when it is checked", async (send, check, primary) => {
    await verify("first@example.org", {}, {});
    await verify("second@example.org", send, check);
    const profile = await bed.fetch("/v1/users/grace/verification/profile", { headers: program });
    expect(await profile.json()).toMatchObject({ email: { value: primary, email_verified: true } });
  });
});

describe("a profile", () => {
  it.each([
    ["created", 200],
    ["active", 200],
    ["inactive", 404],
    ["archived", 404],
  ])("of an account that is %s is %i, as verifying for it is", async (status, want) => {
    await addSubject("grace", status);
    expect((await bed.fetch("/v1/users/grace/verification/profile", { headers: program })).status).toBe(want);
    const sent = await post("/v1/users/grace/email/verification/send", { method: "otp", email: "grace@example.org" });
    expect(sent.status).toBe(want);
  });
});

describe("the page of a link", () => {
  it("takes the token out of its address, by a script that its policy lets run", async () => {
    const registered = testBed({ settings: { REDIRECT_URIS: "https://app.example.com/done" } });
    const user = await registered.fetch("/dev/user-token", { method: "POST", body: JSON.stringify({ sub: "grace" }) });
    const { access_token: token } = (await user.json()) as { access_token: string };
    await addSubject("grace");
    const sent = await registered.fetch("/v1/verification/links/email", {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ email: "grace@example.org", redirect_uri: "https://app.example.com/done" }),
    });
    expect(sent.status).toBe(200);
    const page = await registered.fetch(registered.sent[0]?.link ?? "");
    const html = await page.text();
    const [, nonce] = /<script [^>]*nonce="([^"]+)"/.exec(html) ?? [];
    expect(html).toContain('<body data-forget="/t"');
    expect(page.headers.get("content-security-policy")).toContain(`script-src 'nonce-${nonce}';`);
    const dead = await registered.fetch("/t");
    expect([dead.status, (await dead.text()).includes("<body data-forget")]).toEqual([400, false]);
  });
});

describe("credentials", () => {
  it.each([
    ["none", {}, 'Bearer realm="verification"'],
    ["of another scheme", { authorization: "Basic eDp5" }, 'Bearer realm="verification"'],
    ["that are empty", { authorization: "Bearer" }, 'Bearer realm="verification", error="invalid_token"'],
    ["of two tokens", { authorization: "Bearer a, Bearer b" }, 'Bearer realm="verification", error="invalid_token"'],
    [
      "of 64 KiB",
      { authorization: `Bearer ${"x".repeat(65_536)}` },
      'Bearer realm="verification", error="invalid_token"',
    ],
  ])("%s are 401", async (_, headers, challenge) => {
    const reply = await bed.fetch("/v1/verification/profile", { headers });
    expect([reply.status, reply.headers.get("www-authenticate")]).toEqual([401, challenge]);
    const refused = { event: "token_refused", dialect: "transmit", detail: "malformed" };
    expect(bed.log).toEqual(challenge.includes("invalid_token") ? [refused] : []);
  });
});

describe("a user whom a server names", () => {
  const send = (id: string) =>
    post(`/v1/users/${id}/email/verification/send`, { method: "otp", email: "grace@example.org" });

  it.each(["%00", "grace%00", "%0d%0aSet-Cookie:x", "%1b[31m", "x".repeat(256)])(
    "as no token could name one (%s) is not known, and becomes no account",
    async (id) => {
      const reply = await send(id);
      expect([reply.status, await reply.json()]).toEqual([404, { message: "The user is not known", error_code: 404 }]);
      expect(await count("SELECT count(*) AS n FROM accounts")).toBe(0);
    },
  );

  it.each(["grace", "auth0%7Cgrace", "x".repeat(255), "%C3%A9"])("by %s is one", async (id) => {
    expect((await send(id)).status).toBe(200);
    expect(await count("SELECT count(*) AS n FROM accounts WHERE sub = ?", decodeURIComponent(id))).toBe(1);
  });
});
