import { beforeEach, describe, expect, it } from "vitest";
import { type Fields, INITIATION, type LoginBed, ledTo, loginBed, PUBLIC } from "./bed.ts";

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
