import { beforeEach, describe, expect, it } from "vitest";
import { BACK, type Fields, INITIATION, type LoginBed, ledTo, loginBed, OLD_INITIATION, read } from "./bed.ts";

let login: LoginBed;
beforeEach(async () => {
  login = await loginBed();
});

const ERROR = "/identity/error";

const sentWhile = async (work: () => Promise<unknown>): Promise<number> => {
  const before = login.bed.sent.length;
  await work();
  return login.bed.sent.length - before;
};

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
