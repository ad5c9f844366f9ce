import { beforeEach, describe, expect, it } from "vitest";
import { BACK, type Fields, INITIATION, type LoginBed, ledTo, loginBed, OLD_INITIATION, PUBLIC, read } from "./bed.ts";

let login: LoginBed;
beforeEach(async () => {
  login = await loginBed();
});

const COMPLETE = "/identity/verification_complete";
const ERROR = "/identity/error";

const sentWhile = async (work: () => Promise<unknown>): Promise<number> => {
  const before = login.bed.sent.length;
  await work();
  return login.bed.sent.length - before;
};

describe("initiation with a code", () => {
  it("case 1: form with the e-mail address: complete page, unmasked", async () => {
    const ada = await login.somebody();
    const { requestId } = login;
    const led = await login.initiate({ requestId, processingType: "CODE", email: ada.email });
    expect([led.status, led.url.origin, led.path]).toEqual([302, PUBLIC, COMPLETE]);
    expect(led.query).toEqual({
      accvid: expect.stringMatching(/^[\da-f-]{36}$/),
      email: ada.email,
      type: "email",
      processingType: "CODE",
      requestId,
    });
    expect(login.bed.sent.at(-1)).toMatchObject({
      to: ada.email,
      channel: "email",
      code: expect.stringMatching(/^\d{6}$/),
    });
  });

  it("case 2: the same as JSON is the same redirect", async () => {
    const ada = await login.somebody();
    const reply = await login.json(INITIATION, {
      requestId: login.requestId,
      processingType: "CODE",
      email: ada.email,
    });
    expect(reply.status).toBe(302);
    expect(await reply.text()).toBe("");
    expect(ledTo(reply).query).toMatchObject({ email: ada.email, type: "email", accvid: expect.anything() });
  });

  it.each(["id", "sub"] as const)("case 3: q is the %s: by mail, masked", async (handle) => {
    const ada = await login.somebody();
    const { path, query } = await login.initiate({
      requestId: login.requestId,
      processingType: "CODE",
      q: ada[handle],
    });
    expect([path, query["type"]]).toEqual([COMPLETE, "email"]);
    expect(query["email"]).toContain("*");
    expect(query["email"]).not.toBe(ada.email);
    expect(login.bed.sent.at(-1)?.to).toBe(ada.email);
  });

  it("case 4: q by text: the number is masked", async () => {
    const ada = await login.somebody();
    const { query } = await login.initiate({
      requestId: login.requestId,
      processingType: "CODE",
      q: ada.id,
      verificationMedium: "sms",
    });
    expect(query["type"]).toBe("sms");
    expect(query["mobile"]).toBe(`+*********${ada.mobile.slice(-2)}`);
    expect(query).not.toHaveProperty("email");
    expect(login.bed.sent.at(-1)).toMatchObject({ to: ada.mobile, channel: "sms" });
  });

  it("case 5: the number itself, its plus sign escaped in the address", async () => {
    const ada = await login.somebody();
    const { query, url } = await login.initiate({
      requestId: login.requestId,
      processingType: "CODE",
      mobile: ada.mobile,
      verificationMedium: "sms",
    });
    expect(query["mobile"]).toBe(ada.mobile);
    expect(url.search).toContain(`mobile=%2B${ada.mobile.slice(1)}`);
  });

  it("takes a number whose plus sign was not escaped, and its older name", async () => {
    const ada = await login.somebody();
    const body = `requestId=${login.requestId}&processingType=CODE&verificationMedium=sms&phone=${ada.mobile}`;
    const reply = await login.bed.fetch(INITIATION, {
      method: "POST",
      body,
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    expect(ledTo(reply).query["mobile"]).toBe(ada.mobile);
    expect(login.bed.sent.at(-1)?.to).toBe(ada.mobile);
  });

  it("case 7: by call", async () => {
    const ada = await login.somebody();
    const fields = { requestId: login.requestId, processingType: "CODE", q: ada.id, verificationMedium: "ivr" };
    expect((await login.initiate(fields)).query).toMatchObject({ type: "ivr", mobile: expect.stringContaining("*") });
    expect(login.bed.sent.at(-1)).toMatchObject({ to: ada.mobile, channel: "voice" });
  });

  it("the identifier picks the user, the medium the address on that user", async () => {
    const ada = await login.somebody();
    const { query } = await login.initiate({
      requestId: login.requestId,
      processingType: "CODE",
      email: ada.email,
      verificationMedium: "sms",
    });
    expect(query).toMatchObject({ type: "sms", email: ada.email, mobile: expect.stringContaining("*") });
    expect(login.bed.sent.at(-1)?.to).toBe(ada.mobile);
  });

  it("takes the username", async () => {
    const ada = await login.somebody();
    const username = ada.sub.replace("user", "name");
    await login.initiate({ requestId: login.requestId, processingType: "CODE", username });
    expect(login.bed.sent.at(-1)?.to).toBe(ada.email);
  });

  it("case 11: empty values, and those that say nothing, count as not there", async () => {
    const ada = await login.somebody();
    const { requestId } = login;
    for (const nothing of ["", "undefined", "null"]) {
      const fields = {
        requestId,
        processingType: "CODE",
        email: ada.email,
        mobile: nothing,
        username: nothing,
        sub: nothing,
      };
      expect((await login.initiate(fields)).query).toMatchObject({ email: ada.email, accvid: expect.anything() });
      expect(ledTo(await login.json(INITIATION, fields)).query).toMatchObject({ email: ada.email });
    }
  });

  it("case 14: the processing type in any case; mobile is sms", async () => {
    const ada = await login.somebody();
    const { requestId } = login;
    expect((await login.initiate({ requestId, processingType: "code", email: ada.email })).path).toBe(COMPLETE);
    const fields = { requestId, processingType: "Code", q: ada.id, verificationMedium: "MOBILE" };
    expect((await login.initiate(fields)).query["type"]).toBe("sms");
  });

  it("sends code and link together where that is asked for, and answers as for a code", async () => {
    const ada = await login.somebody();
    const { query } = await login.initiate({ requestId: login.requestId, processingType: "GENERAL", email: ada.email });
    expect(query).toMatchObject({ processingType: "GENERAL", accvid: expect.anything() });
    expect(login.bed.sent.at(-1)).toMatchObject({
      code: expect.stringMatching(/^\d{6}$/),
      link: expect.stringContaining(PUBLIC),
    });
  });
});

describe("initiation with a link", () => {
  it("case 6: the complete page without an accvid; the message has a link", async () => {
    const ada = await login.somebody();
    const led = await login.initiate({ requestId: login.requestId, processingType: "LINK", email: ada.email });
    expect(led.path).toBe(COMPLETE);
    expect(led.query).toEqual({ processingType: "LINK", type: "email", email: ada.email, requestId: login.requestId });
    expect(login.bed.sent.at(-1)).toMatchObject({ to: ada.email, code: null, link: expect.stringContaining(PUBLIC) });
  });
});

describe("initiation with a track", () => {
  it("case 12: the track is enough, and is named in the answer", async () => {
    const ada = await login.somebody();
    const track = await login.track(ada.id);
    const { path, query } = await login.initiate({
      requestId: track.requestId,
      processingType: "CODE",
      trackId: track.id,
    });
    expect([path, query["track_id"]]).toEqual([COMPLETE, track.id]);
    expect(login.bed.sent.at(-1)?.to).toBe(ada.email);
  });

  it("takes an identifier of the same person, in each spelling", async () => {
    const ada = await login.somebody();
    const track = await login.track(ada.id);
    for (const named of [{ q: ada.id }, { sub: ada.sub }, { email: ada.email }, { mobile: ada.mobile }]) {
      const fields = { requestId: track.requestId, processingType: "CODE", trackId: track.id, ...named };
      expect((await login.initiate(fields as unknown as Fields)).path).toBe(COMPLETE);
    }
  });

  it("case 13: somebody else's identifier is refused, and nothing is sent", async () => {
    const [ada, eve] = [await login.somebody(), await login.somebody()];
    const track = await login.track(ada.id);
    for (const named of [{ q: eve.id }, { email: eve.email }, { username: "nobody" }]) {
      const fields = { requestId: track.requestId, processingType: "CODE", trackId: track.id, ...named };
      const sent = await sentWhile(async () => {
        const led = await login.initiate(fields as unknown as Fields);
        expect([led.path, led.query["error_code"]]).toEqual([ERROR, "VER_0006"]);
        expect(led.query).toMatchObject({ requestId: track.requestId, track_id: track.id });
      });
      expect(sent).toBe(0);
    }
  });

  it("is refused with another request, an unknown track, and one whose hour is over", async () => {
    const own = await loginBed();
    const ada = await own.somebody();
    const track = await own.track(ada.id);
    const refused = async (fields: Fields) =>
      (await own.initiate({ processingType: "CODE", ...fields })).query["error_code"];
    expect(await refused({ requestId: own.requestId, trackId: track.id })).toBe("VER_0006");
    expect(await refused({ requestId: track.requestId, trackId: crypto.randomUUID() })).toBe("VER_0006");
    own.bed.wait(3_600_000);
    expect(await refused({ requestId: track.requestId, trackId: track.id })).toBe("VER_0006");
  });

  it("tells of an address that its person has not", async () => {
    const ada = await login.somebody({ addresses: [] });
    const track = await login.track(ada.id);
    const led = await login.initiate({ requestId: track.requestId, processingType: "CODE", trackId: track.id });
    expect(led.query).toMatchObject({ error_code: "VER_0005", error: "Expectation Failed" });
  });
});

describe("what cannot be begun", () => {
  const valid = async (): Promise<Fields> => ({
    requestId: login.requestId,
    processingType: "CODE",
    email: (await login.somebody()).email,
  });

  it("case 8: no request", async () => {
    const { requestId: _, ...fields } = await valid();
    const led = await login.initiate(fields);
    expect([led.status, led.path]).toEqual([302, ERROR]);
    expect(led.query).toEqual({
      error: "Expectation Failed",
      error_code: "VER_0005",
      error_description: "requestId or token is missing",
    });
  });

  it("case 9: no identifier and no track", async () => {
    const led = await login.initiate({ requestId: login.requestId, processingType: "CODE" });
    expect(led.query).toMatchObject({
      error_code: "VER_0005",
      error_description: "missing required field: Email or Mobile or Phone or Username or q",
      requestId: login.requestId,
    });
  });

  it("case 10: two identifiers; nothing is sent", async () => {
    const ada = await login.somebody();
    const sent = await sentWhile(async () => {
      const led = await login.initiate({ ...(await valid()), mobile: ada.mobile });
      expect([led.path, led.query["error_code"]]).toEqual([ERROR, "VER_0004"]);
    });
    expect(sent).toBe(0);
  });

  it.each([
    ["a processing type that is none", { processingType: "FOO" }, "VER_0003"],
    ["no processing type", { processingType: "" }, "VER_0005"],
    ["a medium that is none", { verificationMedium: "pigeon" }, "VER_0004"],
    ["a link by call", { processingType: "LINK", verificationMedium: "ivr" }, "VER_0004"],
    ["a request nobody made", { requestId: "00000000-0000-4000-8000-000000000000" }, "VER_0006"],
    ["an address that is none", { email: "a@b@c" }, "VER_0004"],
    ["two people in one address", { email: "a@x.example,b@y.example" }, "VER_0004"],
    ["a control character", { email: "ada@example.org\r\nBcc: eve@example.org" }, "VER_0004"],
  ])("case 14: %s", async (_, change, code) => {
    const sent = await sentWhile(async () => {
      const led = await login.initiate({ ...(await valid()), ...change } as Fields);
      expect([led.status, led.path, led.query["error_code"]]).toEqual([302, ERROR, code]);
    });
    expect(sent).toBe(0);
  });

  it.each([
    ["JSON that is none", "{", "application/json"],
    ["a list", "[]", "application/json"],
    ["a number as a field", '{"requestId":1}', "application/json"],
    ["an address as a list", '{"email":["a@x.example","b@y.example"]}', "application/json"],
    ["a body of another type", "<a/>", "text/xml"],
    ["more than 16 KiB", `{"email":"${"a".repeat(17_000)}"}`, "application/json"],
    ["deep nesting", "[".repeat(20_000), "application/json"],
    ["a field given twice", "requestId=a&requestId=b", "application/x-www-form-urlencoded"],
  ])("%s is a redirect, too", async (_, body, type) => {
    const reply = await login.bed.fetch(INITIATION, { method: "POST", body, headers: { "content-type": type } });
    expect([reply.status, ledTo(reply).path]).toEqual([302, ERROR]);
    expect(ledTo(reply).query["error_code"]).toBe("VER_0004");
  });

  it("other verbs are refused in JSON", async () => {
    const reply = await login.bed.fetch(INITIATION);
    expect([reply.status, reply.headers.get("allow")]).toEqual([405, "POST"]);
    expect((await reply.json()) as object).toMatchObject({ success: false, status: 405 });
  });
});

describe("the older addresses", () => {
  it("case 24: the SDK's own, in JSON", async () => {
    const ada = await login.somebody();
    const reply = await read(
      await login.json(`${OLD_INITIATION}/sdk`, {
        requestId: login.requestId,
        processingType: "CODE",
        email: ada.email,
      }),
    );
    expect(reply.body).toEqual({ success: true, status: 200, data: { accvid: expect.any(String) } });
    const { accvid } = reply.body["data"] as { accvid: string };
    const verified = await read(
      await login.json("/verification-srv/account/verify", { accvid, code: login.lastCode() }),
    );
    expect(verified.body).toEqual({ success: true, status: 200 });
  });

  it("case 25: a form is led on, JSON is answered", async () => {
    const ada = await login.somebody();
    const fields = { requestId: login.requestId, processingType: "CODE", email: ada.email };
    expect(ledTo(await login.form(OLD_INITIATION, fields)).query).toMatchObject({ email: ada.email });
    const reply = await read(await login.json(OLD_INITIATION, fields));
    expect(reply.body["data"]).toEqual({ accvid: expect.any(String) });
  });

  it("say in JSON what is wrong", async () => {
    const reply = await read(await login.json(OLD_INITIATION, { processingType: "CODE", email: "ada@example.org" }));
    expect([reply.status, reply.body["code"]]).toEqual([417, "VER_0005"]);
    expect((await read(await login.json(OLD_INITIATION, "{"))).status).toBe(400);
  });

  it("take a client and its redirect URI in place of a request", async () => {
    const ada = await login.somebody();
    const client = {
      client_id: login.clientId,
      response_type: "code",
      redirect_uri: "https://shop.example.com/callback",
    };
    const fields = { ...client, processingType: "CODE", email: ada.email };
    const led = ledTo(await login.form(OLD_INITIATION, fields));
    expect(led.query).toMatchObject({ accvid: expect.anything(), requestId: expect.stringMatching(/^[\da-f-]{36}$/) });
    for (const wrong of [{ redirect_uri: `${BACK}/x` }, { client_id: "cs_client_0000000000000000000000" }]) {
      const refused = ledTo(await login.form(OLD_INITIATION, { ...fields, ...wrong }));
      expect([refused.path, refused.query["error_code"]]).toEqual([ERROR, "VER_0006"]);
    }
    // The newer address wants a request.
    expect(ledTo(await login.form(INITIATION, fields)).query["error_code"]).toBe("VER_0005");
  });
});
