import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { call, faults } from "../../support/admin.ts";
import { BACK, type Fields, type LoginBed, ledTo, loginBed, PUBLIC, read, type Somebody } from "./bed.ts";

let login: LoginBed;
let ada: Somebody;
beforeEach(async () => {
  login = await loginBed();
  ada = await login.somebody();
});

type Track = Awaited<ReturnType<LoginBed["track"]>>;

const goOn = async ({ id }: Pick<Track, "id">) =>
  ledTo(await login.form(`/login-srv/precheck/continue/${id}`, { track_id: id }));

async function verify(track: Track, more: Fields = {}): Promise<void> {
  const { accvid, code } = await login.coded({ requestId: track.requestId, trackId: track.id, ...more });
  expect((await login.validate(accvid, code)).status).toBe(200);
}

describe("a login that waits", () => {
  it("is opened with the address of its first page, both spellings of its id and its request", async () => {
    const track = await login.track(ada.id, { request_id: "request-of-the-login-server" });
    expect(track.requestId).toBe("request-of-the-login-server");
    expect(track.url.origin + track.url.pathname).toBe(`${PUBLIC}/identity/verification_init`);
    expect(Object.fromEntries(track.url.searchParams)).toEqual({
      track_id: track.id,
      trackId: track.id,
      requestId: track.requestId,
    });
  });

  it("case 26: goes on once all is verified, with a code; before, back to where that is done", async () => {
    const track = await login.track(ada.id);
    const before = await goOn(track);
    expect([before.status, before.path, before.query]).toEqual([
      302,
      "/identity/verification_init",
      { track_id: track.id, trackId: track.id, requestId: track.requestId },
    ]);
    await verify(track);
    const after = await goOn(track);
    expect(after.status).toBe(302);
    expect(after.url.origin + after.url.pathname).toBe(BACK);
    expect(after.query).toEqual({ code: expect.stringMatching(/^cs_result_/) });
  });

  it("waits for both mediums where both are required", async () => {
    const track = await login.track(ada.id, { required: ["email", "mobile"] });
    await verify(track);
    expect((await goOn(track)).path).toBe("/identity/verification_init");
    await verify(track, { verificationMedium: "sms" });
    expect((await goOn(track)).url.href).toContain(BACK);
  });

  it("keeps the query of the address it goes on to", async () => {
    const track = await login.track(ada.id, { continue_url: `${BACK}?state=a%20b&code=old` });
    await verify(track);
    const { url } = await goOn(track);
    expect(url.search).toMatch(/^\?state=a%20b&code=cs_result_[\w.-]+$/);
  });

  it("is nobody's when unknown or over", async () => {
    const track = await login.track(ada.id);
    await verify(track);
    login.bed.wait(3_600_000);
    for (const id of [track.id, crypto.randomUUID(), "none"]) {
      const led = await goOn({ id });
      expect([led.path, led.query["error_code"]]).toEqual(["/identity/error", "VER_0006"]);
    }
  });

  it("cannot be opened for nobody, for two, for nowhere or for nothing", async () => {
    const refused = async (json: object) => faults(await call(login.bed, "POST", "/tracks", { json }));
    const body = { account_id: ada.id, continue_url: BACK, required: ["email"] };
    expect(await refused({ ...body, account_id: "f".repeat(24) })).toEqual(["/account_id unknown"]);
    expect(await refused({ ...body, account_id: undefined, sub: "nobody" })).toEqual(["/sub unknown"]);
    expect(await refused({ ...body, sub: ada.sub })).toEqual([" one_of"]);
    expect(await refused({ ...body, continue_url: "https://evil.example/continue" })).toEqual([
      "/continue_url target_not_allowed",
    ]);
    expect(await refused({ ...body, required: [] })).toEqual(["/required too_short"]);
    expect(await refused({ ...body, required: ["email", "email"] })).toEqual(["/required repeated"]);
    expect(await refused({ ...body, required: ["pigeon"] })).toEqual(["/required/0 not_allowed"]);
    expect(await refused({ ...body, extra: 1 })).toEqual(["/extra unknown_field"]);
  });

  it("is forgotten with its person", async () => {
    const track = await login.track(ada.id);
    await call(login.bed, "DELETE", `/accounts/${ada.id}`);
    expect((await call(login.bed, "GET", `/tracks/${track.id}`)).status).toBe(404);
    expect((await goOn(track)).path).toBe("/identity/error");
  });
});

describe("what a login server is told", () => {
  it("is what was verified, and when, once and no more by its code", async () => {
    const track = await login.track(ada.id);
    await verify(track);
    const code = (await goOn(track)).query["code"];
    const redeemed = await call(login.bed, "POST", "/tracks/redeem", { json: { code } });
    expect(redeemed.status).toBe(200);
    expect(redeemed.body).toMatchObject({
      track_id: track.id,
      account_id: ada.id,
      sub: ada.sub,
      request_id: track.requestId,
      complete: true,
      verified: [{ medium: "email", value: ada.email, verified_via: "cidaas", verified_at: expect.any(String) }],
      redeemed_at: expect.any(String),
    });
    const again = await call(login.bed, "POST", "/tracks/redeem", { json: { code } });
    expect([again.status, again.body["code"]]).toEqual([409, "result_redeemed"]);
    expect((await call(login.bed, "GET", `/tracks/${track.id}`)).body).toEqual(redeemed.body);
  });

  it("is told once, of twenty who ask at the same time", async () => {
    const track = await login.track(ada.id);
    await verify(track);
    const code = (await goOn(track)).query["code"];
    const asked = Array.from({ length: 20 }, () => call(login.bed, "POST", "/tracks/redeem", { json: { code } }));
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  });

  it("is told for five minutes; going on again makes it five more", async () => {
    const track = await login.track(ada.id);
    await verify(track);
    const { code } = (await goOn(track)).query;
    login.bed.wait(300_000);
    const late = await call(login.bed, "POST", "/tracks/redeem", { json: { code } });
    expect([late.status, late.body["code"]]).toEqual([410, "result_expired"]);
    // The same code: a button that was pressed twice spoils nothing.
    expect((await goOn(track)).query["code"]).toBe(code);
    expect((await call(login.bed, "POST", "/tracks/redeem", { json: { code } })).status).toBe(200);
  });

  it("is not told by anything else than a code of ours", async () => {
    const track = await login.track(ada.id);
    await verify(track);
    const code = (await goOn(track)).query["code"] ?? "";
    for (const wrong of [`${code}x`, code.replace("cs_result_", "cs_at_"), "cs_result_", "x", track.id]) {
      expect((await call(login.bed, "POST", "/tracks/redeem", { json: { code: wrong } })).status).toBe(404);
    }
    const token = code.replace("cs_result_", "cs_at_");
    const other = await login.bed.fetch("/external/api/v1/accounts/status?id=x", {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(other.status).toBe(401);
  });

  it("can be a signed token instead, which says no address", async () => {
    const track = await login.track(ada.id, { result: "token", required: ["email"] });
    await verify(track);
    const { query } = await goOn(track);
    const keys = (await (await login.bed.fetch("/.well-known/jwks.json")).json()) as JSONWebKeySet;
    const { payload, protectedHeader } = await jwtVerify(query["token"] ?? "", createLocalJWKSet(keys), {
      issuer: PUBLIC,
      audience: new URL(BACK).origin,
      typ: "verification-result+jwt",
      currentDate: new Date(login.bed.now()),
    });
    expect(protectedHeader.alg).toBe("EdDSA");
    expect(payload).toMatchObject({
      sub: ada.sub,
      account_id: ada.id,
      track_id: track.id,
      request_id: track.requestId,
      verified: { email: expect.any(String) },
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
    expect(JSON.stringify(payload)).not.toContain(ada.email);
    expect(query).not.toHaveProperty("code");
  });
});

describe("metadata of a waiting login", () => {
  const metadata = (id: string) => login.bed.fetch(`/token-srv/prelogin/metadata/${id}`);

  it("says what is required and done, masked, and not whose it is", async () => {
    const track = await login.track(ada.id, { required: ["email", "mobile"] });
    await verify(track);
    const { body } = await read(await metadata(track.id));
    expect(body["data"]).toEqual({
      track_id: track.id,
      requestId: track.requestId,
      communication_medium_verification: "mobile_and_email_verification_required",
      required: ["email", "mobile"],
      verified: ["email"],
      email: "a***@e***",
      mobile: `+*********${ada.mobile.slice(-2)}`,
      expires_at: expect.any(String),
    });
    expect(JSON.stringify(body)).not.toMatch(new RegExp(`${ada.sub}|${ada.id}`));
  });

  it("case 27: is 204 and empty for an unknown one, and after an hour", async () => {
    const track = await login.track(ada.id);
    login.bed.wait(3_600_000);
    for (const id of [crypto.randomUUID(), "none", track.id]) {
      const reply = await metadata(id);
      expect([reply.status, await reply.text()]).toEqual([204, ""]);
    }
  });
});
